/* SPDX-License-Identifier: MIT */
/*
 * What is found at the beginning of a medium, and what becomes of it: identifications, free labels,
 * the check of every mount, two sides, inventories by labels.
 */
#include "mount_support.h"

#include "engine/pools.h"
#include "engine/runtime.h"
#include "engine/visit.h"
#include "label/label.h"
#include "port/os.h"

#define TAPE "A00001L4"

enum { WRITE = 0x0A, READ = 0x08 };

static void start(const char *cartridges)
{
    struct vtl_library_config config = vtl_transport_library();
    config.cartridges = cartridges;
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
}

static void start_usual(void)
{
    start("s1=A00001L4,data\ns2=A00002L4,data\ns3=A00003L4,data\n");
}

static void end(void)
{
    media_await_idle();
    fixture_check();
    fixture_end();
}

static struct store_transaction *begin(void)
{
    struct store_transaction *transaction = NULL;
    assert_int_equal(store_begin_write(fixture_session()->engine->store, &transaction), 0);
    return transaction;
}

static struct model_information row_of(const struct base_guid *id, uint32_t type)
{
    struct model_information row;
    fixture_read(id, type, &row);
    return row;
}

/* Queues a visit of RSM's own and tells its request. */
static struct base_guid queue(uint32_t operation, const char *barcode, uint32_t side)
{
    struct base_guid medium_id = media_named(barcode);
    struct base_guid side_id = media_side(&medium_id, side);
    struct model_information medium = row_of(&medium_id, MODEL_PHYSICAL_MEDIA);
    struct model_information row = row_of(&side_id, MODEL_PARTITION);
    struct store_transaction *transaction = begin();
    struct base_guid target;
    struct base_guid request;
    assert_int_equal(engine_pool_child(transaction, MODEL_POOLTYPE_SCRATCH,
                                       &medium.info.physical_media.media_type, &target),
                     0);
    assert_int_equal(
        engine_visit_queue(transaction, fixture_session()->engine, NULL, operation, &medium, &row,
                           operation == MODEL_LM_WRITESCRATCH ? &target : NULL, NULL, &request),
        0);
    assert_int_equal(store_commit(transaction), 0);
    return request;
}

static uint32_t visit(uint32_t operation, const char *barcode, base_error *error)
{
    struct base_guid request = queue(operation, barcode, 0);
    return fixture_await_end(&request, error);
}

static struct model_partition side_of(const char *barcode, uint32_t side)
{
    struct base_guid medium = media_named(barcode);
    struct base_guid id = media_side(&medium, side);
    return media_side_row(&id);
}

static uint32_t pool_kind(const char *barcode)
{
    struct base_guid medium = media_named(barcode);
    struct base_guid pool = media_row(&medium).media_pool;
    return row_of(&pool, MODEL_MEDIA_POOL).info.media_pool.pool_type;
}

/* The label of some backup program on a tape; returns its identifier. */
static struct base_guid write_program_label(const char *barcode)
{
    uint8_t bytes[LABEL_FREE_BYTES];
    struct base_guid id;
    size_t length = 0;
    assert_int_equal(port_guid_new(&id), 0);
    label_free_write(&id, port_clock_now(), bytes, &length);
    for (size_t i = 0; i + 4 < length; i++) {
        if (bytes[i] == 'R' && bytes[i + 1] == 0 && bytes[i + 2] == 'e' && bytes[i + 4] == 'm') {
            bytes[i] = 'Z';
        }
    }
    assert_true(vtl_transport_write(barcode, 0, bytes, (uint32_t)length));
    return id;
}

static bool has_free_label(const char *barcode, uint32_t side)
{
    uint8_t bytes[LABEL_FREE_BYTES];
    struct label_found found;
    struct model_partition row = side_of(barcode, side);
    uint32_t length = vtl_transport_read(barcode, side, bytes, sizeof bytes);
    return label_mtf_read(bytes, length, &found) && found.free_label &&
           found.id_length == row.label_id_length &&
           memcmp(found.id, row.label_id, found.id_length) == 0 &&
           strcmp(row.label_type, LABEL_FREE_TYPE) == 0;
}

/* ---- identification ---- */

static void test_blank_tape_stays_unrecognized(void **state)
{
    (void)state;
    start_usual();
    assert_int_equal(visit(MODEL_LM_CLASSIFY, TAPE, NULL), MODEL_LM_PASSED);
    assert_int_equal(side_of(TAPE, 0).state, MODEL_PARTSTATE_FOREIGN);
    assert_int_equal(pool_kind(TAPE), MODEL_POOLTYPE_FOREIGN);
    assert_int_equal(side_of(TAPE, 0).mount_count, 0);
    end();
}

static void test_tape_of_a_program_comes_to_import(void **state)
{
    (void)state;
    start_usual();
    write_program_label(TAPE);
    assert_int_equal(visit(MODEL_LM_PROCESSOMID, TAPE, NULL), MODEL_LM_PASSED);
    assert_int_equal(side_of(TAPE, 0).state, MODEL_PARTSTATE_IMPORT);
    assert_int_equal(pool_kind(TAPE), MODEL_POOLTYPE_IMPORT);
    assert_int_equal(side_of(TAPE, 0).label_id_length, 16);
    end();
}

/* Every side is visited, and nothing stays in a drive. */
static void test_inventory_by_labels_visits_all(void **state)
{
    struct model_information request;
    (void)state;
    start_usual();
    write_program_label("A00001L4");
    write_program_label("A00003L4");
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_OMID), 0);
    assert_true(fixture_newest(MODEL_LM_INVENTORY, &request));
    assert_int_equal(fixture_await_end(&request.object.id, NULL), MODEL_LM_PASSED);
    assert_int_equal(side_of("A00001L4", 0).state, MODEL_PARTSTATE_IMPORT);
    assert_int_equal(side_of("A00002L4", 0).state, MODEL_PARTSTATE_FOREIGN);
    assert_int_equal(side_of("A00003L4", 0).state, MODEL_PARTSTATE_IMPORT);
    end();
}

/* ---- free labels ---- */

static void test_free_label_makes_a_side_available(void **state)
{
    (void)state;
    start_usual();
    struct base_guid request = queue(MODEL_LM_WRITESCRATCH, TAPE, 0);
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_PASSED);
    assert_int_equal(side_of(TAPE, 0).state, MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(pool_kind(TAPE), MODEL_POOLTYPE_SCRATCH);
    assert_true(has_free_label(TAPE, 0));
    struct base_guid drive = {{0}};
    media_await_idle();
    assert_int_equal(media_mount(TAPE, &drive), 0);
    media_release_all();
    end();
}

static void test_side_is_unprepared_until_its_label_is_written(void **state)
{
    struct base_guid drives[2] = {{{0}}};
    const char *const others[] = {"A00002L4", "A00003L4"};
    (void)state;
    start_usual();
    assert_int_equal(media_mount_all(others, 2, 0, 120000, drives), 0);
    struct base_guid request = queue(MODEL_LM_WRITESCRATCH, TAPE, 0);
    struct base_guid again = queue(MODEL_LM_WRITESCRATCH, TAPE, 0);
    assert_true(base_guid_equal(&request, &again));
    fixture_await(&request, MODEL_LM_WAITING);
    assert_int_equal(side_of(TAPE, 0).state, MODEL_PARTSTATE_UNPREPARED);
    assert_int_equal(pool_kind(TAPE), MODEL_POOLTYPE_FOREIGN);
    assert_int_equal(engine_request_cancel(fixture_session(), &request), 0);
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_CANCELLED);
    assert_int_equal(side_of(TAPE, 0).state, MODEL_PARTSTATE_FOREIGN);
    media_release_all();
    end();
}

/* RSM's own work keeps no last session open and is done by the next one. */
static void test_own_work_outlives_the_last_session(void **state)
{
    struct base_guid drives[2] = {{{0}}};
    const char *const others[] = {"A00002L4", "A00003L4"};
    (void)state;
    start_usual();
    assert_int_equal(media_mount_all(others, 2, 0, 120000, drives), 0);
    struct base_guid request = queue(MODEL_LM_WRITESCRATCH, TAPE, 0);
    fixture_await(&request, MODEL_LM_WAITING);
    fixture_stop();
    fixture_start();
    assert_int_equal(side_of(TAPE, 0).state, MODEL_PARTSTATE_UNPREPARED);
    media_release_all();
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_PASSED);
    assert_true(has_free_label(TAPE, 0));
    end();
}

static void expect_unwritten(base_error wanted)
{
    base_error error = 0;
    assert_int_equal(visit(MODEL_LM_WRITESCRATCH, TAPE, &error), MODEL_LM_FAILED);
    assert_int_equal(error, wanted);
    assert_int_equal(side_of(TAPE, 0).state, MODEL_PARTSTATE_FOREIGN);
    assert_int_equal(pool_kind(TAPE), MODEL_POOLTYPE_FOREIGN);
}

static void test_free_label_on_a_protected_tape_fails(void **state)
{
    (void)state;
    start("s1=A00001L4,data,wp\n");
    expect_unwritten(BASE_ERROR_WRITE_PROTECT);
    end();
}

static void test_free_label_that_cannot_be_written_leaves_the_old_state(void **state)
{
    (void)state;
    start_usual();
    assert_true(vtl_transport_fault(0, WRITE, 1, 100, VTL_FAULT_SENSE, 0x044400));
    assert_true(vtl_transport_fault(1, WRITE, 1, 100, VTL_FAULT_SENSE, 0x044400));
    base_error error = 0;
    assert_int_equal(visit(MODEL_LM_WRITESCRATCH, TAPE, &error), MODEL_LM_FAILED);
    assert_int_not_equal(error, 0);
    assert_int_equal(side_of(TAPE, 0).state, MODEL_PARTSTATE_FOREIGN);
    vtl_transport_clear_faults();
    end();
}

/* A drive that says GOOD and writes nothing is found out by reading. */
static void test_free_label_is_read_back(void **state)
{
    base_error error = 0;
    (void)state;
    start_usual();
    assert_true(vtl_transport_fault(0, WRITE, 1, 100, VTL_FAULT_LIE, 0));
    assert_true(vtl_transport_fault(1, WRITE, 1, 100, VTL_FAULT_LIE, 0));
    assert_int_equal(visit(MODEL_LM_WRITESCRATCH, TAPE, &error), MODEL_LM_FAILED);
    assert_int_not_equal(error, 0);
    assert_int_equal(side_of(TAPE, 0).state, MODEL_PARTSTATE_FOREIGN);
    vtl_transport_clear_faults();
    end();
}

/* ---- the check of a mount ---- */

static void set_side_state(const char *barcode, uint32_t state)
{
    struct base_guid medium = media_named(barcode);
    struct base_guid side = media_side(&medium, 0);
    media_set_side_state(&side, state);
}

/* PROMISE: MountNtmsMedia/14 (wrong label) */
static void test_wrong_label_ends_the_mount_and_looks_at_all(void **state)
{
    struct base_guid drive = {{0}};
    struct model_information request;
    (void)state;
    start_usual();
    assert_int_equal(visit(MODEL_LM_WRITESCRATCH, TAPE, NULL), MODEL_LM_PASSED);
    write_program_label(TAPE);
    assert_int_equal(media_mount(TAPE, &drive), BASE_ERROR_INVALID_STATE);
    assert_true(fixture_newest(MODEL_LM_MOUNT, &request));
    assert_int_equal(request.info.lib_request.error, BASE_ERROR_UNEXPECTED_OMID);
    assert_true(fixture_newest(MODEL_LM_INVENTORY, &request));
    assert_int_equal(request.info.lib_request.option, MODEL_INVENTORY_OMID);
    assert_int_equal(fixture_await_end(&request.object.id, NULL), MODEL_LM_PASSED);
    end();
}

/* An application has written its label and told nobody. */
static void test_label_of_the_owner_is_adopted(void **state)
{
    struct base_guid drive = {{0}};
    (void)state;
    start_usual();
    assert_int_equal(visit(MODEL_LM_WRITESCRATCH, TAPE, NULL), MODEL_LM_PASSED);
    set_side_state(TAPE, MODEL_PARTSTATE_ALLOCATED);
    write_program_label(TAPE);
    assert_int_equal(media_mount(TAPE, &drive), 0);
    assert_string_not_equal(side_of(TAPE, 0).label_type, LABEL_FREE_TYPE);
    media_release_all();
    set_side_state(TAPE, MODEL_PARTSTATE_AVAILABLE);
    end();
}

/* What cannot be read tells nothing against the cartridge. */
static void test_unreadable_first_block_is_no_other_cartridge(void **state)
{
    struct base_guid drive = {{0}};
    (void)state;
    start_usual();
    assert_true(vtl_transport_fault(0, READ, 1, 100, VTL_FAULT_SENSE, 0x031100));
    assert_true(vtl_transport_fault(1, READ, 1, 100, VTL_FAULT_SENSE, 0x031100));
    assert_int_equal(media_mount(TAPE, &drive), 0);
    vtl_transport_clear_faults();
    media_release_all();
    end();
}

/* ---- two sides ---- */

static void test_both_sides_get_their_labels(void **state)
{
    (void)state;
    start("s1=A00001L4,data,sides=2\n");
    struct base_guid medium = media_named(TAPE);
    media_add_side(&medium, MODEL_PARTSTATE_FOREIGN);
    struct base_guid first = queue(MODEL_LM_WRITESCRATCH, TAPE, 0);
    struct base_guid second = queue(MODEL_LM_WRITESCRATCH, TAPE, 1);
    assert_int_equal(fixture_await_end(&first, NULL), MODEL_LM_PASSED);
    assert_int_equal(fixture_await_end(&second, NULL), MODEL_LM_PASSED);
    assert_true(has_free_label(TAPE, 0));
    assert_true(has_free_label(TAPE, 1));
    assert_int_equal(pool_kind(TAPE), MODEL_POOLTYPE_SCRATCH);
    end();
}

/* The cartridge does not come to Free with a side that nobody could label. */
static void test_side_without_a_label_keeps_the_cartridge_out_of_free(void **state)
{
    (void)state;
    start("s1=A00001L4,data,sides=2\n");
    struct base_guid medium = media_named(TAPE);
    media_add_side(&medium, MODEL_PARTSTATE_FOREIGN);
    assert_true(vtl_transport_fault(0, WRITE, 1, 1, VTL_FAULT_SENSE, 0x044400));
    assert_int_equal(visit(MODEL_LM_WRITESCRATCH, TAPE, NULL), MODEL_LM_FAILED);
    vtl_transport_clear_faults();
    struct base_guid second = queue(MODEL_LM_WRITESCRATCH, TAPE, 1);
    assert_int_equal(fixture_await_end(&second, NULL), MODEL_LM_PASSED);
    assert_int_equal(side_of(TAPE, 0).state, MODEL_PARTSTATE_FOREIGN);
    assert_int_equal(side_of(TAPE, 1).state, MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(pool_kind(TAPE), MODEL_POOLTYPE_FOREIGN);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blank_tape_stays_unrecognized),
        cmocka_unit_test(test_tape_of_a_program_comes_to_import),
        cmocka_unit_test(test_inventory_by_labels_visits_all),
        cmocka_unit_test(test_free_label_makes_a_side_available),
        cmocka_unit_test(test_side_is_unprepared_until_its_label_is_written),
        cmocka_unit_test(test_own_work_outlives_the_last_session),
        cmocka_unit_test(test_free_label_on_a_protected_tape_fails),
        cmocka_unit_test(test_free_label_that_cannot_be_written_leaves_the_old_state),
        cmocka_unit_test(test_free_label_is_read_back),
        cmocka_unit_test(test_wrong_label_ends_the_mount_and_looks_at_all),
        cmocka_unit_test(test_label_of_the_owner_is_adopted),
        cmocka_unit_test(test_unreadable_first_block_is_no_other_cartridge),
        cmocka_unit_test(test_both_sides_get_their_labels),
        cmocka_unit_test(test_side_without_a_label_keeps_the_cartridge_out_of_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
