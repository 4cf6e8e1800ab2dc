/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include <stdio.h>
#include <string.h>

#include "port/os.h"
#include "child.h"
#include "settings.h"

#define KEY "PortTest\\Deep"

static void test_text_missing_is_not_found(void **state)
{
    char text[32] = "untouched";
    uint32_t number = 9;
    (void)state;
    assert_int_equal(port_setting_text("PortTest\\Missing", "A", text, sizeof text),
                     BASE_ERROR_FILE_NOT_FOUND);
    assert_int_equal(port_setting_text(NULL, "SurelyMissing", text, sizeof text),
                     BASE_ERROR_FILE_NOT_FOUND);
    assert_int_equal(port_setting_u32(NULL, "SurelyMissing", &number), BASE_ERROR_FILE_NOT_FOUND);
    assert_string_equal(text, "untouched");
    assert_int_equal(number, 9);
}

static void test_text_and_numbers_are_read(void **state)
{
    char text[32];
    uint32_t number = 0;
    (void)state;
    settings_put_text(KEY, "Drive0", "\\\\.\\Tape0");
    settings_put_number(KEY, "Count", 4000000000U);
    settings_put_text(KEY, "Hex", "0x10");
    settings_put_text(KEY, "Bad", "12x");
    settings_put_text(KEY, "Huge", "4294967296");
    settings_put_binary(KEY, "Binary");
    assert_int_equal(port_setting_text(KEY, "drive0", text, sizeof text), 0);
    assert_string_equal(text, "\\\\.\\Tape0");
    assert_int_equal(port_setting_text(KEY, "Drive0", text, 9), BASE_ERROR_INSUFFICIENT_BUFFER);
    assert_int_equal(port_setting_text(KEY, "Count", text, sizeof text), 0);
    assert_string_equal(text, "4000000000");
    assert_int_equal(port_setting_u32(KEY, "Count", &number), 0);
    assert_int_equal(number, 4000000000U);
    assert_int_equal(port_setting_u32(KEY, "Hex", &number), 0);
    assert_int_equal(number, 16);
    assert_int_equal(port_setting_u32(KEY, "Bad", &number), BASE_ERROR_INVALID_DATA);
    assert_int_equal(port_setting_u32(KEY, "Huge", &number), BASE_ERROR_INVALID_DATA);
    assert_int_equal(port_setting_u32(KEY, "Drive0", &number), BASE_ERROR_INVALID_DATA);
    assert_int_not_equal(port_setting_text(KEY, "Binary", text, sizeof text), 0);
}

static bool count_visits(void *context, const char *value, const char *text)
{
    uint32_t *seen = context;
    if (strcmp(value, "Drive0") == 0 && strcmp(text, "\\\\.\\Tape0") == 0)
        *seen += 100;
    *seen += 1;
    return true;
}

static bool stop_at_once(void *context, const char *value, const char *text)
{
    (void)value;
    (void)text;
    *(uint32_t *)context += 1;
    return false;
}

static void test_each_visits_readable_values_until_stopped(void **state)
{
    uint32_t seen = 0;
    (void)state;
    assert_int_equal(port_setting_each(KEY, count_visits, &seen), 0);
    assert_int_equal(seen, 105);
    seen = 0;
    assert_int_equal(port_setting_each(KEY, stop_at_once, &seen), 0);
    assert_int_equal(seen, 1);
    seen = 0;
    assert_int_equal(port_setting_each("PortTest\\Missing", count_visits, &seen), 0);
    assert_int_equal(seen, 0);
}

static bool note_key(void *context, const char *name)
{
    char *names = context;
    strcat(names, name);
    strcat(names, ";");
    return strcmp(name, "Second") != 0;
}

static void test_each_key_visits_subkeys_once_until_stopped(void **state)
{
    char names[256] = "";
    (void)state;
    settings_put_text("PortTest\\Keys\\First", "A", "1");
    settings_put_text("PortTest\\Keys\\First", "B", "2");
    settings_put_text("PortTest\\Keys\\First\\Below", "B", "2");
    settings_put_text("PortTest\\Keys", "Value", "not a key");
    settings_put_text("PortTest\\KeysOther\\Fifth", "A", "1");
    settings_put_text("PortTest\\Keys\\Second", "A", "1");
    settings_put_text("PortTest\\Keys\\Third", "A", "1");
    assert_int_equal(port_setting_each_key("PortTest\\Keys", note_key, names), 0);
    assert_string_equal(names, "First;Second;");
    names[0] = '\0';
    assert_int_equal(port_setting_each_key("PortTest\\Keys\\Third", note_key, names), 0);
    assert_int_equal(port_setting_each_key("PortTest\\Missing", note_key, names), 0);
    assert_string_equal(names, "");
}

/* Part of a child: where the data would be without the runner's own choice. */
static int be_locator(void)
{
    char folder[PORT_PATH_SIZE];
    char name[PORT_NAME_SIZE];
    child_environment("NTMS_DATA", "");
    if (port_data_folder(folder, sizeof folder) != 0)
        return 1;
    if (port_folder_create(folder, true) != 0 || !port_folder_exists(folder))
        return 2;
    if (port_object_name(folder, "width", name, sizeof name) != 0)
        return 3;
    printf("%s %s\n", folder, name);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_missing_is_not_found),
        cmocka_unit_test(test_text_and_numbers_are_read),
        cmocka_unit_test(test_each_visits_readable_values_until_stopped),
        cmocka_unit_test(test_each_key_visits_subkeys_once_until_stopped),
    };
    if (argc > 1 && strcmp(argv[1], "locate") == 0)
        return be_locator();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
