/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "rules/settable.h"

#include <string.h>

static const struct base_guid some_guid = {{1, 2, 3}};
static const struct base_guid other_guid = {{4, 5, 6}};

static struct model_information object(uint32_t type)
{
    struct model_information made;
    memset(&made, 0, sizeof made);
    made.object.type = type;
    made.object.id = some_guid;
    made.object.enabled = true;
    strcpy(made.object.name, "old");
    return made;
}

static struct model_information pool(uint32_t kind)
{
    struct model_information made = object(MODEL_MEDIA_POOL);
    made.info.media_pool.pool_type = kind;
    made.info.media_pool.media_type = some_guid;
    return made;
}

static void expect(const struct rules_settable_facts *facts, const struct model_information *wish,
                   const struct model_information *stored, base_error error)
{
    struct model_information changed = *stored;
    assert_int_equal(rules_set_information(facts, wish, &changed), error);
    if (error != BASE_ERROR_SUCCESS)
        assert_memory_equal(&changed, stored, sizeof changed);
}

/* API: every type has a description that can be set, five have a name. */
static void test_set_names_only_where_the_page_allows(void **state)
{
    const struct rules_settable_facts facts = {.media_type_found = true};
    (void)state;
    for (uint32_t type = MODEL_TYPE_FIRST; type <= MODEL_TYPE_LAST; type++) {
        struct model_information stored = object(type);
        struct model_information wish = stored;
        bool named = type == MODEL_LIBRARY || type == MODEL_LOGICAL_MEDIA ||
                     type == MODEL_MEDIA_POOL || type == MODEL_PARTITION ||
                     type == MODEL_PHYSICAL_MEDIA;
        stored.info.media_pool.pool_type =
            type == MODEL_MEDIA_POOL ? MODEL_POOLTYPE_APPLICATION : 0;
        strcpy(wish.object.name, "new");
        strcpy(wish.object.description, "text");
        wish.object.enabled = false;
        wish.object.operational_state = MODEL_NOT_PRESENT;
        wish.object.id = other_guid;
        assert_int_equal(rules_set_information(&facts, &wish, &stored), 0);
        assert_string_equal(stored.object.name, named ? "new" : "old");
        assert_string_equal(stored.object.description, "text");
        assert_true(stored.object.enabled);
        assert_int_equal(stored.object.operational_state, 0);
        assert_true(base_guid_equal(&stored.object.id, &some_guid));
    }
}

static void test_set_computer_takes_everything_but_unknown_bits(void **state)
{
    const struct rules_settable_facts facts = {0};
    struct model_information stored = object(MODEL_COMPUTER);
    struct model_information wish = stored;
    (void)state;
    wish.info.computer = (struct model_computer){1, 2, 3, 0x33, 3};
    assert_int_equal(rules_set_information(&facts, &wish, &stored), 0);
    assert_memory_equal(&stored.info.computer, &wish.info.computer, sizeof wish.info.computer);
    wish.info.computer.lib_request_flags = 4;
    expect(&facts, &wish, &stored, BASE_ERROR_INVALID_PARAMETER);
    wish.info.computer = (struct model_computer){1, 2, 3, 0x43, 3};
    expect(&facts, &wish, &stored, BASE_ERROR_INVALID_PARAMETER);
    wish.info.computer = (struct model_computer){1, 2, 3, 3, 4};
    expect(&facts, &wish, &stored, BASE_ERROR_INVALID_PARAMETER);
}

static void test_set_devices_take_their_delays(void **state)
{
    struct rules_settable_facts facts = {0};
    struct model_information stored = object(MODEL_DRIVE);
    struct model_information wish = stored;
    (void)state;
    wish.info.drive.defer_dismount_delay = 7;
    wish.info.drive.state = MODEL_DRIVESTATE_LOADED;
    assert_int_equal(rules_set_information(&facts, &wish, &stored), 0);
    assert_int_equal(stored.info.drive.defer_dismount_delay, 7);
    assert_int_equal(stored.info.drive.state, 0);
    facts.standalone = true;
    wish.info.drive.defer_dismount_delay = 8;
    assert_int_equal(rules_set_information(&facts, &wish, &stored), 0);
    assert_int_equal(stored.info.drive.defer_dismount_delay, 7);
    stored = wish = object(MODEL_IEDOOR);
    wish.info.door.max_open_seconds = 9;
    wish.info.door.state = MODEL_DOORSTATE_OPEN;
    assert_int_equal(rules_set_information(&facts, &wish, &stored), 0);
    assert_int_equal(stored.info.door.max_open_seconds, 9);
    assert_int_equal(stored.info.door.state, 0);
    stored = wish = object(MODEL_IEPORT);
    wish.info.port.max_extend_seconds = 10;
    assert_int_equal(rules_set_information(&facts, &wish, &stored), 0);
    assert_int_equal(stored.info.port.max_extend_seconds, 10);
}

static void test_set_library_keeps_the_servers_flags(void **state)
{
    struct rules_settable_facts facts = {0};
    struct model_information stored = object(MODEL_LIBRARY);
    struct model_information wish = stored;
    (void)state;
    stored.info.library.flags = MODEL_LIBRARYFLAG_CLEANERPRESENT;
    wish.info.library.flags = MODEL_LIBRARYFLAG_AUTODETECTCHANGE;
    wish.info.library.auto_recovery = true;
    wish.info.library.inventory_method = MODEL_INVENTORY_OMID;
    wish.info.library.cleaner_uses_remaining = MODEL_CLEANER_USES_UNCOUNTED;
    wish.info.library.number_of_slots = 1000;
    assert_int_equal(rules_set_information(&facts, &wish, &stored), 0);
    assert_int_equal(stored.info.library.flags, MODEL_LIBRARYFLAG_CLEANERPRESENT |
                                                    MODEL_LIBRARYFLAG_AUTODETECTCHANGE |
                                                    MODEL_LIBRARYFLAG_IGNORECLEANERUSESREMAINING);
    assert_true(stored.info.library.auto_recovery);
    assert_int_equal(stored.info.library.inventory_method, MODEL_INVENTORY_OMID);
    assert_int_equal(stored.info.library.number_of_slots, 0);
    facts.first_version = true; /* knows neither AutoRecovery nor dwFlags */
    wish.info.library.cleaner_uses_remaining = 3;
    wish.info.library.auto_recovery = false;
    wish.info.library.flags = 0;
    assert_int_equal(rules_set_information(&facts, &wish, &stored), 0);
    assert_int_equal(stored.info.library.flags,
                     MODEL_LIBRARYFLAG_CLEANERPRESENT | MODEL_LIBRARYFLAG_AUTODETECTCHANGE);
    assert_int_equal(stored.info.library.cleaner_uses_remaining, 3);
    assert_true(stored.info.library.auto_recovery);
    facts.first_version = false;
    wish.info.library.flags = 0x20;
    expect(&facts, &wish, &stored, BASE_ERROR_INVALID_PARAMETER);
    wish.info.library.flags = 0;
    wish.info.library.inventory_method = MODEL_INVENTORY_DEFAULT;
    expect(&facts, &wish, &stored, BASE_ERROR_INVALID_PARAMETER);
}

static void test_set_library_without_cleaner_or_on_the_shelf(void **state)
{
    const struct rules_settable_facts facts = {0};
    struct model_information stored = object(MODEL_LIBRARY);
    struct model_information wish = stored;
    (void)state;
    wish.info.library.cleaner_uses_remaining = 5;
    assert_int_equal(rules_set_information(&facts, &wish, &stored), 0);
    assert_int_equal(stored.info.library.cleaner_uses_remaining, 0);
    stored.info.library.flags = MODEL_LIBRARYFLAG_FIXEDOFFLINE;
    wish.info.library.inventory_method = MODEL_INVENTORY_STOP;
    wish.info.library.auto_recovery = true;
    strcpy(wish.object.name, "shelf");
    assert_int_equal(rules_set_information(&facts, &wish, &stored), 0);
    assert_string_equal(stored.object.name, "shelf");
    assert_false(stored.info.library.auto_recovery);
}

static void test_set_pool_policies_and_type(void **state)
{
    struct rules_settable_facts facts = {.media_type_found = true};
    struct model_information stored = pool(MODEL_POOLTYPE_APPLICATION);
    struct model_information wish = stored;
    (void)state;
    wish.info.media_pool.allocation_policy = MODEL_ALLOCATE_FROMSCRATCH;
    wish.info.media_pool.deallocation_policy = MODEL_DEALLOCATE_TOSCRATCH;
    wish.info.media_pool.max_allocates = 4;
    wish.info.media_pool.media_type = other_guid;
    wish.info.media_pool.pool_type = MODEL_POOLTYPE_IMPORT;
    wish.info.media_pool.parent = other_guid;
    assert_int_equal(rules_set_information(&facts, &wish, &stored), 0);
    assert_int_equal(stored.info.media_pool.allocation_policy, 1);
    assert_int_equal(stored.info.media_pool.deallocation_policy, 1);
    assert_int_equal(stored.info.media_pool.max_allocates, 4);
    assert_int_equal(stored.info.media_pool.pool_type, MODEL_POOLTYPE_APPLICATION);
    assert_true(base_guid_is_null(&stored.info.media_pool.parent));
    assert_true(base_guid_equal(&stored.info.media_pool.media_type, &other_guid));
    wish.info.media_pool.allocation_policy = 2;
    expect(&facts, &wish, &stored, BASE_ERROR_INVALID_PARAMETER);
    wish.info.media_pool.allocation_policy = 0;
    wish.info.media_pool.deallocation_policy = 2;
    expect(&facts, &wish, &stored, BASE_ERROR_INVALID_PARAMETER);
    wish.info.media_pool.deallocation_policy = 0;
    facts.holds_media = true;
    expect(&facts, &wish, &stored, 0); /* it is the same type */
    wish.info.media_pool.media_type = some_guid;
    expect(&facts, &wish, &stored, BASE_ERROR_INVALID_PARAMETER);
    facts = (struct rules_settable_facts){.media_type_found = true, .holds_pools = true};
    expect(&facts, &wish, &stored, BASE_ERROR_INVALID_PARAMETER);
    facts = (struct rules_settable_facts){0};
    expect(&facts, &wish, &stored, BASE_ERROR_INVALID_PARAMETER);
}

static void test_set_pool_name_rules(void **state)
{
    struct rules_settable_facts facts = {.media_type_found = true};
    struct model_information stored = pool(MODEL_POOLTYPE_APPLICATION);
    struct model_information wish = stored;
    (void)state;
    wish.object.name[0] = '\0';
    expect(&facts, &wish, &stored, BASE_ERROR_INVALID_PARAMETER);
    strcpy(wish.object.name, "a\\b");
    expect(&facts, &wish, &stored, BASE_ERROR_INVALID_PARAMETER);
    strcpy(wish.object.name, "new");
    expect(&facts, &wish, &stored, 0);
    facts.name_taken = true;
    expect(&facts, &wish, &stored, BASE_ERROR_ALREADY_EXISTS);
    facts.path_too_long = true;
    expect(&facts, &wish, &stored, BASE_ERROR_INVALID_PARAMETER);
}

static void test_set_system_pool_keeps_name_and_type(void **state)
{
    const struct rules_settable_facts facts = {.media_type_found = true};
    static const uint32_t kinds[] = {MODEL_POOLTYPE_UNKNOWN, MODEL_POOLTYPE_SCRATCH,
                                     MODEL_POOLTYPE_FOREIGN, MODEL_POOLTYPE_IMPORT};
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct model_information stored = pool(kinds[i]);
        struct model_information wish = stored;
        strcpy(wish.object.description, "ours");
        expect(&facts, &wish, &stored, 0);
        strcpy(wish.object.name, "new");
        expect(&facts, &wish, &stored, BASE_ERROR_ACCESS_DENIED);
        wish = stored;
        wish.info.media_pool.media_type = other_guid;
        expect(&facts, &wish, &stored, BASE_ERROR_ACCESS_DENIED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_names_only_where_the_page_allows),
        cmocka_unit_test(test_set_computer_takes_everything_but_unknown_bits),
        cmocka_unit_test(test_set_devices_take_their_delays),
        cmocka_unit_test(test_set_library_keeps_the_servers_flags),
        cmocka_unit_test(test_set_library_without_cleaner_or_on_the_shelf),
        cmocka_unit_test(test_set_pool_policies_and_type),
        cmocka_unit_test(test_set_pool_name_rules),
        cmocka_unit_test(test_set_system_pool_keeps_name_and_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
