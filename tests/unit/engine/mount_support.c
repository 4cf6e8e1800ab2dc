/* SPDX-License-Identifier: MIT */
#include "mount_support.h"

#include "port/os.h"
#include "rules/request_state.h"

#include <stdio.h>

enum { MEDIA_MAX = 64 };

struct base_guid media_named(const char *barcode)
{
    struct base_guid ids[MEDIA_MAX];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_PHYSICAL_MEDIA, ids, MEDIA_MAX);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_PHYSICAL_MEDIA, &row);
        if (strcmp(row.info.physical_media.barcode, barcode) == 0) {
            return ids[i];
        }
    }
    fail_msg("no cartridge '%s'", barcode);
    return (struct base_guid){{0}};
}

struct model_physical_media media_row(const struct base_guid *medium)
{
    struct model_information row;
    fixture_read(medium, MODEL_PHYSICAL_MEDIA, &row);
    return row.info.physical_media;
}

struct model_drive media_drive(const struct base_guid *drive)
{
    struct model_information row;
    fixture_read(drive, MODEL_DRIVE, &row);
    return row.info.drive;
}

uint32_t fixture_index(const struct base_guid *drive)
{
    return media_drive(drive).number - fixture_library_row().first_drive;
}

base_error media_mount_by(struct engine_session *session, const char *const *barcodes,
                          uint32_t count, uint32_t options, uint32_t timeout,
                          struct base_guid *drives)
{
    struct base_guid sides[8];
    struct engine_mount_wish wish = {
        .media = sides, .count = count, .options = options, .timeout = timeout};
    for (uint32_t i = 0; i < count; i++) {
        struct base_guid medium = media_named(barcodes[i]);
        sides[i] = media_side(&medium, 0);
    }
    return engine_mount(session, &wish, drives);
}

base_error media_mount_all(const char *const *barcodes, uint32_t count, uint32_t options,
                           uint32_t timeout, struct base_guid *drives)
{
    return media_mount_by(fixture_session(), barcodes, count, options, timeout, drives);
}

base_error media_mount(const char *barcode, struct base_guid *drive)
{
    return media_mount_all(&barcode, 1, 0, 120000, drive);
}

base_error media_dismount_by(struct engine_session *session, const char *barcode, uint32_t options)
{
    struct base_guid medium = media_named(barcode);
    struct base_guid side = media_side(&medium, 0);
    return engine_dismount(session, &side, 1, options);
}

uint32_t media_dismount_told(const char *barcode, uint32_t options, base_error *error)
{
    struct model_information request;
    assert_int_equal(media_dismount_by(fixture_session(), barcode, options), 0);
    assert_true(fixture_newest(MODEL_LM_DISMOUNT, &request));
    return fixture_await_end(&request.object.id, error);
}

uint32_t media_dismount(const char *barcode, uint32_t options)
{
    return media_dismount_told(barcode, options, NULL);
}

static void dismount_loaded(void)
{
    struct base_guid ids[MEDIA_MAX];
    uint32_t count = fixture_list(MODEL_PHYSICAL_MEDIA, ids, MEDIA_MAX);
    for (uint32_t i = 0; i < count; i++) {
        struct model_physical_media row = media_row(&ids[i]);
        if (row.media_state == MODEL_MEDIASTATE_LOADED) {
            base_error error = engine_dismount(fixture_session(), &row.mounted_partition, 1,
                                               MODEL_DISMOUNT_IMMEDIATE);
            /* It may be on its way out already. */
            assert_true(error == BASE_ERROR_SUCCESS || error == BASE_ERROR_INVALID_STATE);
        }
    }
}

/* The first thing that is not at rest, in words; "" when all is. */
static void find_unrest(char *text, size_t room)
{
    struct base_guid ids[MEDIA_MAX * 4];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, MEDIA_MAX * 4);
    text[0] = '\0';
    for (uint32_t i = 0; i < count && text[0] == '\0'; i++) {
        fixture_read(&ids[i], MODEL_LIBREQUEST, &row);
        if (!rules_request_is_finished(row.info.lib_request.state)) {
            snprintf(text, room, "request of operation %u is in state %u, stage %u: %s",
                     row.info.lib_request.operation, row.info.lib_request.state,
                     row.info.lib_request.stage, row.object.description);
        }
    }
    count = fixture_list(MODEL_PHYSICAL_MEDIA, ids, MEDIA_MAX);
    for (uint32_t i = 0; i < count && text[0] == '\0'; i++) {
        struct model_physical_media medium = media_row(&ids[i]);
        if (medium.location_type == MODEL_DRIVE) {
            snprintf(text, room, "'%s' (%u) is in a drive in state %u", medium.barcode,
                     medium.media_state, media_drive(&medium.location).state);
        } else if (medium.media_state != MODEL_MEDIASTATE_IDLE) {
            snprintf(text, room, "'%s' is in state %u", medium.barcode, medium.media_state);
        }
    }
}

static void await_rest(bool dismounting)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    char text[512];
    int64_t before = fixture_stillness();
    find_unrest(text, sizeof text);
    while (text[0] != '\0' || before < 0 || fixture_stillness() != before) {
        if (port_clock_monotonic() > until) {
            fail_msg("%s", text[0] != '\0' ? text : "the library does not come to rest");
        }
        if (dismounting) {
            dismount_loaded();
        }
        fixture_sleep(5);
        before = fixture_stillness();
        find_unrest(text, sizeof text);
    }
}

void media_await_idle(void)
{
    await_rest(false);
}

/* What waits may be mounted meanwhile. */
void media_release_all(void)
{
    await_rest(true);
}

void media_set_delay(const struct base_guid *drive, uint32_t seconds)
{
    struct model_information row;
    fixture_read(drive, MODEL_DRIVE, &row);
    row.info.drive.defer_dismount_delay = seconds;
    assert_int_equal(engine_object_set_information(fixture_session(), drive, &row, false), 0);
}

void media_start(void)
{
    struct vtl_library_config config = vtl_transport_library();
    config.cartridges = "s1=A00001L4,data\ns2=A00002L4,data\ns3=A00003L4,data\n";
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
    media_await_idle();
}

void media_end(void)
{
    media_release_all();
    fixture_check();
    fixture_end();
}

uint32_t media_state_of(const struct base_guid *id, uint32_t type)
{
    struct model_information row;
    fixture_read(id, type, &row);
    return row.object.operational_state;
}

void media_use_drive(const char *barcode, const struct base_guid *drive)
{
    struct base_guid used = *drive;
    assert_int_equal(media_mount_all(&barcode, 1, MODEL_MOUNT_SPECIFIC_DRIVE, 120000, &used), 0);
    assert_true(base_guid_equal(&used, drive));
    assert_int_equal(engine_dismount_drive(fixture_session(), drive), 0);
    media_await_idle();
}
