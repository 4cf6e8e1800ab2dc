/* SPDX-License-Identifier: MIT */
/* The built-in reader of tape labels, and the judge of what plug-ins answer. */
#include "fuzz.h"

#include <string.h>

#include "base/utf16.h"
#include "label/claim.h"
#include "label/label.h"

enum { CHECKSUM = 50 };

static void check_text(const char *text, size_t capacity, size_t units)
{
    size_t length = base_utf8_length(text, capacity);
    FUZZ_CHECK(length < capacity);
    FUZZ_CHECK(base_utf16_size(text, length) <= units);
}

static void check_found(const struct label_found *found)
{
    check_text(found->type, sizeof found->type, 63);
    check_text(found->info, sizeof found->info, 255);
    FUZZ_CHECK(found->id_length <= LABEL_ID_BYTES);
    FUZZ_CHECK(found->claimed == (found->id_length > 0));
    FUZZ_CHECK(found->claimed == (found->type[0] != '\0'));
    FUZZ_CHECK(!found->free_label || strcmp(found->type, LABEL_FREE_TYPE) == 0);
}

static bool read_twice(const uint8_t *data, size_t size)
{
    struct label_found first;
    struct label_found second;
    memset(&first, 0xAA, sizeof first);
    memset(&second, 0x55, sizeof second);
    bool claimed = label_mtf_read(data, size, &first);
    FUZZ_CHECK(label_mtf_read(data, size, &second) == claimed);
    FUZZ_CHECK(first.claimed == claimed);
    FUZZ_CHECK(memcmp(&first, &second, sizeof first) == 0);
    check_found(&first);
    return claimed;
}

/* Most changes break the checksum, behind which the code begins; so it is also put right. */
static void read_with_checksum(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size);
    uint8_t sum[2] = {0, 0};
    if (copy == NULL)
        return;
    memcpy(copy, data, size);
    memcpy(copy, "TAPE", 4);
    for (size_t i = 0; i < CHECKSUM; i++)
        sum[i % 2] ^= copy[i];
    memcpy(copy + CHECKSUM, sum, sizeof sum);
    FUZZ_CHECK(read_twice(copy, size) == (size >= 94));
    free(copy);
}

static void judge(const uint8_t *data, size_t size)
{
    uint8_t answer[LABEL_ANSWER_BYTES] = {0};
    struct label_found found;
    memcpy(answer, data, size < sizeof answer ? size : sizeof answer);
    for (uint32_t id_length = 0; id_length < 3; id_length++) {
        bool claimed = label_claim_judge(answer, &found);
        FUZZ_CHECK(claimed == found.claimed);
        if (claimed)
            check_found(&found);
        answer[LABEL_ANSWER_ID_SIZE] = (uint8_t)(254 + id_length);
        memset(answer + LABEL_ANSWER_ID_SIZE + 1, 0, 3);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_twice(data, size);
    if (size >= CHECKSUM + 2)
        read_with_checksum(data, size);
    judge(data, size);
    return 0;
}
