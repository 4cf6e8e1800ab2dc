/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "port/os.h"
#include "child.h"

static void in_folder(const char *name, char out[PORT_PATH_SIZE])
{
    char folder[PORT_PATH_SIZE];
    assert_int_equal(port_environment("NTMS_TEST_FOLDER", folder, sizeof folder), 0);
    assert_int_equal(port_path_join(folder, name, out, PORT_PATH_SIZE), 0);
}

static void test_data_folder_environment_names_it_directly(void **state)
{
    char expected[PORT_PATH_SIZE];
    char folder[PORT_PATH_SIZE];
    (void)state;
    assert_int_equal(port_environment("NTMS_DATA", expected, sizeof expected), 0);
    assert_int_equal(port_data_folder(folder, sizeof folder), 0);
    assert_string_equal(folder, expected);
    assert_true(port_data_folder_is_private());
    assert_int_equal(port_data_folder(folder, 3), BASE_ERROR_INSUFFICIENT_BUFFER);
}

static void test_folder_create_makes_parents_and_accepts_existing(void **state)
{
    char data[PORT_PATH_SIZE];
    char deep[PORT_PATH_SIZE];
    (void)state;
    assert_int_equal(port_data_folder(data, sizeof data), 0);
    assert_false(port_folder_exists(data));
    assert_int_equal(port_path_join(data, "Export", deep, sizeof deep), 0);
    assert_int_equal(port_folder_create(deep, false), 0);
    assert_int_equal(port_folder_create(deep, true), 0);
    assert_true(port_folder_exists(data) && port_folder_exists(deep));
    assert_false(port_file_exists(deep));
    assert_int_equal(port_folder_create("", false), BASE_ERROR_INVALID_NAME);
}

static void test_folder_create_restricted_is_usable(void **state)
{
    char folder[PORT_PATH_SIZE];
    char file[PORT_PATH_SIZE];
    (void)state;
    in_folder("restricted", folder);
    assert_int_equal(port_folder_create(folder, true), 0);
    assert_int_equal(port_path_join(folder, "file", file, sizeof file), 0);
    assert_int_equal(port_file_write(file, "x", 1), 0);
    assert_int_equal(port_file_delete(file), 0);
}

static void test_folder_create_file_in_the_way(void **state)
{
    char file[PORT_PATH_SIZE];
    char below[PORT_PATH_SIZE];
    (void)state;
    in_folder("way", file);
    assert_int_equal(port_file_write(file, "x", 1), 0);
    assert_int_equal(port_folder_create(file, false), BASE_ERROR_FILE_EXISTS);
    assert_int_equal(port_path_join(file, "sub", below, sizeof below), 0);
    assert_int_equal(port_folder_create(below, false), BASE_ERROR_PATH_NOT_FOUND);
}

static void test_object_name_same_for_every_spelling(void **state)
{
    char folder[PORT_PATH_SIZE];
    char spelling[PORT_PATH_SIZE];
    char name[PORT_NAME_SIZE];
    char same[PORT_NAME_SIZE];
    char other[PORT_NAME_SIZE];
    (void)state;
    in_folder(".", folder);
    assert_int_equal(port_object_name(folder, "lease", name, sizeof name), 0);
    in_folder("", spelling);
    assert_int_equal(port_object_name(spelling, "lease", same, sizeof same), 0);
    assert_string_equal(name, same);
    in_folder("another", spelling);
    assert_int_equal(port_folder_create(spelling, false), 0);
    assert_int_equal(port_object_name(spelling, "lease", other, sizeof other), 0);
    assert_string_not_equal(name, other);
    assert_int_equal(port_object_name(folder, "a/b", other, sizeof other),
                     BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(port_object_name(folder, "lease", other, 5), BASE_ERROR_INVALID_PARAMETER);
    in_folder("missing", spelling);
    assert_int_equal(port_object_name(spelling, "lease", other, sizeof other),
                     BASE_ERROR_FILE_NOT_FOUND);
}

static void test_path_join_separator_and_size(void **state)
{
    char out[8];
    (void)state;
    assert_int_equal(port_path_join("abc", "def", out, 8), 0);
    assert_int_equal(strlen(out), 7);
    assert_int_equal(port_path_join("abc", "defg", out, 8), BASE_ERROR_INSUFFICIENT_BUFFER);
    out[4] = '\0';
    char folder[8];
    memcpy(folder, out, 5);
    assert_int_equal(port_path_join(folder, "x", out, 8), 0);
    assert_int_equal(strlen(out), 5);
}

static void test_file_write_read_copy_rename_delete(void **state)
{
    char one[PORT_PATH_SIZE];
    char two[PORT_PATH_SIZE];
    uint8_t *data = NULL;
    size_t length = 0;
    uint64_t size = 0;
    (void)state;
    in_folder("one \xC3\xA9", one);
    in_folder("two", two);
    assert_int_equal(port_file_write(one, "hello", 5), 0);
    assert_int_equal(port_file_size(one, &size), 0);
    assert_true(size == 5);
    assert_int_equal(port_file_copy(one, two), 0);
    assert_int_equal(port_file_write(one, "", 0), 0);
    assert_int_equal(port_file_rename(two, one), 0);
    assert_false(port_file_exists(two));
    assert_int_equal(port_file_read(one, 4, &data, &length), BASE_ERROR_MORE_DATA);
    assert_null(data);
    assert_int_equal(port_file_read(one, 5, &data, &length), 0);
    assert_int_equal(length, 5);
    assert_memory_equal(data, "hello", 5);
    base_memory_free(data);
    assert_int_equal(port_file_delete(one), 0);
    assert_int_equal(port_file_delete(one), BASE_ERROR_FILE_NOT_FOUND);
    assert_int_equal(port_file_size(one, &size), BASE_ERROR_FILE_NOT_FOUND);
    assert_int_equal(port_file_read(one, 5, &data, &length), BASE_ERROR_FILE_NOT_FOUND);
}

static void test_folder_space_is_known(void **state)
{
    char folder[PORT_PATH_SIZE];
    uint64_t bytes = 0;
    (void)state;
    in_folder(".", folder);
    assert_int_equal(port_folder_space(folder, &bytes), 0);
    assert_true(bytes > 0);
}

static const char ADMINISTRATORS_ONLY[] = "O:BAG:BAD:(A;;GA;;;BA)";

static void test_descriptor_from_text_is_valid_and_every_cut_is_not(void **state)
{
    uint8_t *descriptor = NULL;
    size_t length = 0;
    (void)state;
    assert_int_equal(port_descriptor_from_text(ADMINISTRATORS_ONLY, &descriptor, &length), 0);
    assert_true(port_descriptor_is_valid(descriptor, length));
    for (size_t cut = 0; cut < length; cut++) {
        uint8_t *copy = malloc(cut + 1);
        memcpy(copy, descriptor, cut);
        assert_false(port_descriptor_is_valid(copy, cut));
        free(copy);
    }
    base_memory_free(descriptor);
    assert_int_equal(port_descriptor_from_text("garbage", &descriptor, &length),
                     BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(port_descriptor_from_text(NULL, &descriptor, &length),
                     BASE_ERROR_INVALID_PARAMETER);
}

/* The sanitizer watches; on Windows the system's own check must not fault either. */
static void test_descriptor_random_damage_is_survived(void **state)
{
    static const struct port_generic_mapping MAPPING = {1, 2, 4, 7};
    uint8_t *descriptor = NULL;
    size_t length = 0;
    uint32_t seed = 12345;
    (void)state;
    assert_int_equal(port_descriptor_from_text(ADMINISTRATORS_ONLY, &descriptor, &length), 0);
    for (int round = 0; round < 20000; round++) {
        uint8_t *copy = malloc(length);
        memcpy(copy, descriptor, length);
        for (int i = 0; i < 2; i++) {
            seed = seed * 1664525U + 1013904223U;
            copy[(seed >> 8) % length] = (uint8_t)(seed >> 24);
        }
        if (port_descriptor_is_valid(copy, length))
            (void)port_access_check(copy, length, &MAPPING, 1);
        free(copy);
    }
    base_memory_free(descriptor);
}

static void test_access_check_grants_or_refuses(void **state)
{
    static const struct port_generic_mapping MAPPING = {1, 2, 4, 7};
    uint8_t *descriptor = NULL;
    size_t length = 0;
    (void)state;
    assert_int_equal(port_descriptor_from_text("O:BAG:BAD:(A;;GA;;;WD)", &descriptor, &length), 0);
    assert_int_equal(port_access_check(descriptor, length, &MAPPING, 2), 0);
    assert_int_equal(port_access_check(descriptor, length - 1, &MAPPING, 2),
                     BASE_ERROR_INVALID_SECURITY_DESCR);
    assert_int_equal(port_access_check(NULL, 0, &MAPPING, 2), BASE_ERROR_INVALID_SECURITY_DESCR);
    memset(descriptor + 4, 0, 4); /* no owner */
    assert_int_equal(port_access_check(descriptor, length, &MAPPING, 2),
                     BASE_ERROR_INVALID_SECURITY_DESCR);
    base_memory_free(descriptor);
    assert_true(port_is_administrator());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_data_folder_environment_names_it_directly),
        cmocka_unit_test(test_folder_create_makes_parents_and_accepts_existing),
        cmocka_unit_test(test_folder_create_restricted_is_usable),
        cmocka_unit_test(test_folder_create_file_in_the_way),
        cmocka_unit_test(test_object_name_same_for_every_spelling),
        cmocka_unit_test(test_path_join_separator_and_size),
        cmocka_unit_test(test_file_write_read_copy_rename_delete),
        cmocka_unit_test(test_folder_space_is_known),
        cmocka_unit_test(test_descriptor_from_text_is_valid_and_every_cut_is_not),
        cmocka_unit_test(test_descriptor_random_damage_is_survived),
        cmocka_unit_test(test_access_check_grants_or_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
