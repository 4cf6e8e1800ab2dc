/* SPDX-License-Identifier: MIT */
/* Tapes on their way to Free: the label is written first; what becomes of those that cannot get
 * one. */
#include "engine_fixture.h"

#include "found_support.h"
#include "label/label.h"
#include "engine/runtime.h"

#include <string.h>

enum { DLT = 0x27 };

static const char tapes[] = "s1=A00001L4,data,label=Monday\ns2=A00002L4,data\n"
                            "s3=A00003L4,data,wp,label=Tuesday\n";

static void start(void)
{
    found_begin(tapes, true);
    fixture_start();
}

static void finish(void)
{
    found_settle();
    fixture_stop();
    fixture_start();
    fixture_check();
    fixture_end();
}

static base_error move_to_free(const char *name)
{
    struct base_guid medium = found_medium(name);
    struct base_guid pool = found_free(found_type(name));
    return engine_media_move(fixture_session(), &medium, &pool);
}

static void enable_drives(bool enabled)
{
    for (uint32_t i = 0; i < 2; i++) {
        struct base_guid id = fixture_drive(i);
        struct store_transaction *transaction = NULL;
        struct model_information row;
        assert_int_equal(store_begin_write(fixture_session()->engine->store, &transaction), 0);
        assert_int_equal(store_object_get(transaction, &id, MODEL_DRIVE, &row), 0);
        row.object.enabled = enabled;
        assert_int_equal(store_object_update(transaction, &row), 0);
        assert_int_equal(store_commit(transaction), 0);
    }
}

static void test_tape_comes_to_free_with_a_label(void **state)
{
    static const char *const names[] = {"A00001L4", "A00002L4"};
    (void)state;
    start();
    for (size_t i = 0; i < 2; i++) {
        uint8_t block[4096];
        struct label_found found;
        struct model_information row;
        assert_int_equal(move_to_free(names[i]), 0);
        assert_int_equal(found_count(MODEL_LM_WRITESCRATCH), i + 1);
        found_await(MODEL_LM_WRITESCRATCH);
        uint32_t length = vtl_transport_read(names[i], 0, block, sizeof block);
        assert_true(label_mtf_read(block, length, &found));
        assert_true(found.free_label);
        struct base_guid side = found_side(names[i], 0);
        fixture_read(&side, MODEL_PARTITION, &row);
        assert_int_equal(row.info.partition.label_id_length, found.id_length);
        assert_memory_equal(row.info.partition.label_id, found.id, found.id_length);
        found_expect(names[i], MODEL_POOLTYPE_SCRATCH, MODEL_PARTSTATE_AVAILABLE, found.info);
        /* To the pool it is in: nothing happens. */
        found_settle();
        assert_int_equal(move_to_free(names[i]), 0);
        assert_int_equal(found_count(MODEL_LM_WRITESCRATCH), i + 1);
    }
    finish();
}

static void test_tape_that_cannot_be_written_stays_what_it_was(void **state)
{
    struct model_information request;
    base_error error = 0;
    (void)state;
    start();
    assert_int_equal(move_to_free("A00003L4"), 0);
    assert_true(fixture_newest(MODEL_LM_WRITESCRATCH, &request));
    assert_int_equal(fixture_await_end(&request.object.id, &error), MODEL_LM_FAILED);
    assert_int_equal(error, BASE_ERROR_WRITE_PROTECT);
    found_expect("A00003L4", MODEL_POOLTYPE_FOREIGN, MODEL_PARTSTATE_FOREIGN, "");
    finish();
}

/* PROMISE: MoveToNtmsMediaPool/5 PROMISE: ChangeNtmsMediaType/7 */
static void test_tape_that_waits_for_its_label_is_busy(void **state)
{
    struct model_information request;
    (void)state;
    start();
    enable_drives(false);
    struct base_guid type = found_type("A00001L4");
    struct base_guid medium = found_medium("A00001L4");
    struct base_guid pool = found_pool("App", type);
    assert_int_equal(move_to_free("A00001L4"), 0);
    found_expect("A00001L4", MODEL_POOLTYPE_FOREIGN, MODEL_PARTSTATE_UNPREPARED, "");
    assert_int_equal(move_to_free("A00001L4"), BASE_ERROR_BUSY);
    assert_int_equal(engine_media_move(fixture_session(), &medium, &pool), BASE_ERROR_BUSY);
    assert_int_equal(engine_media_change_type(fixture_session(), &medium, &pool), BASE_ERROR_BUSY);
    /* Withdrawn: it is what it was. */
    assert_true(fixture_newest(MODEL_LM_WRITESCRATCH, &request));
    assert_int_equal(engine_request_cancel(fixture_session(), &request.object.id), 0);
    assert_int_equal(fixture_await_end(&request.object.id, NULL), MODEL_LM_CANCELLED);
    found_expect("A00001L4", MODEL_POOLTYPE_FOREIGN, MODEL_PARTSTATE_FOREIGN, "");
    /* Asked for again, it survives the end of the service. */
    assert_int_equal(move_to_free("A00001L4"), 0);
    fixture_stop();
    fixture_start();
    found_expect("A00001L4", MODEL_POOLTYPE_FOREIGN, MODEL_PARTSTATE_UNPREPARED, "");
    enable_drives(true);
    found_await(MODEL_LM_WRITESCRATCH);
    finish();
}

static void test_corrected_type_that_gets_no_label_is_put_back(void **state)
{
    struct base_guid ids[64];
    struct base_guid dlt = {{0}};
    struct model_information row;
    base_error error = 0;
    (void)state;
    start();
    uint32_t count = fixture_list(MODEL_MEDIA_TYPE, ids, 64);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_MEDIA_TYPE, &row);
        dlt = row.info.media_type.media_type == DLT ? ids[i] : dlt;
    }
    assert_int_equal(engine_media_type_add(fixture_session(), &dlt, fixture_library()), 0);
    struct base_guid lto = found_type("A00001L4");
    struct base_guid target = found_free(dlt);
    struct base_guid medium = found_medium("A00001L4");
    /* No drive can use it: the cartridge is what it was. */
    assert_int_equal(engine_media_change_type(fixture_session(), &medium, &target), 0);
    assert_true(fixture_newest(MODEL_LM_WRITESCRATCH, &row));
    assert_int_equal(fixture_await_end(&row.object.id, &error), MODEL_LM_FAILED);
    assert_int_equal(error, BASE_ERROR_DRIVE_MEDIA_MISMATCH);
    struct base_guid now = found_type("A00001L4");
    assert_true(base_guid_equal(&now, &lto));
    found_expect("A00001L4", MODEL_POOLTYPE_FOREIGN, MODEL_PARTSTATE_FOREIGN, "");
    finish();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tape_comes_to_free_with_a_label),
        cmocka_unit_test(test_tape_that_cannot_be_written_stays_what_it_was),
        cmocka_unit_test(test_tape_that_waits_for_its_label_is_busy),
        cmocka_unit_test(test_corrected_type_that_gets_no_label_is_put_back),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
