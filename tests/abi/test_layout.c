/* SPDX-License-Identifier: MIT */
/* Our header against the toolchain's: sizes, offsets, constants. */
#include "support/cmocka_shim.h"

#include "abi/layout.h"

static void test_tables_of_both_headers_agree(void **state)
{
    (void)state;
    assert_int_equal(layout_ours.count, layout_theirs.count);
    assert_true(layout_ours.count > 700);
    for (size_t i = 0; i < layout_ours.count; i++) {
        const struct layout_row *ours = &layout_ours.rows[i];
        const struct layout_row *theirs = &layout_theirs.rows[i];
        assert_string_equal(ours->name, theirs->name);
        assert_string_equal(ours->member, theirs->member);
        if (ours->size != theirs->size || ours->offset != theirs->offset)
            fail_msg("%s %s: offset %u size or value %u, should be %u, %u", ours->name,
                     ours->member, (unsigned int)ours->offset, (unsigned int)ours->size,
                     (unsigned int)theirs->offset, (unsigned int)theirs->size);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tables_of_both_headers_agree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
