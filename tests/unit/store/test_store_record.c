/* SPDX-License-Identifier: MIT */
/* The store's own records: journal, intents, leases, cleaners, and what hangs on objects. */
#include "store_fixture.h"

#include "base/memory.h"
#include "store/note.h"

#include <stdio.h>

static const struct base_guid some = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};

static void test_journal_reads_in_order(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct store_journal_record records[10];
    int64_t start = 0;
    int64_t last = 0;
    uint32_t count = 0;

    assert_ok(store_journal_last(tx, &start));
    assert_true(start > 60); /* the first objects */
    for (uint32_t i = 1; i <= 5; i++) {
        assert_ok(store_journal_append(tx, i, MODEL_DRIVE + i % 2, &some));
    }
    assert_ok(store_journal_last(tx, &last));
    assert_int_equal(last, start + 5);
    assert_ok(store_journal_read(tx, start, 0, records, 10, &count));
    assert_int_equal(count, 5);
    for (uint32_t i = 0; i < 5; i++) {
        assert_int_equal(records[i].sequence, start + 1 + i);
        assert_int_equal(records[i].operation, i + 1);
        assert_guid(records[i].id, some);
    }
    assert_ok(store_journal_read(tx, start, MODEL_DRIVE, records, 10, &count));
    assert_int_equal(count, 2);
    assert_ok(store_journal_read(tx, start + 1, 0, records, 2, &count));
    assert_int_equal(count, 2);
    assert_int_equal(records[0].operation, 2);
    assert_ok(store_journal_read(tx, last, 0, records, 10, &count));
    assert_int_equal(count, 0);
    assert_ok(store_journal_read(tx, last + 100, 0, records, 10, &count));
    assert_int_equal(count, 0);
    assert_error(store_journal_append(tx, 0, MODEL_DRIVE, &some), BASE_ERROR_INVALID_PARAMETER);
    assert_error(store_journal_append(tx, 6, MODEL_DRIVE, &some), BASE_ERROR_INVALID_PARAMETER);
    assert_error(store_journal_append(tx, 1, 1, &some), BASE_ERROR_INVALID_PARAMETER);
    assert_error(store_journal_append(tx, 1, 18, &some), BASE_ERROR_INVALID_PARAMETER);
    assert_ok(store_commit(tx));
}

static void test_journal_tells_what_bears_on_places(void **state)
{
    static const struct {
        uint32_t operation;
        uint32_t type;
        bool changed;
    } rows[] = {
        {MODEL_OBJ_UPDATE, MODEL_DRIVE, false},      {MODEL_OBJ_UPDATE, MODEL_IEPORT, false},
        {MODEL_OBJ_INSERT, MODEL_LIBREQUEST, false}, {MODEL_EVENT_COMPLETE, MODEL_LIBRARY, false},
        {MODEL_OBJ_INSERT, MODEL_DRIVE, true},       {MODEL_OBJ_DELETE, MODEL_IEPORT, true},
        {MODEL_OBJ_UPDATE, MODEL_LIBRARY, true},     {MODEL_OBJ_UPDATE, MODEL_PHYSICAL_MEDIA, true},
        {MODEL_OBJ_UPDATE, MODEL_STORAGESLOT, true},
    };
    struct store_transaction *tx = fixture_write(*state);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t last = 0;
        bool changed = !rows[i].changed;
        assert_ok(store_journal_last(tx, &last));
        assert_ok(store_journal_append(tx, rows[i].operation, rows[i].type, &some));
        assert_ok(store_journal_places_changed(tx, last, &changed));
        assert_int_equal(changed, rows[i].changed);
        assert_ok(store_journal_places_changed(tx, last + 1, &changed));
        assert_false(changed);
    }
    assert_ok(store_commit(tx));
}

static void test_journal_is_bounded_and_tells_of_gaps(void **state)
{
    struct store_fixture *fixture = *state;
    struct store_transaction *tx;
    struct store_journal_record record;
    int64_t last = 0;
    uint32_t count = 0;
    bool gap = false;

    fixture_sql(fixture, "UPDATE journal SET sequence = sequence + 99900 WHERE sequence > 10");
    tx = fixture_write(fixture);
    for (int i = 0; i < 1200; i++) {
        assert_ok(store_journal_append(tx, MODEL_OBJ_UPDATE, MODEL_DRIVE, &some));
    }
    assert_ok(store_journal_last(tx, &last));
    assert_true(last > 101000);
    assert_error(store_journal_read(tx, 0, 0, &record, 1, &count), BASE_ERROR_NO_DATA);
    assert_ok(store_journal_places_changed(tx, 0, &gap));
    assert_true(gap);
    assert_ok(store_journal_read(tx, last - 1, 0, &record, 1, &count));
    assert_ok(store_commit(tx));
    assert_int_equal(
        fixture_sql_number(fixture, "SELECT count(*) FROM journal WHERE sequence <= 1000"), 0);
}

static struct store_intent make_intent(const struct base_guid *library, uint32_t element)
{
    struct store_intent intent = {.library = *library,
                                  .from_kind = 1,
                                  .from_element = element,
                                  .to_kind = 2,
                                  .to_element = 500,
                                  .cargo = 2,
                                  .barcode = "CLN001"};
    return intent;
}

static void test_intent_open_listed_until_closed(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct store_intent_list list = STORE_INTENT_LIST_INIT;
    struct base_guid library = fixture_library(tx, "L", "S");
    struct base_guid other = fixture_library(tx, "L2", "S2");
    int64_t numbers[6];

    for (uint32_t i = 0; i < 6; i++) {
        struct store_intent intent = make_intent(i == 5 ? &other : &library, 1000 + i);

        assert_ok(store_intent_open(tx, &intent, &numbers[i]));
    }
    assert_ok(store_intents_open_list(tx, &library, &list));
    assert_int_equal(list.count, 5);
    assert_int_equal(list.items[3].number, numbers[3]);
    assert_int_equal(list.items[3].from_element, 1003);
    assert_int_equal(list.items[3].to_kind, 2);
    assert_int_equal(list.items[3].opened, store_transaction_time(tx));
    assert_string_equal(list.items[3].barcode, "CLN001");
    assert_true(base_guid_is_null(&list.items[3].request));
    assert_ok(store_intent_close(tx, numbers[3], STORE_INTENT_DONE));
    assert_ok(store_intent_close(tx, numbers[0], STORE_INTENT_UNKNOWN));
    assert_error(store_intent_close(tx, numbers[3], STORE_INTENT_DONE),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_intent_close(tx, 99999, STORE_INTENT_DONE), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_intent_close(tx, numbers[1], 0), BASE_ERROR_INVALID_PARAMETER);
    assert_error(store_intent_close(tx, numbers[1], 4), BASE_ERROR_INVALID_PARAMETER);
    assert_ok(store_intents_open_list(tx, NULL, &list));
    assert_int_equal(list.count, 4);
    store_intent_list_free(&list);
    assert_ok(store_commit(tx));
}

static void test_intent_history_is_bounded(void **state)
{
    struct store_fixture *fixture = *state;
    struct store_transaction *tx = fixture_write(fixture);
    struct base_guid library = fixture_library(tx, "L", "S");
    struct store_intent intent = make_intent(&library, 1);
    int64_t open;
    int64_t number;

    assert_ok(store_intent_open(tx, &intent, &open));
    for (int i = 0; i < 1000; i++) {
        assert_ok(store_intent_open(tx, &intent, &number));
        assert_ok(store_intent_close(tx, number, STORE_INTENT_NOT_DONE));
    }
    assert_ok(store_intent_close(tx, open, STORE_INTENT_DONE)); /* an open one is never dropped */
    assert_ok(store_commit(tx));
    assert_in_range(fixture_sql_number(fixture, "SELECT count(*) FROM intent"), 500, 610);
}

static void test_lease_epochs_grow_and_guard(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct base_guid library = fixture_library(tx, "L", "S");
    uint64_t first = 0;
    uint64_t second = 0;
    bool clean = false;

    assert_error(store_lease_check(tx, &library, 0), BASE_ERROR_INVALID_STATE);
    assert_error(store_lease_take(tx, &some, "x", &first, &clean), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_ok(store_lease_take(tx, &library, "pc/1", &first, &clean));
    assert_true(clean);
    assert_ok(store_lease_check(tx, &library, first));
    assert_ok(store_lease_take(tx, &library, "pc/2", &second, &clean));
    assert_false(clean);
    assert_true(second > first);
    assert_error(store_lease_check(tx, &library, first), BASE_ERROR_INVALID_STATE);
    assert_error(store_lease_release(tx, &library, first), BASE_ERROR_INVALID_STATE);
    assert_ok(store_lease_release(tx, &library, second));
    assert_error(store_lease_check(tx, &library, second), BASE_ERROR_INVALID_STATE);
    assert_ok(store_lease_take(tx, &library, NULL, &first, &clean));
    assert_true(clean);
    assert_true(first > second);
    assert_ok(store_object_delete(tx, &library, MODEL_LIBRARY));
    assert_error(store_lease_check(tx, &library, first), BASE_ERROR_INVALID_STATE);
    assert_ok(store_commit(tx));
}

static void test_cleaner_remembered_by_barcode(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    char too_long[MODEL_BARCODE_BYTES + 1];
    uint32_t uses = 5;

    memset(too_long, 'x', sizeof too_long - 1);
    too_long[sizeof too_long - 1] = '\0';
    assert_error(store_cleaner_recall(tx, "CLN1", &uses), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_ok(store_cleaner_remember(tx, "CLN1", 20));
    assert_ok(store_cleaner_remember(tx, "CLN2", MODEL_CLEANER_USES_UNCOUNTED));
    assert_ok(store_cleaner_remember(tx, "CLN1", 19));
    assert_ok(store_cleaner_recall(tx, "CLN1", &uses));
    assert_int_equal(uses, 19);
    assert_ok(store_cleaner_recall(tx, "CLN2", &uses));
    assert_int_equal(uses, MODEL_CLEANER_USES_UNCOUNTED);
    assert_error(store_cleaner_remember(tx, "", 1), BASE_ERROR_INVALID_PARAMETER);
    assert_error(store_cleaner_remember(tx, NULL, 1), BASE_ERROR_INVALID_PARAMETER);
    assert_error(store_cleaner_remember(tx, too_long, 1), BASE_ERROR_INVALID_PARAMETER);
    assert_error(store_cleaner_recall(tx, NULL, &uses), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_ok(store_commit(tx));
}

static void test_security_stored_with_object(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct base_guid library = fixture_library(tx, "L", "S");
    struct base_buffer out = BASE_BUFFER_INIT;

    assert_error(store_security_get(tx, &library, &out), BASE_ERROR_NO_SECURITY_ON_OBJECT);
    assert_error(store_security_get(tx, &some, &out), BASE_ERROR_NO_SECURITY_ON_OBJECT);
    assert_ok(store_security_set(tx, &library, "first one", 9));
    assert_ok(store_security_set(tx, &library, "second", 6));
    assert_ok(store_security_get(tx, &library, &out));
    assert_int_equal(out.length, 6);
    assert_memory_equal(out.data, "second", 6);
    assert_error(store_security_set(tx, &some, "x", 1), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_security_set(tx, &library, "x", 0), BASE_ERROR_INVALID_PARAMETER);
    assert_error(store_security_set(tx, &library, NULL, 1), BASE_ERROR_INVALID_PARAMETER);
    assert_error(store_security_set(tx, &library, "x", STORE_DESCRIPTOR_MAX + 1u),
                 BASE_ERROR_INVALID_PARAMETER);
    assert_ok(store_object_delete(tx, &library, MODEL_LIBRARY));
    assert_error(store_security_get(tx, &library, &out), BASE_ERROR_NO_SECURITY_ON_OBJECT);
    base_buffer_release(&out);
    assert_ok(store_commit(tx));
}

static void test_attribute_sizes_and_names(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct base_guid library = fixture_library(tx, "L", "S");
    struct base_buffer out = BASE_BUFFER_INIT;
    uint8_t *big = base_memory_zero(1, STORE_ATTRIBUTE_MAX + 1u);
    char name[STORE_ATTRIBUTE_NAME_MAX + 2];

    big[STORE_ATTRIBUTE_MAX - 1] = 7;
    assert_ok(store_attribute_set(tx, &library, "Name", big, STORE_ATTRIBUTE_MAX));
    assert_ok(store_attribute_set(tx, &library, "name", "lower", 5));
    assert_ok(store_attribute_get(tx, &library, "Name", &out));
    assert_int_equal(out.length, STORE_ATTRIBUTE_MAX);
    assert_memory_equal(out.data, big, STORE_ATTRIBUTE_MAX);
    out.length = 0;
    assert_ok(store_attribute_get(tx, &library, "name", &out));
    assert_int_equal(out.length, 5);
    assert_ok(store_attribute_set(tx, &library, "name", NULL, 0));
    assert_ok(store_attribute_set(tx, &library, "name", NULL, 0));
    assert_error(store_attribute_get(tx, &library, "name", &out), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_attribute_get(tx, &library, NULL, &out), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_attribute_set(tx, &library, "x", big, STORE_ATTRIBUTE_MAX + 1u),
                 BASE_ERROR_NO_DATA);
    assert_error(store_attribute_set(tx, &some, "x", "y", 1), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_attribute_set(tx, &library, "", "y", 1), BASE_ERROR_INVALID_NAME);
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_error(store_attribute_set(tx, &library, name, "y", 1), BASE_ERROR_INVALID_NAME);
    name[sizeof name - 2] = '\0';
    assert_ok(store_attribute_set(tx, &library, name, "y", 1));
    base_buffer_release(&out);
    base_memory_free(big);
    assert_ok(store_commit(tx));
}

static void test_ui_destinations_per_kind(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct base_guid library = fixture_library(tx, "L", "S");
    struct base_buffer out = BASE_BUFFER_INIT;

    assert_ok(store_ui_add(tx, &library, 1, "ONE"));
    assert_ok(store_ui_add(tx, &library, 1, "two"));
    assert_ok(store_ui_add(tx, &library, 2, "ONE"));
    assert_error(store_ui_add(tx, &library, 1, "one"), BASE_ERROR_ALREADY_EXISTS);
    assert_error(store_ui_add(tx, &some, 1, "one"), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_ui_add(tx, &library, 4, "one"), BASE_ERROR_INVALID_PARAMETER);
    assert_error(store_ui_add(tx, &library, 1, NULL), BASE_ERROR_INVALID_PARAMETER);
    assert_ok(store_ui_get(tx, &library, 1, &out));
    assert_int_equal(out.length, 8);
    assert_memory_equal(out.data, "ONE\0two", 8);
    assert_ok(store_ui_remove(tx, &library, 1, "One"));
    assert_error(store_ui_remove(tx, &library, 1, "One"), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_ok(store_ui_remove(tx, &library, 2, NULL));
    assert_ok(store_ui_remove(tx, &library, 2, NULL));
    out.length = 0;
    assert_ok(store_ui_get(tx, &library, 2, &out));
    assert_int_equal(out.length, 0);
    base_buffer_release(&out);
    assert_ok(store_commit(tx));
}

/* ---- notes ---- */

enum { TOLD_MOST = 256 };

struct told {
    uint32_t count;
    uint32_t numbers[TOLD_MOST];
    char last[BASE_LOG_TEXT_SIZE];
};

static void keep(void *context, enum base_log_level level, uint32_t number, base_error error,
                 const char *text)
{
    struct told *told = context;
    assert_int_equal(level, BASE_LOG_NOTICE);
    assert_int_equal(error, 0);
    assert_true(told->count < TOLD_MOST);
    told->numbers[told->count++] = number;
    snprintf(told->last, sizeof told->last, "%s", text);
}

static void test_notes_are_told_when_they_are_true(void **state)
{
    struct told told = {0};
    struct store_transaction *tx = fixture_write(*state);
    base_log_set_sink(keep, &told, BASE_LOG_NOTICE);
    store_note(tx, BASE_LOG_NOTICE, 1, 0, "undone");
    store_rollback(tx);
    assert_int_equal(told.count, 0);
    tx = fixture_write(*state);
    store_note(tx, BASE_LOG_NOTICE, 2, 0, "slot %d", 7);
    store_note(tx, BASE_LOG_TRACE, 3, 0, "unwanted");
    store_note(tx, BASE_LOG_NOTICE, 4, 0, "slot %d", 8);
    assert_int_equal(told.count, 0);
    assert_ok(store_commit(tx));
    assert_int_equal(told.count, 2);
    assert_int_equal(told.numbers[0], 2);
    assert_int_equal(told.numbers[1], 4);
    assert_string_equal(told.last, "slot 8");
    base_log_set_sink(NULL, NULL, BASE_LOG_NOTICE);
}

static void test_many_notes_are_the_first_and_their_count(void **state)
{
    struct told told = {0};
    struct store_transaction *tx = fixture_write(*state);
    base_log_set_sink(keep, &told, BASE_LOG_NOTICE);
    for (unsigned i = 1; i <= 1000; i++) {
        store_note(tx, BASE_LOG_NOTICE, i, 0, "cartridge %u", i);
    }
    assert_ok(store_commit(tx));
    assert_int_equal(told.count, 101);
    assert_int_equal(told.numbers[0], 709);
    assert_int_equal(told.numbers[1], 1);
    assert_int_equal(told.numbers[100], 100);
    base_log_set_sink(NULL, NULL, BASE_LOG_NOTICE);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    static const struct CMUnitTest tests[] = {
        CASE(test_journal_tells_what_bears_on_places),
        CASE(test_journal_reads_in_order),
        CASE(test_journal_is_bounded_and_tells_of_gaps),
        CASE(test_intent_open_listed_until_closed),
        CASE(test_intent_history_is_bounded),
        CASE(test_lease_epochs_grow_and_guard),
        CASE(test_cleaner_remembered_by_barcode),
        CASE(test_security_stored_with_object),
        CASE(test_attribute_sizes_and_names),
        CASE(test_ui_destinations_per_kind),
        CASE(test_notes_are_told_when_they_are_true),
        CASE(test_many_notes_are_the_first_and_their_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
