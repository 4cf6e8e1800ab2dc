/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include <stdio.h>
#include <string.h>

#include "base/guid.h"
#include "port/os.h"
#include "child.h"

static void test_clock_now_is_plausible_and_monotonic_advances(void **state)
{
    (void)state;
    int64_t before = port_clock_monotonic();
    assert_true(port_clock_now() > 1700000000000LL && port_clock_now() < 4102444800000LL);
    port_clock_sleep(20);
    int64_t passed = port_clock_monotonic() - before;
    assert_in_range(passed, 15, 5000);
}

static void test_guid_new_is_version_4_and_unique(void **state)
{
    struct base_guid last = {{0}};
    char text[BASE_GUID_TEXT_SIZE];
    (void)state;
    for (int i = 0; i < 100; i++) {
        struct base_guid guid;
        assert_int_equal(port_guid_new(&guid), 0);
        assert_false(base_guid_equal(&guid, &last));
        base_guid_to_text(&guid, text);
        assert_int_equal(text[14], '4');
        assert_non_null(strchr("89ab", text[19]));
        last = guid;
    }
}

static void test_names_are_there_and_cut(void **state)
{
    char name[64];
    char little[3];
    (void)state;
    assert_int_equal(port_computer_name(name, sizeof name), 0);
    assert_true(strlen(name) > 0);
    assert_true(port_computer_is_local(name));
    assert_true(port_computer_is_local(NULL) && port_computer_is_local(""));
    assert_false(port_computer_is_local("surely-another-computer"));
    assert_int_equal(port_user_name(name, sizeof name), 0);
    assert_true(strlen(name) > 0);
    assert_int_equal(port_program_name(name, sizeof name), 0);
    assert_non_null(strstr(name, "test_port_process"));
    assert_int_equal(port_program_name(little, sizeof little), 0);
    assert_string_equal(little, "te");
    assert_true(port_process_id() != 0);
    assert_false(port_process_is_ending());
}

static void test_environment_missing_small_and_read(void **state)
{
    char value[512];
    (void)state;
    assert_int_equal(port_environment("NTMS_SURELY_NOT_SET", value, sizeof value),
                     BASE_ERROR_FILE_NOT_FOUND);
    assert_int_equal(port_environment("NTMS_DATA", value, sizeof value), 0);
    assert_int_equal(port_environment("NTMS_DATA", value, 2), BASE_ERROR_INSUFFICIENT_BUFFER);
}

static void test_ansi_round_trip_and_cut(void **state)
{
    char out[8];
    (void)state;
    assert_true(port_ansi_from_utf8("abc", out, sizeof out));
    assert_string_equal(out, "abc");
    assert_false(port_ansi_from_utf8("abcdefgh", out, sizeof out));
    assert_string_equal(out, "abcdefg");
    assert_true(port_ansi_from_utf8("", out, 1));
    assert_false(port_ansi_from_utf8("a", out, 1));
    assert_true(port_utf8_from_ansi("abc\0def", 7, out, sizeof out));
    assert_string_equal(out, "abc");
    assert_false(port_utf8_from_ansi("abcdefgh", 8, out, sizeof out));
    assert_string_equal(out, "abcdefg");
    assert_false(port_utf8_from_ansi("a", 1, out, 0));
}

static void test_ansi_long_text_survives(void **state)
{
    static char text[3001];
    static char out[3001];
    (void)state;
    memset(text, 'x', 3000);
    assert_true(port_ansi_from_utf8(text, out, sizeof out));
    assert_string_equal(out, text);
    memset(out, 0, sizeof out);
    assert_true(port_utf8_from_ansi(text, sizeof text, out, sizeof out));
    assert_string_equal(out, text);
}

static int pass_points(void)
{
    for (int i = 0; i < 3; i++) {
        port_named_point("first");
        port_named_point("second");
    }
    return 5;
}

static void test_named_point_ends_the_process_at_the_nth_pass(void **state)
{
    static const struct {
        const char *setting;
        int code;
    } ROWS[] = {
        {"none", 5}, {"first", PORT_POINT_EXIT}, {"second:3", PORT_POINT_EXIT}, {"second:4", 5}};
    (void)state;
    assert_int_equal(pass_points(), 5);
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        child_environment("NTMS_CRASH_POINT", ROWS[i].setting);
        assert_int_equal(child_wait(child_start("points", "-")), ROWS[i].code);
    }
    child_environment("NTMS_CRASH_POINT", "");
}

static void test_named_point_log_lists_the_passes(void **state)
{
    char folder[PORT_PATH_SIZE];
    char path[PORT_PATH_SIZE];
    uint8_t *data = NULL;
    size_t length = 0;
    (void)state;
    assert_int_equal(port_environment("NTMS_TEST_FOLDER", folder, sizeof folder), 0);
    assert_int_equal(port_path_join(folder, "points", path, sizeof path), 0);
    child_environment("NTMS_POINT_LOG", path);
    assert_int_equal(child_wait(child_start("points", "-")), 5);
    child_environment("NTMS_POINT_LOG", "");
    assert_int_equal(port_file_read(path, 1000, &data, &length), 0);
    assert_true(length >= 6 * 6);
    assert_memory_equal(data, "first", 5);
    free(data);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clock_now_is_plausible_and_monotonic_advances),
        cmocka_unit_test(test_guid_new_is_version_4_and_unique),
        cmocka_unit_test(test_names_are_there_and_cut),
        cmocka_unit_test(test_environment_missing_small_and_read),
        cmocka_unit_test(test_ansi_round_trip_and_cut),
        cmocka_unit_test(test_ansi_long_text_survives),
        cmocka_unit_test(test_named_point_ends_the_process_at_the_nth_pass),
        cmocka_unit_test(test_named_point_log_lists_the_passes),
    };
    if (argc > 1 && strcmp(argv[1], "points") == 0)
        return pass_points();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
