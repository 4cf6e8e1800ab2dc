/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "rules/recognize.h"

enum { BITS = 9 };

static struct rules_recognition facts_of(uint32_t bits)
{
    return (struct rules_recognition){
        .same = (bits & 1) != 0,
        .other = (bits & 2) != 0,
        .barcode = (bits & 4) != 0,
        .identified = (bits & 8) != 0,
        .new_here = (bits & 16) != 0,
        .twin = (bits & 32) != 0,
        .twin_hidden = (bits & 64) != 0,
        .twin_certain = (bits & 128) != 0,
        .twin_same_barcode = (bits & 256) != 0,
    };
}

static void test_rules_recognize_table(void **state)
{
    static const struct {
        struct rules_recognition facts;
        enum rules_recognized expected;
    } rows[] = {
        /* The stored label is there, copies of it or not. */
        {{.same = true, .identified = true}, RULES_RECOGNIZED_IT},
        {{.same = true, .identified = true, .twin = true}, RULES_RECOGNIZED_IT},
        /* A new label on a new record, with a bar code or without. */
        {{.new_here = true}, RULES_RECOGNIZED_IT},
        {{.barcode = true}, RULES_RECOGNIZED_IT},
        /* Not what is stored, and nobody else's: the bar code says who it is. */
        {{.identified = true, .other = true}, RULES_RECOGNIZED_STRANGER},
        {{.identified = true, .other = true, .barcode = true}, RULES_RECOGNIZED_IT},
        /* One that had left comes back. */
        {{.new_here = true, .twin = true, .twin_hidden = true}, RULES_RECOGNIZED_TWIN},
        {{.barcode = true, .twin = true, .twin_hidden = true}, RULES_RECOGNIZED_TWIN},
        {{.identified = true, .other = true, .twin = true, .twin_hidden = true},
         RULES_RECOGNIZED_EXCHANGE},
        /* Two that changed places. */
        {{.identified = true, .other = true, .twin = true}, RULES_RECOGNIZED_EXCHANGE},
        {{.new_here = true, .twin = true}, RULES_RECOGNIZED_EXCHANGE},
        /* Copies: looked at twice, or known to be elsewhere by a bar code. */
        {{.twin = true}, RULES_RECOGNIZED_IT},
        {{.new_here = true, .twin = true, .twin_certain = true}, RULES_RECOGNIZED_IT},
        {{.barcode = true, .twin = true}, RULES_RECOGNIZED_IT},
        {{.barcode = true, .identified = true, .twin = true, .twin_hidden = true},
         RULES_RECOGNIZED_IT},
        {{.identified = true, .other = true, .twin = true, .twin_certain = true},
         RULES_RECOGNIZED_STRANGER},
        /* One bar code and one label in two libraries are one cartridge that was carried over. */
        {{.barcode = true, .twin = true, .twin_certain = true, .twin_same_barcode = true},
         RULES_RECOGNIZED_TWIN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum rules_recognized got = rules_recognize(&rows[i].facts);
        if (got != rows[i].expected) {
            fail_msg("row %u: %d", (unsigned)i, got);
        }
    }
}

/* Whatever the facts: no record of a known cartridge is taken for another's, and what its bar code
 * confirms stays what it is. */
static void test_rules_recognize_never_gives_a_known_record_up(void **state)
{
    (void)state;
    for (uint32_t bits = 0; bits < 1u << BITS; bits++) {
        struct rules_recognition facts = facts_of(bits);
        enum rules_recognized got = rules_recognize(&facts);
        if (facts.identified) {
            assert_int_not_equal(got, RULES_RECOGNIZED_TWIN);
            assert_true(!facts.barcode || got == RULES_RECOGNIZED_IT);
        } else {
            assert_int_equal(got == RULES_RECOGNIZED_STRANGER,
                             !facts.same && !facts.twin && facts.other && !facts.barcode);
        }
        if (!facts.twin || facts.same) {
            assert_true(got == RULES_RECOGNIZED_IT || got == RULES_RECOGNIZED_STRANGER);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_recognize_table),
        cmocka_unit_test(test_rules_recognize_never_gives_a_known_record_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
