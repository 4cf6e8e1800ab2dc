/* SPDX-License-Identifier: MIT */
/* Attributes and UI destinations over the whole engine: limits, lists of a session, what is kept
 * and what goes with its object. */
#include "engine_fixture.h"

#include <stdio.h>
#include <string.h>

static base_error set(const struct base_guid *id, const char *name, const void *data, size_t length)
{
    return engine_attribute_set(fixture_session(), id, name, data, length);
}

static void expect(const struct base_guid *id, const char *name, const void *data, size_t length)
{
    struct base_buffer read = BASE_BUFFER_INIT;
    assert_int_equal(engine_attribute_get(fixture_session(), id, MODEL_DRIVE, name, &read), 0);
    assert_int_equal(read.length, length);
    assert_memory_equal(read.data, data, length);
    base_buffer_release(&read);
}

static base_error look(const struct base_guid *id, uint32_t type, const char *name)
{
    struct base_buffer read = BASE_BUFFER_INIT;
    base_error error = engine_attribute_get(fixture_session(), id, type, name, &read);
    assert_true(error == 0 || read.length == 0);
    base_buffer_release(&read);
    return error;
}

static void test_attributes_limits(void **state)
{
    static uint8_t data[0x10000];
    static const char longest[] = "1234567890123456789012345678901";
    struct base_guid stray = {{1, 2, 3}};
    (void)state;
    fixture_usual();
    const struct base_guid *library = fixture_library();
    memset(data, 0xA5, sizeof data);
    assert_int_equal(set(library, "", data, 1), BASE_ERROR_INVALID_NAME);
    assert_int_equal(set(library, "12345678901234567890123456789012", data, 1),
                     BASE_ERROR_INVALID_NAME);
    /* Counted in UTF-16 units: two for each of these. */
    assert_int_equal(set(library,
                         "\xF0\x9F\x93\xBC\xF0\x9F\x93\xBC\xF0\x9F\x93\xBC\xF0\x9F\x93\xBC"
                         "\xF0\x9F\x93\xBC\xF0\x9F\x93\xBC\xF0\x9F\x93\xBC\xF0\x9F\x93\xBC"
                         "\xF0\x9F\x93\xBC\xF0\x9F\x93\xBC\xF0\x9F\x93\xBC\xF0\x9F\x93\xBC"
                         "\xF0\x9F\x93\xBC\xF0\x9F\x93\xBC\xF0\x9F\x93\xBC\xF0\x9F\x93\xBC",
                         data, 1),
                     BASE_ERROR_INVALID_NAME);
    assert_int_equal(set(library, longest, data, 0x10000), BASE_ERROR_NO_DATA);
    assert_int_equal(set(library, longest, data, SIZE_MAX), BASE_ERROR_NO_DATA);
    assert_int_equal(set(&stray, longest, data, 1), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(set(library, longest, data, 0xFFFF), 0);
    expect(library, longest, data, 0xFFFF);
    assert_int_equal(look(library, 0, longest), BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(look(library, 18, longest), BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(look(&stray, MODEL_LIBRARY, longest), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(look(library, MODEL_LIBRARY, "other"), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(look(library, MODEL_LIBRARY, ""), BASE_ERROR_OBJECT_NOT_FOUND);
    fixture_stop();
    fixture_start();
    expect(fixture_library(), longest, data, 0xFFFF);
    fixture_end();
}

static void test_attributes_go_with_their_object(void **state)
{
    struct engine_pool_wish wish = {.path = "Backup", .action = MODEL_CREATE_NEW};
    struct base_guid pool;
    (void)state;
    fixture_usual();
    assert_int_equal(engine_pool_open(fixture_session(), &wish, &pool), 0);
    assert_int_equal(set(&pool, "a", "1", 1), 0);
    assert_int_equal(set(fixture_library(), "a", "2", 1), 0);
    assert_int_equal(engine_pool_delete(fixture_session(), &pool), 0);
    assert_int_equal(look(&pool, MODEL_MEDIA_POOL, "a"), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(set(&pool, "a", "1", 0), BASE_ERROR_OBJECT_NOT_FOUND);
    expect(fixture_library(), "a", "2", 1);
    fixture_end();
}

static base_error change(const struct base_guid *source, uint32_t operation, const char *computer)
{
    return engine_ui_set(fixture_session(), source, MODEL_UITYPE_REQ, operation, computer);
}

static void expect_list(const struct base_guid *source, const char *names, size_t length)
{
    struct base_buffer read = BASE_BUFFER_INIT;
    assert_int_equal(engine_ui_get(fixture_session(), source, MODEL_UITYPE_REQ, &read), 0);
    assert_int_equal(read.length, length);
    if (length != 0)
        assert_memory_equal(read.data, names, length);
    base_buffer_release(&read);
}

/* The same from the database and from the session. */
static void check_list(const struct base_guid *source)
{
    expect_list(source, "", 0);
    assert_int_equal(change(source, MODEL_UIDEST_ADD, "One"), 0);
    assert_int_equal(change(source, MODEL_UIDEST_ADD, "TWO"), 0);
    assert_int_equal(change(source, MODEL_UIDEST_ADD, "On"), 0);
    assert_int_equal(change(source, MODEL_UIDEST_ADD, "two"), BASE_ERROR_ALREADY_EXISTS);
    expect_list(source, "One\0TWO\0On", 11);
    assert_int_equal(change(source, MODEL_UIDEST_DELETE, "T"), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(change(source, MODEL_UIDEST_DELETE, "ONE"), 0);
    expect_list(source, "TWO\0On", 7);
    assert_int_equal(change(source, MODEL_UIDEST_DELETE, "oN"), 0);
    expect_list(source, "TWO", 4);
    assert_int_equal(change(source, MODEL_UIDEST_DELETEALL, "anything"), 0);
    assert_int_equal(change(source, MODEL_UIDEST_DELETEALL, NULL), 0);
    expect_list(source, "", 0);
    assert_int_equal(change(source, MODEL_UIDEST_DELETE, "TWO"), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(change(source, MODEL_UIDEST_ADD, "Last"), 0);
    assert_int_equal(change(source, MODEL_UIDEST_ADD, NULL), BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(change(source, 0, "A"), BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(change(source, 4, "A"), BASE_ERROR_INVALID_PARAMETER);
}

static void test_ui_destinations(void **state)
{
    struct base_buffer none = BASE_BUFFER_INIT;
    (void)state;
    fixture_usual();
    struct base_guid drive = fixture_drive(0);
    check_list(fixture_library());
    check_list(NULL);
    assert_int_equal(change(&drive, MODEL_UIDEST_ADD, "A"), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(engine_ui_get(fixture_session(), &drive, 1, &none),
                     BASE_ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(engine_ui_get(fixture_session(), NULL, MODEL_UITYPE_ERR, &none),
                     BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(engine_ui_get(fixture_session(), NULL, 0, &none),
                     BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(engine_ui_get(fixture_session(), fixture_library(), 4, &none),
                     BASE_ERROR_INVALID_PARAMETER);
    fixture_stop();
    fixture_start();
    expect_list(NULL, "", 0);
    expect_list(fixture_library(), "Last", 5);
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_attributes_limits),
        cmocka_unit_test(test_attributes_go_with_their_object),
        cmocka_unit_test(test_ui_destinations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
