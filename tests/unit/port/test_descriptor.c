/* SPDX-License-Identifier: MIT */
/* Descriptors of new objects: sound, and with the entries they ought to have. */
#include "support/cmocka_shim.h"

#include "base/memory.h"
#include "port/security.h"

#include <stdlib.h>
#include <string.h>

static const struct port_generic_mapping MAPPING = {1, 2, 4, 7};

static uint8_t creator[PORT_SID_MAX];
static size_t creator_length;
static uint8_t *parent;
static size_t parent_length;

static int setup(void **state)
{
    (void)state;
    return port_user_sid(creator, &creator_length) != 0 ||
           port_descriptor_from_text("O:BAG:BAD:(A;;GA;;;WD)", &parent, &parent_length) != 0;
}

static int teardown(void **state)
{
    (void)state;
    base_memory_free(parent);
    parent = NULL;
    return 0;
}

static uint32_t entries(const struct base_buffer *descriptor)
{
    const uint8_t *list = descriptor->data + descriptor->data[16] + 256u * descriptor->data[17];
    return list[4] + 256u * list[5];
}

static void test_inherit_without_a_parent_names_creator_and_system(void **state)
{
    struct base_buffer made = BASE_BUFFER_INIT;
    (void)state;
    assert_int_equal(port_descriptor_inherit(creator, creator_length, 0x60007, NULL, 0, &made), 0);
    assert_true(port_descriptor_is_valid(made.data, made.length));
    assert_int_equal(entries(&made), 2);
    assert_int_equal(made.data[4], 20);
    assert_memory_equal(made.data + 20, creator, creator_length);
    base_buffer_release(&made);
}

static void test_inherit_appends_the_entries_of_the_parent(void **state)
{
    struct base_buffer made = BASE_BUFFER_INIT;
    (void)state;
    assert_int_equal(
        port_descriptor_inherit(creator, creator_length, 0x60007, parent, parent_length, &made), 0);
    assert_true(port_descriptor_is_valid(made.data, made.length));
    assert_int_equal(entries(&made), 3);
    /* The last entry is everybody's, marked as inherited. */
    assert_int_equal(made.data[made.length - 20], 0);
    assert_int_equal(made.data[made.length - 19], 0x10);
    struct base_buffer grandchild = BASE_BUFFER_INIT;
    assert_int_equal(port_descriptor_inherit(creator, creator_length, 0x60007, made.data,
                                             made.length, &grandchild),
                     0);
    assert_true(port_descriptor_is_valid(grandchild.data, grandchild.length));
    assert_int_equal(entries(&grandchild), 5);
    base_buffer_release(&made);
    base_buffer_release(&grandchild);
}

/* Generation after generation the list grows, until it would no longer fit. */
static void test_inherit_too_many_entries_fail(void **state)
{
    struct base_buffer above = BASE_BUFFER_INIT;
    base_error error = 0;
    size_t generations = 0;
    (void)state;
    assert_int_equal(base_buffer_append(&above, parent, parent_length), 0);
    while (error == 0 && generations < 5000) {
        struct base_buffer made = BASE_BUFFER_INIT;
        error =
            port_descriptor_inherit(creator, creator_length, 7, above.data, above.length, &made);
        if (error == 0)
            assert_true(port_descriptor_is_valid(made.data, made.length));
        else
            assert_int_equal(made.length, 0);
        base_buffer_release(&above);
        above = made;
        generations++;
    }
    assert_int_equal(error, BASE_ERROR_INVALID_PARAMETER);
    base_buffer_release(&above);
}

static void test_inherit_from_any_sound_parent_is_sound(void **state)
{
    uint32_t seed = 4711;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct base_buffer made = BASE_BUFFER_INIT;
        uint8_t *copy = malloc(parent_length);
        memcpy(copy, parent, parent_length);
        for (int i = 0; i < 2; i++) {
            seed = seed * 1664525U + 1013904223U;
            copy[(seed >> 8) % parent_length] = (uint8_t)(seed >> 24);
        }
        if (port_descriptor_is_valid(copy, parent_length)) {
            assert_int_equal(
                port_descriptor_inherit(creator, creator_length, 7, copy, parent_length, &made), 0);
            assert_true(port_descriptor_is_valid(made.data, made.length));
            base_buffer_release(&made);
            assert_int_equal(
                port_descriptor_complete(copy, parent_length, creator, creator_length, &made), 0);
            assert_true(port_descriptor_is_valid(made.data, made.length));
            base_buffer_release(&made);
            assert_int_equal(port_descriptor_replace(parent, parent_length, copy, parent_length,
                                                     seed >> 28, &MAPPING, &made),
                             0);
            assert_true(port_descriptor_is_valid(made.data, made.length));
        }
        base_buffer_release(&made);
        free(copy);
    }
}

static void test_complete_supplies_owner_and_group(void **state)
{
    struct base_buffer made = BASE_BUFFER_INIT;
    (void)state;
    assert_int_equal(
        port_descriptor_complete(parent, parent_length, creator, creator_length, &made), 0);
    assert_int_equal(made.length, parent_length); /* had both */
    base_buffer_release(&made);
    memset(parent + 4, 0, 8);
    assert_int_equal(port_access_check(parent, parent_length, &MAPPING, 1),
                     BASE_ERROR_INVALID_SECURITY_DESCR);
    assert_int_equal(
        port_descriptor_complete(parent, parent_length, creator, creator_length, &made), 0);
    assert_true(port_descriptor_is_valid(made.data, made.length));
    assert_int_equal(port_access_check(made.data, made.length, &MAPPING, 1), 0);
    base_buffer_release(&made);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* Owner and group S-1-5-18; the entries are put in by hand. */
static size_t with_entries(uint8_t out[256], const uint8_t *const *aces, size_t count)
{
    static const uint8_t system[12] = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};
    uint8_t head[20] = {1, 0, 0x04, 0x80, 20, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0};
    size_t length = 40;
    memcpy(out, head, 20);
    memcpy(out + 20, system, 12);
    for (size_t i = 0; i < count; i++) {
        memcpy(out + length, aces[i], 20);
        length += 20;
    }
    memset(out + 32, 0, 8);
    out[32] = 2;
    out[34] = (uint8_t)(length - 32);
    out[36] = (uint8_t)count;
    return length;
}

static void test_everyone_is_granted_what_is_allowed_to_all(void **state)
{
    static const uint8_t all[20] = {0, 0, 20, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
    static const uint8_t more[20] = {0, 0x10, 20, 0, 4, 0, 6, 0, 1, 1,
                                     0, 0,    0,  0, 0, 1, 0, 0, 0, 0};
    static const uint8_t children[20] = {0, 0x08, 20, 0, 2, 0, 0, 0, 1, 1,
                                         0, 0,    0,  0, 0, 1, 0, 0, 0, 0};
    static const uint8_t other[20] = {0, 0, 20, 0, 7, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};
    static const uint8_t denied[20] = {1, 0, 20, 0, 2, 0, 0,  0, 1, 1,
                                       0, 0, 0,  0, 0, 5, 18, 0, 0, 0};
    const uint8_t *const lists[][3] = {
        {all, other, children}, {all, more, other}, {other, other, children}, {all, denied, more}};
    static const uint32_t expected[] = {1, 0x60005, 0, 0};
    uint8_t bytes[256];
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        size_t length = with_entries(bytes, lists[i], 3);
        assert_true(port_descriptor_is_valid(bytes, length));
        assert_int_equal(port_descriptor_everyone(bytes, length), expected[i]);
        assert_int_equal(port_descriptor_everyone(bytes, length - 1), 0);
    }
    size_t length = with_entries(bytes, lists[0], 3);
    bytes[4] = 0; /* no owner */
    assert_int_equal(port_descriptor_everyone(bytes, length), 0);
    (void)with_entries(bytes, lists[0], 3);
    bytes[2] = 0; /* no list: the system would grant all; it is asked */
    assert_int_equal(port_descriptor_everyone(bytes, length), 0);
    assert_int_equal(port_descriptor_everyone(NULL, 0), 0);
}

/* What is audited takes nothing away, a mandatory label may: the system is asked. */
static void test_everyone_behind_a_label_is_unknown(void **state)
{
    static const uint8_t all[20] = {0, 0, 20, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
    static const uint8_t audited[28] = {2, 0, 28, 0, 1, 0, 0, 0, 2, 0x40, 20, 0, 7, 0,
                                        0, 0, 1,  1, 0, 0, 0, 0, 0, 1,    0,  0, 0, 0};
    const uint8_t *const aces[] = {all};
    uint8_t bytes[256];
    (void)state;
    size_t length = with_entries(bytes, aces, 1);
    memcpy(bytes + length, audited, sizeof audited);
    bytes[2] |= 0x10;
    bytes[12] = (uint8_t)length;
    uint8_t *kind = bytes + length + 8;
    length += sizeof audited;
    assert_true(port_descriptor_is_valid(bytes, length));
    assert_int_equal(port_descriptor_everyone(bytes, length), 1);
    kind[0] = 0x11;
    assert_true(port_descriptor_is_valid(bytes, length));
    assert_int_equal(port_descriptor_everyone(bytes, length), 0);
    bytes[2] &= 0xEF; /* what is not said to be there does not count */
    assert_int_equal(port_descriptor_everyone(bytes, length), 1);
}

/* Part by part from one descriptor to another; what is not asked for stays, lists lose their
 * generic rights, protection comes and goes. */
static void test_replace_takes_the_parts_asked_for(void **state)
{
    static const uint8_t granted[20] = {0, 0, 20, 0, 0, 0, 0, 0xC0, 1, 1,
                                        0, 0, 0,  0, 0, 1, 0, 0,    0, 0};
    const uint8_t *const aces[] = {granted};
    uint8_t bytes[256];
    struct base_buffer made = BASE_BUFFER_INIT;
    struct base_buffer next = BASE_BUFFER_INIT;
    size_t size = 0;
    (void)state;
    size_t length = with_entries(bytes, aces, 1);
    assert_int_equal(port_descriptor_replace(NULL, 0, bytes, length, 0, NULL, &made), 0);
    assert_int_equal(made.length, 20);
    assert_true(port_descriptor_is_valid(made.data, made.length));
    assert_null(port_descriptor_owner(made.data, made.length, &size));
    assert_false(port_descriptor_has_group(made.data, made.length));
    base_buffer_release(&made);
    /* Owner and group shared their bytes; each has its own now. */
    assert_int_equal(
        port_descriptor_replace(NULL, 0, bytes, length, PORT_DESCRIPTOR_ALL, &MAPPING, &made), 0);
    assert_int_equal(made.length, 20 + 12 + 12 + 28);
    assert_true(port_descriptor_has_group(made.data, made.length));
    assert_int_equal(port_descriptor_everyone(made.data, made.length), 1 | 2);
    assert_memory_equal(port_descriptor_owner(made.data, made.length, &size), bytes + 20, 12);
    assert_int_equal(size, 12);
    assert_int_equal(port_descriptor_replace(made.data, made.length, parent, parent_length,
                                             PORT_DESCRIPTOR_OWNER, NULL, &next),
                     0);
    const uint8_t *owner = port_descriptor_owner(parent, parent_length, &size);
    assert_memory_equal(port_descriptor_owner(next.data, next.length, &size), owner, 16);
    assert_int_equal(size, 16); /* the administrators */
    assert_int_equal(port_descriptor_everyone(next.data, next.length), 1 | 2);
    base_buffer_release(&next);
    /* The mark of protection: set, kept with its list, gone. */
    static const uint32_t asked[] = {PORT_DESCRIPTOR_DACL | PORT_DESCRIPTOR_DACL_PROTECTED,
                                     PORT_DESCRIPTOR_OWNER | PORT_DESCRIPTOR_DACL_UNPROTECTED,
                                     PORT_DESCRIPTOR_DACL | PORT_DESCRIPTOR_DACL_UNPROTECTED};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(port_descriptor_replace(made.data, made.length, bytes, length, asked[i],
                                                 &MAPPING, &next),
                         0);
        assert_int_equal((next.data[3] & 0x10) != 0, i < 2);
        base_buffer_release(&made);
        made = next;
        next = (struct base_buffer)BASE_BUFFER_INIT;
    }
    base_buffer_release(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_inherit_without_a_parent_names_creator_and_system),
        CASE(test_inherit_appends_the_entries_of_the_parent),
        CASE(test_inherit_too_many_entries_fail),
        CASE(test_inherit_from_any_sound_parent_is_sound),
        CASE(test_complete_supplies_owner_and_group),
        CASE(test_replace_takes_the_parts_asked_for),
        CASE(test_everyone_is_granted_what_is_allowed_to_all),
        CASE(test_everyone_behind_a_label_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
