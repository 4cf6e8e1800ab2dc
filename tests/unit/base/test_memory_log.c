/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include <errno.h>

#include "base/error.h"
#include "base/list.h"
#include "base/log.h"
#include "base/memory.h"

static void test_fail_nth_fails_exactly_that_one(void **state)
{
    (void)state;
    base_memory_fail_nth(3);
    void *first = base_memory_get(1);
    void *second = base_memory_zero(1, 1);
    void *third = base_memory_get(1);
    void *fourth = base_memory_resize(NULL, 4, 4);
    base_memory_fail_nth(0);
    assert_non_null(first);
    assert_non_null(second);
    assert_null(third);
    assert_non_null(fourth);
    base_memory_free(first);
    base_memory_free(second);
    base_memory_free(fourth);
    base_memory_free(NULL);
}

static void test_resize_overflow_fails(void **state)
{
    (void)state;
    assert_null(base_memory_resize(NULL, SIZE_MAX / 2, 3));
    assert_null(base_memory_text(NULL));
    char *text = base_memory_text("abc");
    assert_string_equal(text, "abc");
    base_memory_free(text);
    uint64_t before = base_memory_count();
    base_memory_free(base_memory_get(0));
    assert_true(base_memory_count() == before + 1);
}

struct record {
    int count;
    enum base_log_level level;
    uint32_t number;
    base_error error;
    char text[600];
};

static void keep(void *context, enum base_log_level level, uint32_t number, base_error error,
                 const char *text)
{
    struct record *record = context;
    record->count++;
    record->level = level;
    record->number = number;
    record->error = error;
    strcpy(record->text, text);
    errno = 99;
}

static void test_log_passes_message_and_returns_error(void **state)
{
    struct record record = {0};
    (void)state;
    base_log_set_sink(keep, &record, BASE_LOG_WARNING);
    errno = 5;
    assert_int_equal(base_log(BASE_LOG_WARNING, 42, BASE_ERROR_NOT_READY, "slot %u of %d", 7U, 9),
                     BASE_ERROR_NOT_READY);
    assert_int_equal(errno, 5);
    assert_int_equal(record.count, 1);
    assert_int_equal(record.level, BASE_LOG_WARNING);
    assert_int_equal(record.number, 42);
    assert_int_equal(record.error, BASE_ERROR_NOT_READY);
    assert_string_equal(record.text, "slot 7 of 9");
    assert_false(base_log_wants(BASE_LOG_NOTICE));
    base_log(BASE_LOG_NOTICE, 43, 0, "unwanted");
    assert_int_equal(record.count, 1);
    base_log(BASE_LOG_ERROR, 44, 0, "%0600d", 1);
    assert_int_equal(strlen(record.text), 511);
    base_log_set_sink(NULL, NULL, BASE_LOG_TRACE);
}

static void test_error_name_known_and_unknown(void **state)
{
    (void)state;
    assert_string_equal(base_error_name(BASE_ERROR_SUCCESS), "ERROR_SUCCESS");
    assert_string_equal(base_error_name(BASE_ERROR_DATABASE_FULL), "ERROR_DATABASE_FULL");
    assert_string_equal(base_error_name(4000000), "unknown error");
    assert_int_equal(BASE_ERROR_CLEANER_CARTRIDGE_SPENT, 4333);
    assert_int_equal(BASE_ERROR_INVALID_STATE, 5023);
}

static void test_list_keeps_order(void **state)
{
    struct item {
        int value;
        struct base_link link;
    } items[3] = {{.value = 1}, {.value = 2}, {.value = 3}};
    struct base_link head;
    (void)state;
    base_list_init(&head);
    assert_true(base_list_is_empty(&head));
    for (size_t i = 0; i < 3; i++)
        base_list_append(&head, &items[i].link);
    base_list_remove(&items[1].link);
    base_list_remove(&items[1].link);
    assert_int_equal(BASE_LIST_OWNER(head.next, struct item, link)->value, 1);
    assert_int_equal(BASE_LIST_OWNER(head.previous, struct item, link)->value, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fail_nth_fails_exactly_that_one),
        cmocka_unit_test(test_resize_overflow_fails),
        cmocka_unit_test(test_log_passes_message_and_returns_error),
        cmocka_unit_test(test_error_name_known_and_unknown),
        cmocka_unit_test(test_list_keeps_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
