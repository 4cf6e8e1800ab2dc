/* SPDX-License-Identifier: MIT */
/* The set of label libraries, with claimers of its own. */
#include "support/cmocka_shim.h"

#include "base/memory.h"
#include "label/claim.h"

struct fake {
    base_error size_error;
    uint32_t wants;
    enum label_claim answer;
    const char *type;
    uint32_t id_length;
    bool unterminated;
    uint32_t calls;
    uint32_t seen_length;
    uint8_t seen_last;
    bool closed;
};

static base_error fake_size(void *context, uint32_t *size)
{
    struct fake *fake = context;
    *size = fake->wants;
    return fake->size_error;
}

static void put_units(uint8_t *at, const char *text)
{
    for (size_t i = 0; text[i] != '\0'; i++)
        at[2 * i] = (uint8_t)text[i];
}

static enum label_claim fake_claim(void *context, const uint8_t *bytes, uint32_t length,
                                   uint8_t answer[LABEL_ANSWER_BYTES])
{
    struct fake *fake = context;
    fake->calls++;
    fake->seen_length = length;
    fake->seen_last = bytes[length - 1];
    for (size_t i = 0; i < LABEL_ANSWER_BYTES; i++)
        assert_int_equal(answer[i], 0);
    put_units(answer, fake->type != NULL ? fake->type : "Fake");
    put_units(answer + LABEL_ANSWER_INFO, "Information");
    memset(answer + LABEL_ANSWER_ID, 0xA5, 256);
    for (size_t i = 0; i < 4; i++)
        answer[LABEL_ANSWER_ID_SIZE + i] = (uint8_t)(fake->id_length >> (8 * i));
    if (fake->unterminated) {
        memset(answer, 'T', LABEL_ANSWER_ID_SIZE);
        memset(answer + LABEL_ANSWER_INFO, 'I', 512);
    }
    return fake->answer;
}

static void fake_close(void *context)
{
    struct fake *fake = context;
    assert_false(fake->closed);
    fake->closed = true;
}

static struct label_library *open_fakes(struct fake *fakes, uint32_t count)
{
    struct label_claimer claimers[4];
    struct label_library *library = NULL;
    assert_true(count <= 4);
    for (uint32_t i = 0; i < count; i++)
        claimers[i] = (struct label_claimer){"fake", &fakes[i], fake_size, fake_claim, fake_close};
    assert_int_equal(label_library_open_with(claimers, count, &library), 0);
    return library;
}

static struct label_found ask(struct label_library *library, const char *text)
{
    struct label_found found;
    memset(&found, 0x77, sizeof found);
    assert_int_equal(label_library_identify(library, (const uint8_t *)text, strlen(text), &found),
                     0);
    return found;
}

/* PROMISE: MediaLabelLibrary/2 */
static void test_first_claim_wins(void **state)
{
    struct fake fakes[3] = {
        {.answer = LABEL_CLAIM_NO, .id_length = 4},
        {.answer = LABEL_CLAIM_YES, .type = "Second", .id_length = 255},
        {.answer = LABEL_CLAIM_YES, .type = "Third", .id_length = 1},
    };
    struct label_library *library = open_fakes(fakes, 3);
    struct label_found found = ask(library, "VOL1");
    (void)state;
    assert_true(found.claimed);
    assert_false(found.free_label);
    assert_string_equal(found.type, "Second");
    assert_string_equal(found.info, "Information");
    assert_int_equal(found.id_length, 255);
    assert_int_equal(found.id[254], 0xA5);
    assert_int_equal(fakes[0].calls, 1);
    assert_int_equal(fakes[2].calls, 0);
    label_library_close(library);
    for (size_t i = 0; i < 3; i++)
        assert_true(fakes[i].closed);
}

/* PROMISE: MediaLabelLibrary/3 */
static void test_built_in_reader_has_the_first_say(void **state)
{
    struct fake fake = {.answer = LABEL_CLAIM_YES, .id_length = 4};
    struct label_library *library = open_fakes(&fake, 1);
    uint8_t bytes[LABEL_FREE_BYTES];
    struct base_guid id = {{1}};
    struct label_found found;
    size_t length = 0;
    (void)state;
    label_free_write(&id, 0, bytes, &length);
    assert_int_equal(label_library_identify(library, bytes, length, &found), 0);
    assert_true(found.claimed && found.free_label);
    assert_int_equal(fake.calls, 0);
    label_library_close(library);
}

/* PROMISE: MediaLabelLibrary/4 */
static void test_short_block_is_padded_to_what_was_asked_for(void **state)
{
    static const struct {
        uint32_t wants;
        uint32_t sees;
    } ROWS[] = {{0, 512},     {512, 512},     {513, 513},
                {4096, 4096}, {65536, 65536}, {UINT32_MAX, 65536}};
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct fake fake = {.wants = ROWS[i].wants, .answer = LABEL_CLAIM_NO};
        struct label_library *library = open_fakes(&fake, 1);
        struct label_found found = ask(library, "VOL1");
        assert_false(found.claimed);
        assert_int_equal(fake.seen_length, ROWS[i].sees);
        assert_int_equal(fake.seen_last, 0);
        assert_in_range(label_library_read_size(library), 512, LABEL_READ_MOST);
        label_library_close(library);
    }
}

static void test_long_block_is_handed_on_up_to_the_most(void **state)
{
    struct fake fake = {.wants = 512, .answer = LABEL_CLAIM_NO};
    struct label_library *library = open_fakes(&fake, 1);
    struct label_found found;
    uint8_t *bytes = calloc(1, 70000);
    (void)state;
    assert_non_null(bytes);
    bytes[999] = 9;
    assert_int_equal(label_library_identify(library, bytes, 1000, &found), 0);
    assert_int_equal(fake.seen_length, 1000);
    assert_int_equal(fake.seen_last, 9);
    assert_int_equal(label_library_identify(library, bytes, 70000, &found), 0);
    assert_int_equal(fake.seen_length, LABEL_READ_MOST);
    free(bytes);
    label_library_close(library);
}

/* PROMISE: MediaLabelLibrary/5 */
static void test_blank_tape_is_claimed_by_nobody(void **state)
{
    struct fake fake = {.answer = LABEL_CLAIM_YES, .id_length = 4};
    struct label_library *library = open_fakes(&fake, 1);
    struct label_found found = ask(library, "");
    (void)state;
    assert_false(found.claimed);
    assert_int_equal(fake.calls, 0);
    label_library_close(library);
}

/* PROMISE: MediaLabelLibrary/6 */
static void test_claim_without_identity_is_none(void **state)
{
    static const struct {
        const char *type;
        uint32_t id_length;
    } ROWS[] = {{"Type", 0}, {"Type", 256}, {"Type", UINT32_MAX}, {"Type", 0x80000000}, {"", 4}};
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct fake fakes[2] = {
            {.answer = LABEL_CLAIM_YES, .type = ROWS[i].type, .id_length = ROWS[i].id_length},
            {.answer = LABEL_CLAIM_YES, .type = "Next", .id_length = 2},
        };
        struct label_library *library = open_fakes(fakes, 2);
        struct label_found found = ask(library, "VOL1");
        assert_string_equal(found.type, "Next");
        assert_int_equal(found.id_length, 2);
        assert_int_equal(found.id[2], 0);
        /* It is asked again: it may know the next one. */
        ask(library, "VOL2");
        assert_int_equal(fakes[0].calls, 2);
        label_library_close(library);
    }
}

/* PROMISE: MediaLabelLibrary/7 */
static void test_unterminated_texts_are_ended(void **state)
{
    struct fake fake = {.answer = LABEL_CLAIM_YES, .id_length = 4, .unterminated = true};
    struct label_library *library = open_fakes(&fake, 1);
    struct label_found found = ask(library, "VOL1");
    (void)state;
    assert_true(found.claimed);
    assert_int_equal(strlen(found.type), 3 * 63); /* U+5454 */
    assert_int_equal(strlen(found.info), 3 * 255);
    label_library_close(library);
}

/* PROMISE: MediaLabelLibrary/8 */
static void test_broken_claimer_is_not_asked_again(void **state)
{
    struct fake fakes[2] = {
        {.answer = LABEL_CLAIM_BROKEN, .id_length = 4},
        {.answer = LABEL_CLAIM_YES, .type = "Sound", .id_length = 4},
    };
    struct label_library *library = open_fakes(fakes, 2);
    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        struct label_found found = ask(library, "VOL1");
        assert_string_equal(found.type, "Sound");
    }
    assert_int_equal(fakes[0].calls, 1);
    assert_int_equal(fakes[1].calls, 3);
    label_library_close(library);
}

static void test_claimer_that_tells_no_size_is_left_out(void **state)
{
    struct fake fake = {.size_error = 31, .answer = LABEL_CLAIM_YES, .id_length = 4};
    struct label_library *library = open_fakes(&fake, 1);
    struct label_found found = ask(library, "VOL1");
    (void)state;
    assert_false(found.claimed);
    assert_true(fake.closed);
    label_library_close(library);
}

static void test_no_memory_is_told_and_leaves_nothing(void **state)
{
    struct fake fakes[3] = {{.answer = LABEL_CLAIM_UNASKED, .id_length = 4}};
    struct label_claimer claimers[3];
    struct label_library *library = NULL;
    struct label_found found = {.id_length = 77};
    (void)state;
    for (size_t i = 0; i < 3; i++)
        claimers[i] = (struct label_claimer){"fake", &fakes[i], fake_size, fake_claim, fake_close};
    base_memory_fail_nth(1);
    assert_int_equal(label_library_open_with(claimers, 3, &library), BASE_ERROR_NOT_ENOUGH_MEMORY);
    /* One of them had no memory to tell its size. */
    for (size_t i = 0; i < 3; i++) {
        assert_true(fakes[i].closed);
        fakes[i].closed = false;
    }
    fakes[1].size_error = BASE_ERROR_NOT_ENOUGH_MEMORY;
    assert_int_equal(label_library_open_with(claimers, 3, &library), BASE_ERROR_NOT_ENOUGH_MEMORY);
    assert_null(library);
    for (size_t i = 0; i < 3; i++) {
        assert_true(fakes[i].closed);
        fakes[i].closed = false;
    }
    library = open_fakes(fakes, 1);
    base_memory_fail_nth(1);
    assert_int_equal(label_library_identify(library, (const uint8_t *)"VOL1", 4, &found),
                     BASE_ERROR_NOT_ENOUGH_MEMORY);
    assert_int_equal(fakes[0].calls, 0);
    base_memory_fail_nth(0);
    for (uint32_t i = 1; i <= 2; i++) {
        assert_int_equal(label_library_identify(library, (const uint8_t *)"VOL1", 4, &found),
                         BASE_ERROR_NOT_ENOUGH_MEMORY);
        assert_int_equal(fakes[0].calls, i);
    }
    assert_int_equal(found.id_length, 77);
    label_library_close(library);
    label_library_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_claim_wins),
        cmocka_unit_test(test_built_in_reader_has_the_first_say),
        cmocka_unit_test(test_short_block_is_padded_to_what_was_asked_for),
        cmocka_unit_test(test_long_block_is_handed_on_up_to_the_most),
        cmocka_unit_test(test_blank_tape_is_claimed_by_nobody),
        cmocka_unit_test(test_claim_without_identity_is_none),
        cmocka_unit_test(test_unterminated_texts_are_ended),
        cmocka_unit_test(test_broken_claimer_is_not_asked_again),
        cmocka_unit_test(test_claimer_that_tells_no_size_is_left_out),
        cmocka_unit_test(test_no_memory_is_told_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
