/* SPDX-License-Identifier: MIT */
#include "found_support.h"

#include "engine_fixture.h"

#include "port/os.h"
#include "rules/request_state.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>

static unsigned lost;

void found_begin(const char *cartridges, bool reader)
{
    struct vtl_library_config config = vtl_transport_library();
    config.barcode_reader = reader;
    config.cartridges = cartridges;
    fixture_begin();
    vtl_transport_add(&config);
}

void found_lose_database(void)
{
    char path[512];
    snprintf(path, sizeof path, "%s-lost%u", getenv("NTMS_DATA"), ++lost);
    setenv("NTMS_DATA", path, 1);
}

struct base_guid found_medium(const char *name)
{
    struct base_guid ids[64];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_PHYSICAL_MEDIA, ids, 64);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_PHYSICAL_MEDIA, &row);
        if (strcmp(row.object.name, name) == 0) {
            return ids[i];
        }
    }
    fail_msg("no cartridge '%s' among %u", name, count);
    return ids[0];
}

struct base_guid found_in(uint32_t slot)
{
    struct base_guid ids[64];
    uint32_t count = fixture_list(MODEL_PHYSICAL_MEDIA, ids, 64);
    for (uint32_t i = 0; i < count; i++) {
        if (found_lies_in(&ids[i], slot)) {
            return ids[i];
        }
    }
    fail_msg("no cartridge in slot %u", slot);
    return ids[0];
}

void found_name(uint32_t slot, char name[MODEL_NAME_BYTES])
{
    struct base_guid medium = found_in(slot);
    struct model_information row;
    fixture_read(&medium, MODEL_PHYSICAL_MEDIA, &row);
    memcpy(name, row.object.name, sizeof row.object.name);
}

struct base_guid found_side(const char *name, uint16_t side)
{
    struct base_guid medium = found_medium(name);
    struct base_guid ids[4];
    struct model_information row;
    uint32_t count = 0;
    assert_int_equal(
        engine_object_enumerate(fixture_session(), &medium, MODEL_PARTITION, 0, ids, 4, &count), 0);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_PARTITION, &row);
        if (row.info.partition.side == side) {
            return ids[i];
        }
    }
    fail_msg("'%s' has no side %u", name, side);
    return ids[0];
}

struct base_guid found_type(const char *name)
{
    struct base_guid medium = found_medium(name);
    struct model_information row;
    fixture_read(&medium, MODEL_PHYSICAL_MEDIA, &row);
    return row.info.physical_media.media_type;
}

void found_expect(const char *name, uint32_t pool_type, uint32_t state, const char *info)
{
    struct base_guid medium = found_medium(name);
    struct base_guid side = found_side(name, 0);
    struct model_information row;
    struct model_information pool;
    fixture_read(&medium, MODEL_PHYSICAL_MEDIA, &row);
    fixture_read(&row.info.physical_media.media_pool, MODEL_MEDIA_POOL, &pool);
    assert_int_equal(pool.info.media_pool.pool_type, pool_type);
    fixture_read(&side, MODEL_PARTITION, &row);
    assert_int_equal(row.info.partition.state, state);
    assert_string_equal(row.info.partition.label_info, info);
    assert_int_equal(row.info.partition.label_id_length != 0,
                     row.info.partition.label_type[0] != '\0');
}

bool found_lies_in(const struct base_guid *medium, uint32_t slot)
{
    struct base_guid place = fixture_slot(slot);
    struct model_information row;
    fixture_read(medium, MODEL_PHYSICAL_MEDIA, &row);
    return base_guid_equal(&row.info.physical_media.location, &place);
}

uint32_t found_media(void)
{
    struct base_guid ids[64];
    return fixture_list(MODEL_PHYSICAL_MEDIA, ids, 64);
}

uint32_t found_count(uint32_t operation)
{
    struct base_guid ids[256];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, 256);
    uint32_t found = 0;
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_LIBREQUEST, &row);
        found += row.info.lib_request.operation == operation;
    }
    return found;
}

void found_await(uint32_t operation)
{
    struct model_information row;
    base_error error = 0;
    assert_true(fixture_newest(operation, &row));
    assert_int_equal(fixture_await_end(&row.object.id, &error), MODEL_LM_PASSED);
    assert_int_equal(error, 0);
}

static bool is_settled(void)
{
    struct base_guid ids[256];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, 256);
    bool settled = true;
    for (uint32_t i = 0; settled && i < count; i++) {
        fixture_read(&ids[i], MODEL_LIBREQUEST, &row);
        settled = rules_request_is_finished(row.info.lib_request.state);
    }
    count = fixture_list(MODEL_DRIVE, ids, 256);
    for (uint32_t i = 0; settled && i < count; i++) {
        fixture_read(&ids[i], MODEL_DRIVE, &row);
        settled = row.info.drive.state == MODEL_DRIVESTATE_DISMOUNTED;
    }
    return settled;
}

void found_settle(void)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    int64_t before = fixture_stillness();
    while (!is_settled() || before < 0 || fixture_stillness() != before) {
        if (port_clock_monotonic() > until) {
            fail_msg("requests stay unfinished or drives full");
        }
        fixture_sleep(5);
        before = fixture_stillness();
    }
}

struct base_guid found_pool(const char *name, struct base_guid media_type)
{
    struct engine_pool_wish wish = {
        .path = name, .media_type = &media_type, .action = MODEL_CREATE_NEW};
    struct base_guid pool;
    assert_int_equal(engine_pool_open(fixture_session(), &wish, &pool), 0);
    return pool;
}

struct base_guid found_free(struct base_guid media_type)
{
    struct model_information type;
    struct base_guid pool;
    char path[300];
    fixture_read(&media_type, MODEL_MEDIA_TYPE, &type);
    snprintf(path, sizeof path, "Free\\%s", type.object.name);
    struct engine_pool_wish wish = {.path = path, .action = MODEL_OPEN_EXISTING};
    assert_int_equal(engine_pool_open(fixture_session(), &wish, &pool), 0);
    return pool;
}

static void replace(uint8_t *block, uint32_t length, const char *from, const char *to)
{
    size_t size = strlen(from);
    assert_int_equal(size, strlen(to));
    for (uint32_t i = 0; i + size <= length; i++) {
        if (memcmp(block + i, from, size) == 0) {
            memcpy(block + i, to, size);
            return;
        }
    }
    fail_msg("no '%s' in the label", from);
}

void found_copy_label(const char *from, const char *name, const char *to, const char *new_name)
{
    uint8_t block[4096];
    uint32_t length = vtl_transport_read(from, 0, block, sizeof block);
    assert_in_range(length, 512, sizeof block);
    replace(block, length, name, new_name);
    assert_true(vtl_transport_write(to, 0, block, length));
}
