/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "base/md5.h"
#include "label/label.h"
#include "mtf_block.h"

#define UUID "12345678-1234-abcd-12EF-123456789012"

static const uint8_t UUID_BYTES[16] = {0x78, 0x56, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab,
                                       0x12, 0xef, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12};

static void build(struct mtf_block *block, uint8_t string_type, uint32_t attributes,
                  const char *description)
{
    mtf_block_begin(block, string_type, attributes);
    mtf_block_text(block, 68, "Monday's tape");
    mtf_block_text(block, 72, description);
    mtf_block_text(block, 80, "Backup Program 1.0");
    mtf_block_end(block);
}

static bool read_block(const struct mtf_block *block, struct label_found *found)
{
    memset(found, 0x55, sizeof *found);
    return label_mtf_read(block->bytes, sizeof block->bytes, found);
}

static void assert_digest(const struct mtf_block *block, size_t length,
                          const struct label_found *found)
{
    uint8_t digest[16];
    base_md5(block->bytes, length, digest);
    assert_int_equal(found->id_length, 16);
    assert_memory_equal(found->id, digest, 16);
}

/* PROMISE: MediaLabelMtf/1, MediaLabelMtf/3 */
static void test_read_of_a_header_gives_its_texts(void **state)
{
    struct mtf_block block;
    struct label_found found;
    (void)state;
    for (uint8_t type = 1; type <= 2; type++) {
        build(&block, type, 2, "MTF Media Label|L-1.0|x|y|2001/01/01.00:00:00||0|" UUID);
        assert_true(read_block(&block, &found));
        assert_true(found.claimed);
        assert_false(found.free_label);
        assert_string_equal(found.type, "Backup Program 1.0");
        assert_string_equal(found.info, "Monday's tape");
    }
}

/* PROMISE: MediaLabelMtf/4 */
static void test_read_with_a_media_label_finds_the_first_uuid(void **state)
{
    static const char *const TEXTS[] = {
        UUID,
        "{" UUID "}",
        "a|b|" UUID "|99999999-1234-1234-1234-123456789012",
        "12345678-1234-1234-1234-12345678901 " UUID,          /* a digit short */
        "1234567812345678-1234-1234-1234-123456789012|" UUID, /* too many digits before */
        "12345678-1234-1234-1234-1234567890123|" UUID,        /* and behind */
        "12345678-1234-1234-1234_123456789012|" UUID,
    };
    struct mtf_block block;
    struct label_found found;
    (void)state;
    for (uint8_t type = 1; type <= 2; type++) {
        for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
            build(&block, type, 2, TEXTS[i]);
            assert_true(read_block(&block, &found));
            assert_int_equal(found.id_length, 16);
            assert_memory_equal(found.id, UUID_BYTES, 16);
        }
    }
}

/* PROMISE: MediaLabelMtf/5 */
static void test_read_without_a_uuid_digests_the_header(void **state)
{
    struct mtf_block block;
    struct label_found found;
    (void)state;
    build(&block, 2, 0, UUID); /* a description, no label */
    assert_true(read_block(&block, &found));
    assert_digest(&block, block.end, &found);
    build(&block, 2, 2, "MTF Media Label|12345678-1234");
    assert_true(read_block(&block, &found));
    assert_digest(&block, block.end, &found);
    /* Not the zeros behind it, be they read or not. */
    struct label_found shorter;
    assert_true(label_mtf_read(block.bytes, block.end, &shorter));
    assert_memory_equal(found.id, shorter.id, 16);
    /* A header that does not tell its size. */
    mtf_block_begin(&block, 1, 0);
    block.end = 0;
    mtf_block_end(&block);
    assert_true(read_block(&block, &found));
    assert_digest(&block, sizeof block.bytes, &found);
}

/* PROMISE: MediaLabelMtf/1, MediaLabelMtf/2 */
static void test_read_of_anything_else_claims_nothing(void **state)
{
    struct mtf_block block;
    struct label_found found;
    (void)state;
    build(&block, 2, 0, "");
    for (size_t i = 0; i < 52; i++) { /* the words under the checksum, and itself */
        block.bytes[i] ^= 0x40;
        assert_false(read_block(&block, &found));
        assert_false(found.claimed);
        assert_string_equal(found.type, "");
        block.bytes[i] ^= 0x40;
    }
    for (size_t length = 0; length < 94; length++)
        assert_false(label_mtf_read(block.bytes, length, &found));
    memset(&block, 0, sizeof block);
    assert_false(read_block(&block, &found));
}

/* PROMISE: MediaLabelMtf/6 */
static void test_read_without_a_software_name_is_mtf(void **state)
{
    struct mtf_block block;
    struct label_found found;
    (void)state;
    mtf_block_begin(&block, 1, 0);
    mtf_block_end(&block);
    assert_true(read_block(&block, &found));
    assert_string_equal(found.type, "MTF");
    assert_string_equal(found.info, "");
    build(&block, 2, 0, "");
    block.bytes[48] = 0; /* "no strings" */
    mtf_block_end(&block);
    assert_true(read_block(&block, &found));
    assert_string_equal(found.type, "MTF");
    block.bytes[48] = 77;
    mtf_block_end(&block);
    assert_true(read_block(&block, &found));
    assert_string_equal(found.type, "MTF");
    assert_string_equal(found.info, "");
}

/* PROMISE: MediaLabelMtf/7 */
static void test_read_with_hostile_places_stays_in_the_block(void **state)
{
    static const uint32_t VALUES[] = {0,    1,    2,    3,     93,    94,     95,     1020,   1022,
                                      1023, 1024, 1025, 32767, 32768, 0xfffe, 0xffff, 0x8000, 512};
    static const size_t PLACES[] = {8, 68, 72, 76, 80};
    const size_t count = sizeof VALUES / sizeof *VALUES;
    struct mtf_block block;
    struct label_found found;
    (void)state;
    for (size_t place = 0; place < sizeof PLACES / sizeof *PLACES; place++) {
        for (size_t i = 0; i < count * count; i++) {
            uint8_t *copy = malloc(MTF_BLOCK_BYTES); /* its end is watched */
            assert_non_null(copy);
            build(&block, (uint8_t)(1 + i % 2), 2, "no identifier");
            mtf_put16(block.bytes + PLACES[place], VALUES[i / count]);
            mtf_put16(block.bytes + PLACES[place] + 2, VALUES[i % count]);
            block.end = VALUES[i / count];
            if (PLACES[place] == 8)
                mtf_block_end(&block);
            memcpy(copy, block.bytes, MTF_BLOCK_BYTES);
            assert_true(label_mtf_read(copy, MTF_BLOCK_BYTES, &found));
            assert_true(found.type[0] != '\0');
            assert_int_equal(found.id_length, 16);
            free(copy);
        }
    }
}

static void test_read_of_long_texts_cuts_them_as_the_structures_do(void **state)
{
    struct mtf_block block;
    struct label_found found;
    char text[301];
    (void)state;
    memset(text, 'n', 300);
    text[300] = '\0';
    for (uint8_t type = 1; type <= 2; type++) {
        mtf_block_begin(&block, type, 0);
        mtf_block_text(&block, 68, text);
        if (type == 1)
            mtf_block_text(&block, 80, text);
        mtf_block_end(&block);
        assert_true(read_block(&block, &found));
        assert_int_equal(strlen(found.info), 255);
        assert_int_equal(strlen(found.type), type == 1 ? 63 : 3);
    }
    /* A pair of surrogates at the border goes as a whole. */
    mtf_block_begin(&block, 2, 0);
    text[64] = '\0';
    mtf_block_text(&block, 80, text);
    mtf_put16(block.bytes + 94 + 124, 0xd83d);
    mtf_put16(block.bytes + 94 + 126, 0xde00);
    mtf_block_end(&block);
    assert_true(read_block(&block, &found));
    assert_int_equal(strlen(found.type), 62);
    /* One that ends there stays. */
    mtf_put16(block.bytes + 94 + 122, 0xd83d);
    mtf_put16(block.bytes + 94 + 124, 0xde00);
    mtf_block_end(&block);
    assert_true(read_block(&block, &found));
    assert_int_equal(strlen(found.type), 61 + 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_of_a_header_gives_its_texts),
        cmocka_unit_test(test_read_with_a_media_label_finds_the_first_uuid),
        cmocka_unit_test(test_read_without_a_uuid_digests_the_header),
        cmocka_unit_test(test_read_of_anything_else_claims_nothing),
        cmocka_unit_test(test_read_without_a_software_name_is_mtf),
        cmocka_unit_test(test_read_with_hostile_places_stays_in_the_block),
        cmocka_unit_test(test_read_of_long_texts_cuts_them_as_the_structures_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
