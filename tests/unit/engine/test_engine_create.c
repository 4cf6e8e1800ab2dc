/* SPDX-License-Identifier: MIT */
/*
 * CreateNtmsMedia and UpdateNtmsOmidInfo over the whole engine: what is stored, what is refused,
 * rights, and each call with the n-th allocation or statement failing.
 */
#include "media_support.h"

#include "base/memory.h"
#include "label/label.h"
#include "port/os.h"
#include "store/fault.h"

#include <string.h>

enum { FAULTS = 120 };

static const struct base_guid STRAY = {{0xAB, 0xCD}};
static const struct base_guid NONE = {{0}};

struct wish {
    struct model_information medium;
    struct model_information sides[2];
};

static struct wish one_sided(const struct base_guid *pool)
{
    struct wish wish;
    memset(&wish, 0, sizeof wish);
    wish.medium.object.enabled = true;
    wish.medium.info.physical_media.media_pool = *pool;
    wish.medium.info.physical_media.number_of_partitions = 1;
    wish.medium.info.physical_media.density_code = 0x46;
    wish.sides[0].object.enabled = true;
    struct model_partition *side = &wish.sides[0].info.partition;
    side->state = MODEL_PARTSTATE_IMPORT;
    strcpy(side->label_type, "Backup");
    strcpy(side->label_info, "Monday");
    side->label_id_length = 3;
    memcpy(side->label_id, "abc", 3);
    side->allocate_count = 5;
    side->mount_count = 6;
    side->capacity = 700;
    return wish;
}

static base_error create(struct wish *wish, uint32_t options)
{
    return engine_media_create(fixture_session(), &wish->medium, wish->sides, 1, options);
}

static void test_create_catalogues_on_the_shelf(void **state)
{
    struct model_information row;
    (void)state;
    media_usual();
    struct base_guid pool = media_new_pool("Backup");
    struct wish wish = one_sided(&pool);
    strcpy(wish.medium.info.physical_media.barcode, "Z00001L4  ");
    assert_int_equal(create(&wish, MODEL_ERROR_ON_DUPLICATE), 0);
    fixture_read(&wish.medium.object.id, MODEL_PHYSICAL_MEDIA, &row);
    const struct model_physical_media *medium = &row.info.physical_media;
    assert_string_equal(row.object.name, "Z00001L4");
    assert_string_equal(medium->barcode, "Z00001L4");
    assert_int_equal(medium->barcode_state, MODEL_BARCODESTATE_OK);
    assert_true(medium->sequence_number[0] != '\0');
    assert_int_equal(medium->location_type, MODEL_STORAGESLOT);
    assert_true(base_guid_is_null(&medium->location) && base_guid_is_null(&medium->home_slot));
    assert_true(base_guid_equal(&medium->media_pool, &pool));
    struct base_guid type = media_type_of_library();
    assert_true(base_guid_equal(&medium->media_type, &type));
    assert_int_equal(medium->density_code, 0x46);
    assert_memory_equal(&row, &wish.medium, sizeof row.object);
    fixture_read(&medium->current_library, MODEL_LIBRARY, &row);
    assert_int_equal(row.info.library.library_type, MODEL_LIBRARYTYPE_OFFLINE);
    assert_int_equal(row.info.library.number_of_media, 1);
    assert_int_equal(media_pool_row(&pool).number_of_physical_media, 1);
    struct base_guid side = media_side(&wish.medium.object.id, 0);
    struct model_partition stored = media_side_row(&side);
    assert_true(base_guid_equal(&stored.physical_media, &wish.medium.object.id));
    assert_true(base_guid_is_null(&stored.logical_media));
    assert_int_equal(stored.allocate_count, 5);
    assert_int_equal(stored.mount_count, 6);
    assert_int_equal(stored.capacity, 700);
    assert_string_equal(stored.label_info, "Monday");
    fixture_check();
    fixture_end();
}

static void test_create_with_given_and_made_identifiers(void **state)
{
    struct model_information row;
    (void)state;
    media_usual();
    struct base_guid pool = media_new_pool("Backup");
    struct wish wish = one_sided(&pool);
    wish.medium.object.id = (struct base_guid){{1, 2}};
    wish.sides[0].object.id = (struct base_guid){{1, 3}};
    wish.sides[0].info.partition.logical_media = (struct base_guid){{1, 4}};
    wish.sides[0].info.partition.state = MODEL_PARTSTATE_COMPLETE;
    struct wish same = wish;
    assert_int_equal(create(&wish, 0), 0);
    assert_string_equal(wish.medium.object.name, "Monday");
    fixture_read(&(struct base_guid){{1, 4}}, MODEL_LOGICAL_MEDIA, &row);
    assert_true(base_guid_equal(&row.info.logical_media.media_pool, &pool));
    assert_int_equal(row.info.logical_media.number_of_partitions, 1);
    fixture_read(&(struct base_guid){{1, 3}}, MODEL_PARTITION, &row);
    assert_true(base_guid_equal(&row.info.partition.physical_media, &wish.medium.object.id));
    /* Each of the identifiers is taken now. */
    assert_int_equal(create(&same, 0), BASE_ERROR_INVALID_PARAMETER);
    same.medium.object.id = NONE;
    assert_int_equal(create(&same, 0), BASE_ERROR_INVALID_PARAMETER);
    same.sides[0].object.id = NONE;
    assert_int_equal(create(&same, 0), BASE_ERROR_INVALID_PARAMETER);
    same.medium.object.id = (struct base_guid){{9}};
    same.sides[0].object.id = (struct base_guid){{9}};
    same.sides[0].info.partition.logical_media = NONE;
    assert_int_equal(create(&same, 0), BASE_ERROR_INVALID_PARAMETER);
    same.sides[0].object.id = NONE;
    assert_int_equal(create(&same, MODEL_ERROR_ON_DUPLICATE), BASE_ERROR_INVALID_MEDIA);
    assert_int_equal(create(&same, 0), 0); /* an owner has a logical medium */
    assert_false(base_guid_is_null(&same.sides[0].info.partition.logical_media));
    fixture_read(&same.sides[0].info.partition.logical_media, MODEL_LOGICAL_MEDIA, &row);
    assert_int_equal(media_pool_row(&pool).number_of_logical_media, 2);
    fixture_end();
}

static void test_create_refuses(void **state)
{
    (void)state;
    media_usual();
    struct base_guid pool = media_new_pool("Backup");
    struct wish wish = one_sided(&STRAY);
    assert_int_equal(create(&wish, 0), BASE_ERROR_INVALID_MEDIA_POOL);
    struct base_guid free_pool = media_system_child(MODEL_POOLTYPE_SCRATCH);
    wish = one_sided(&free_pool);
    assert_int_equal(create(&wish, 0), BASE_ERROR_INVALID_MEDIA_POOL);
    wish = one_sided(&pool);
    wish.medium.info.physical_media.number_of_partitions = 2;
    assert_int_equal(engine_media_create(fixture_session(), &wish.medium, wish.sides, 1, 0),
                     BASE_ERROR_MEDIA_INCOMPATIBLE);
    wish.sides[1] = wish.sides[0];
    assert_int_equal(engine_media_create(fixture_session(), &wish.medium, wish.sides, 2, 0),
                     BASE_ERROR_MEDIA_INCOMPATIBLE);
    /* Two sides with one label. */
    assert_int_equal(engine_media_create(fixture_session(), &wish.medium, wish.sides, 2, 1),
                     BASE_ERROR_INVALID_MEDIA);
    wish = one_sided(&pool);
    strcpy(wish.medium.info.physical_media.barcode, "A00001L4 ");
    assert_int_equal(create(&wish, 0), BASE_ERROR_INVALID_MEDIA);
    assert_int_equal(media_pool_row(&pool).number_of_physical_media, 0);
    fixture_check();
    fixture_end();
}

/* ---- labels ---- */

static struct base_guid owned_medium(void)
{
    struct base_guid pool = media_new_pool("Labels");
    struct base_guid medium = media_at(0);
    struct base_guid logical = {{0}};
    struct base_guid source;
    struct base_guid side = media_side(&medium, 0);
    media_put(&medium, &pool, MODEL_PARTSTATE_AVAILABLE);
    struct engine_allocate_wish wish = {.pool = &pool, .side = &side, .previous = &logical};
    assert_int_equal(engine_allocate(fixture_session(), &wish, &logical, &source), 0);
    return logical;
}

static void expect_request(const struct base_guid *medium)
{
    struct model_information request;
    assert_true(fixture_newest(MODEL_LM_UPDATEOMID, &request));
    assert_int_equal(request.info.lib_request.state, MODEL_LM_PASSED);
    assert_true(base_guid_equal(&request.info.lib_request.physical_media, medium));
}

static void test_label_update_raw(void **state)
{
    struct base_guid id = {{5, 6, 7}};
    struct model_information request;
    uint8_t block[LABEL_FREE_BYTES];
    size_t length = 0;
    (void)state;
    media_usual();
    struct base_guid logical = owned_medium();
    struct base_guid medium = media_at(0);
    struct base_guid side = media_side(&medium, 0);
    uint8_t nonsense[512] = {1, 2, 3};
    assert_int_equal(engine_label_update(fixture_session(), &logical, nonsense, 512, NULL),
                     BASE_ERROR_BAD_FORMAT);
    assert_int_equal(media_side_row(&side).label_id_length, 0);
    assert_false(fixture_newest(MODEL_LM_UPDATEOMID, &request));
    label_free_write(&id, 1000, block, &length);
    assert_int_equal(
        engine_label_update(fixture_session(), &logical, block, (uint32_t)length, NULL), 0);
    struct model_partition row = media_side_row(&side);
    assert_int_equal(row.label_id_length, 16);
    assert_memory_equal(row.label_id, &id, 16);
    assert_string_equal(row.label_type, LABEL_FREE_TYPE);
    assert_int_equal(row.state, MODEL_PARTSTATE_ALLOCATED);
    expect_request(&medium);
    assert_int_equal(engine_label_update(fixture_session(), &STRAY, block, (uint32_t)length, NULL),
                     BASE_ERROR_INVALID_MEDIA);
    assert_int_equal(engine_label_update(fixture_session(), &side, block, (uint32_t)length, NULL),
                     BASE_ERROR_INVALID_MEDIA);
    fixture_check();
    fixture_end();
}

static void test_label_update_volume(void **state)
{
    static const struct engine_volume_label volume = {"NTFS", "DATA", 0x12345678};
    static const uint8_t serial[4] = {0x78, 0x56, 0x34, 0x12};
    (void)state;
    media_usual();
    struct base_guid logical = owned_medium();
    struct base_guid medium = media_at(0);
    struct base_guid side = media_side(&medium, 0);
    assert_int_equal(engine_label_update(fixture_session(), &logical, NULL, 0, &volume), 0);
    struct model_partition row = media_side_row(&side);
    assert_int_equal(row.label_id_length, 4);
    assert_memory_equal(row.label_id, serial, 4);
    assert_string_equal(row.label_type, "NTFS");
    assert_string_equal(row.label_info, "DATA");
    expect_request(&medium);
    fixture_end();
}

/* ---- faults and rights ---- */

struct fault {
    void (*nth)(uint32_t n);
    base_error error;
};

static const struct fault FAULT_KINDS[] = {
    {base_memory_fail_nth, BASE_ERROR_NOT_ENOUGH_MEMORY},
    {store_fault_nth, BASE_ERROR_DATABASE_FAILURE},
};

static void create_with_fault(const struct fault *fault, uint32_t n, const struct base_guid *pool)
{
    struct wish wish = one_sided(pool);
    uint32_t before = media_pool_row(pool).number_of_physical_media;
    wish.sides[0].info.partition.state = MODEL_PARTSTATE_ALLOCATED;
    wish.sides[0].info.partition.label_id[0] = (uint8_t)n;
    wish.sides[0].info.partition.label_id[1] = (uint8_t)(fault == &FAULT_KINDS[0]);
    fault->nth(n);
    base_error error = create(&wish, MODEL_ERROR_ON_DUPLICATE);
    fault->nth(0);
    assert_true(error == 0 || error == fault->error);
    assert_int_equal(media_pool_row(pool).number_of_physical_media, before + (error == 0));
    assert_int_equal(media_pool_row(pool).number_of_logical_media, before + (error == 0));
    assert_int_equal(base_guid_is_null(&wish.medium.object.id), error != 0);
}

static void label_with_fault(const struct fault *fault, uint32_t n, const struct base_guid *logical,
                             const struct base_guid *side)
{
    struct engine_volume_label volume = {"FAT", "", n};
    fault->nth(n);
    base_error error = engine_label_update(fixture_session(), logical, NULL, 0, &volume);
    fault->nth(0);
    assert_true(error == 0 || error == fault->error);
    assert_int_equal(media_side_row(side).label_id[0] == n, error == 0);
}

static void test_calls_with_faults_do_all_or_nothing(void **state)
{
    (void)state;
    media_usual();
    struct base_guid pool = media_new_pool("Backup");
    struct base_guid logical = owned_medium();
    struct base_guid medium = media_at(0);
    struct base_guid side = media_side(&medium, 0);
    port_administrator_hook(false);
    for (size_t kind = 0; kind < 2; kind++) {
        for (uint32_t n = 1; n <= FAULTS; n++) {
            create_with_fault(&FAULT_KINDS[kind], n, &pool);
            label_with_fault(&FAULT_KINDS[kind], n, &logical, &side);
        }
    }
    port_administrator_hook(true);
    assert_true(media_pool_row(&pool).number_of_physical_media > 0);
    fixture_check();
    fixture_end();
}

static base_error refuse(void *context, const uint8_t *descriptor, size_t length, uint32_t desired)
{
    (void)descriptor, (void)length;
    return (desired & *(uint32_t *)context) != 0 ? BASE_ERROR_ACCESS_DENIED : BASE_ERROR_SUCCESS;
}

static void test_calls_ask_for_their_rights(void **state)
{
    static const struct engine_volume_label volume = {"NTFS", "DATA", 1};
    (void)state;
    media_usual();
    struct base_guid pool = media_new_pool("Backup");
    struct base_guid logical = owned_medium();
    port_administrator_hook(false);
    for (uint32_t right = MODEL_USE_ACCESS; right <= MODEL_CONTROL_ACCESS; right *= 2) {
        struct wish wish = one_sided(&pool);
        port_access_hook(refuse, &right);
        assert_int_equal(create(&wish, 0),
                         right == MODEL_MODIFY_ACCESS ? BASE_ERROR_ACCESS_DENIED : 0);
        assert_int_equal(engine_label_update(fixture_session(), &logical, NULL, 0, &volume),
                         right == MODEL_CONTROL_ACCESS ? BASE_ERROR_ACCESS_DENIED : 0);
    }
    port_access_hook(NULL, NULL);
    port_administrator_hook(true);
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_create_catalogues_on_the_shelf),
        cmocka_unit_test(test_create_with_given_and_made_identifiers),
        cmocka_unit_test(test_create_refuses),
        cmocka_unit_test(test_label_update_raw),
        cmocka_unit_test(test_label_update_volume),
        cmocka_unit_test(test_calls_with_faults_do_all_or_nothing),
        cmocka_unit_test(test_calls_ask_for_their_rights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
