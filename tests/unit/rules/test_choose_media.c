/* SPDX-License-Identifier: MIT */
/* AllocateNtmsMedia: the order of its checks, the side that comes next, its siblings. */
#include "support/cmocka_shim.h"

#include "rules/choose_media.h"

#include <string.h>

static const struct rules_allocate_facts SEARCH = {.pool_found = true,
                                                   .pool_kind = MODEL_POOLTYPE_APPLICATION,
                                                   .pool_holds_media = true,
                                                   .granted = true};

static struct rules_allocate_facts named(void)
{
    struct rules_allocate_facts facts = SEARCH;
    facts.side_given = true;
    facts.side = (struct rules_allocate_side){.found = true,
                                              .granted = true,
                                              .state = MODEL_PARTSTATE_IMPORT,
                                              .online = true,
                                              .enabled = true,
                                              .same_type = true};
    return facts;
}

static struct rules_allocate_facts next(void)
{
    struct rules_allocate_facts facts = named();
    facts.options = MODEL_ALLOCATE_NEXT;
    facts.side_given = false;
    facts.previous_found = true;
    facts.side.state = MODEL_PARTSTATE_RESERVED;
    facts.side.of_cartridge = true;
    return facts;
}

static void expect(const struct rules_allocate_facts *facts, base_error error)
{
    assert_int_equal(rules_check_allocate(facts), error);
}

static void test_allocate_options(void **state)
{
    (void)state;
    for (uint32_t options = 0; options < 16; options++) {
        bool sound = options < 8 && (options & 3) != 3;
        assert_int_equal(rules_check_allocate_options(options),
                         sound ? 0 : BASE_ERROR_INVALID_PARAMETER);
    }
    assert_int_equal(rules_check_allocate_options(0x80000000), BASE_ERROR_INVALID_PARAMETER);
}

/* Each step makes one fact more wrong than the one before: the earlier row always has the say. */
static void test_allocate_order_of_a_named_side(void **state)
{
    struct rules_allocate_facts facts = named();
    (void)state;
    expect(&facts, 0);
    facts.side.state = MODEL_PARTSTATE_AVAILABLE;
    expect(&facts, 0);
    facts.side.same_type = false;
    expect(&facts, BASE_ERROR_MEDIA_INCOMPATIBLE);
    facts.side.enabled = false;
    expect(&facts, BASE_ERROR_RESOURCE_DISABLED);
    facts.side.online = false;
    expect(&facts, BASE_ERROR_MEDIA_OFFLINE);
    facts.side.state = MODEL_PARTSTATE_ALLOCATED;
    expect(&facts, BASE_ERROR_MEDIA_UNAVAILABLE);
    facts.side.granted = false;
    expect(&facts, BASE_ERROR_ACCESS_DENIED);
    facts.side.found = false;
    expect(&facts, BASE_ERROR_INVALID_MEDIA);
    facts.granted = false;
    expect(&facts, BASE_ERROR_ACCESS_DENIED);
    facts.pool_holds_media = false;
    expect(&facts, BASE_ERROR_INVALID_MEDIA_POOL);
    facts.options = 3;
    expect(&facts, BASE_ERROR_INVALID_PARAMETER);
}

static void test_allocate_takes_application_pools_with_media_only(void **state)
{
    static const uint32_t kinds[] = {MODEL_POOLTYPE_UNKNOWN, MODEL_POOLTYPE_SCRATCH,
                                     MODEL_POOLTYPE_FOREIGN, MODEL_POOLTYPE_IMPORT};
    struct rules_allocate_facts facts = SEARCH;
    (void)state;
    expect(&facts, 0);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        facts.pool_kind = kinds[i];
        expect(&facts, BASE_ERROR_INVALID_MEDIA_POOL);
    }
    facts = SEARCH;
    facts.pool_found = false;
    expect(&facts, BASE_ERROR_INVALID_MEDIA_POOL);
}

static void test_allocate_accepts_two_states_of_a_named_side(void **state)
{
    (void)state;
    for (uint32_t value = 0; value <= MODEL_PARTSTATE_RESERVED; value++) {
        struct rules_allocate_facts facts = named();
        bool good = value == MODEL_PARTSTATE_AVAILABLE || value == MODEL_PARTSTATE_IMPORT;
        facts.side.state = value;
        expect(&facts, good ? 0 : BASE_ERROR_MEDIA_UNAVAILABLE);
        facts = next();
        facts.side.state = value;
        expect(&facts, value == MODEL_PARTSTATE_RESERVED ? 0 : BASE_ERROR_MEDIA_UNAVAILABLE);
    }
}

static void test_allocate_next(void **state)
{
    struct rules_allocate_facts facts = next();
    (void)state;
    expect(&facts, 0);
    facts.side.found = false; /* none is left */
    expect(&facts, BASE_ERROR_MEDIA_UNAVAILABLE);
    facts.previous_found = false;
    expect(&facts, BASE_ERROR_INVALID_MEDIA);
    facts = next();
    facts.side_given = true;
    expect(&facts, 0);
    facts.side.of_cartridge = false;
    expect(&facts, BASE_ERROR_INVALID_MEDIA);
    facts.side.of_cartridge = true;
    facts.side.found = false;
    expect(&facts, BASE_ERROR_INVALID_MEDIA);
    facts = next();
    facts.side.online = false;
    expect(&facts, BASE_ERROR_MEDIA_OFFLINE);
}

static void test_next_side_is_the_first_reserved_one(void **state)
{
    static const uint32_t states[] = {MODEL_PARTSTATE_ALLOCATED, MODEL_PARTSTATE_AVAILABLE,
                                      MODEL_PARTSTATE_RESERVED, MODEL_PARTSTATE_RESERVED};
    (void)state;
    assert_int_equal(rules_choose_next_side(states, 4), 2);
    assert_int_equal(rules_choose_next_side(states, 2), 2);
    assert_int_equal(rules_choose_next_side(states, 0), 0);
}

static void test_siblings_are_reserved_by_new_if_available(void **state)
{
    (void)state;
    for (uint32_t value = 0; value <= MODEL_PARTSTATE_RESERVED; value++) {
        uint32_t kept = value == MODEL_PARTSTATE_AVAILABLE ? MODEL_PARTSTATE_RESERVED : value;
        assert_int_equal(rules_sibling_state(MODEL_ALLOCATE_NEW, value), kept);
        assert_int_equal(rules_sibling_state(0, value), value);
        assert_int_equal(rules_sibling_state(MODEL_ALLOCATE_NEXT, value), value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_allocate_options),
        cmocka_unit_test(test_allocate_order_of_a_named_side),
        cmocka_unit_test(test_allocate_takes_application_pools_with_media_only),
        cmocka_unit_test(test_allocate_accepts_two_states_of_a_named_side),
        cmocka_unit_test(test_allocate_next),
        cmocka_unit_test(test_next_side_is_the_first_reserved_one),
        cmocka_unit_test(test_siblings_are_reserved_by_new_if_available),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
