/* SPDX-License-Identifier: MIT */
/*
 * A media label library that does what the label tells it: "PLUG:" and a word. LABEL_PLUGIN_MOST is
 * the size that it reports. Uses nothing of the product but the calling convention.
 */
#include "host.h"

#include <stdint.h>
#include <string.h>

#define NO_ERROR   0U
#define BAD_FORMAT 11U

struct answer {
    uint16_t type[64];
    uint32_t id_length;
    uint8_t id[256];
    uint16_t description[256];
};

typedef uint32_t deed(const uint8_t *label, uint32_t length, struct answer *answer);

static volatile uint32_t zero; /* what the compiler must not know */

static uint32_t fill(struct answer *answer, const char *type, uint32_t id_length)
{
    memset(answer, 0, sizeof *answer);
    for (size_t i = 0; type[i] != '\0'; i++)
        answer->type[i] = (uint8_t)type[i];
    answer->description[0] = 'D';
    memset(answer->id, 0x5A, sizeof answer->id);
    answer->id_length = id_length;
    return NO_ERROR;
}

static uint32_t claim(const uint8_t *label, uint32_t length, struct answer *answer)
{
    (void)label;
    answer->id_length = length;
    return fill(answer, "Plug-in", 8);
}

/* Needs as much as it asked for. */
static uint32_t read_all(const uint8_t *label, uint32_t length, struct answer *answer)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < LABEL_PLUGIN_MOST; i++)
        sum += label[i];
    return length >= LABEL_PLUGIN_MOST && sum > 0 ? fill(answer, "Whole", 8) : BAD_FORMAT;
}

static uint32_t write_nowhere(const uint8_t *label, uint32_t length, struct answer *answer)
{
    (void)label;
    (void)length;
    fill(answer, "Never", 8);
    *(volatile uint8_t *)(uintptr_t)zero = 1;
    return NO_ERROR;
}

static uint32_t read_nowhere(const uint8_t *label, uint32_t length, struct answer *answer)
{
    (void)label;
    (void)length;
    (void)answer;
    return *(volatile uint8_t *)(uintptr_t)(zero + 8);
}

static uint32_t jump_nowhere(const uint8_t *label, uint32_t length, struct answer *answer)
{
    deed *nowhere = (deed *)(uintptr_t)zero;
    return nowhere(label, length, answer);
}

static uint32_t divide(const uint8_t *label, uint32_t length, struct answer *answer)
{
    (void)label;
    (void)answer;
    return host_divide(length, zero);
}

static uint32_t go_down(volatile uint8_t *above)
{
    volatile uint8_t here[512];
    here[0] = above[0];
    return here[0] == 77 ? 0 : go_down(here) + here[511 & here[0]];
}

static uint32_t overflow(const uint8_t *label, uint32_t length, struct answer *answer)
{
    volatile uint8_t first = 1;
    (void)label;
    (void)length;
    (void)answer;
    return go_down(&first);
}

static uint32_t own_exception(const uint8_t *label, uint32_t length, struct answer *answer)
{
    return host_handles_own_exception() ? claim(label, length, answer) : BAD_FORMAT;
}

static uint32_t raise_exception(const uint8_t *label, uint32_t length, struct answer *answer)
{
    (void)label;
    (void)length;
    (void)answer;
    host_raise();
    return NO_ERROR;
}

static uint32_t end_thread(const uint8_t *label, uint32_t length, struct answer *answer)
{
    (void)label;
    (void)length;
    fill(answer, "Never", 8);
    host_end_thread();
    return NO_ERROR;
}

static uint32_t hang(const uint8_t *label, uint32_t length, struct answer *answer)
{
    (void)label;
    (void)length;
    fill(answer, "Never", 8);
    while (zero == 0)
        host_sleep();
    return NO_ERROR;
}

static uint32_t write_input(const uint8_t *label, uint32_t length, struct answer *answer)
{
    (void)length;
    fill(answer, "Never", 8);
    *(volatile uint8_t *)(uintptr_t)label = 'X';
    return NO_ERROR;
}

static uint32_t write_past_end(const uint8_t *label, uint32_t length, struct answer *answer)
{
    volatile uint8_t *end = (volatile uint8_t *)(answer + 1);
    (void)label;
    (void)length;
    fill(answer, "Never", 8);
    end[0] = 1;
    return NO_ERROR;
}

static uint32_t long_id(const uint8_t *label, uint32_t length, struct answer *answer)
{
    (void)label;
    (void)length;
    return fill(answer, "Long", 256);
}

static uint32_t huge_id(const uint8_t *label, uint32_t length, struct answer *answer)
{
    (void)label;
    (void)length;
    return fill(answer, "Huge", UINT32_MAX);
}

static uint32_t no_type(const uint8_t *label, uint32_t length, struct answer *answer)
{
    (void)label;
    (void)length;
    return fill(answer, "", 8);
}

static uint32_t unterminated(const uint8_t *label, uint32_t length, struct answer *answer)
{
    (void)label;
    (void)length;
    fill(answer, "", 255);
    for (size_t i = 0; i < 64; i++)
        answer->type[i] = 't';
    for (size_t i = 0; i < 256; i++)
        answer->description[i] = 'd';
    return NO_ERROR;
}

static const struct {
    const char *word;
    deed *deed;
} DEEDS[] = {
    {"CLAIM", claim},
    {"READALL", read_all},
    {"WRITE", write_nowhere},
    {"READ", read_nowhere},
    {"JUMP", jump_nowhere},
    {"DIVIDE", divide},
    {"OVERFLOW", overflow},
    {"OWN", own_exception},
    {"RAISE", raise_exception},
    {"EXIT", end_thread},
    {"HANG", hang},
    {"INPUT", write_input},
    {"PAST", write_past_end},
    {"LONG", long_id},
    {"HUGE", huge_id},
    {"NOTYPE", no_type},
    {"UNTERMINATED", unterminated},
};

static uint32_t obey(const uint8_t *label, uint32_t length, struct answer *answer)
{
    if (length < 512 || memcmp(label, "PLUG:", 5) != 0)
        return BAD_FORMAT;
    for (size_t i = 0; i < sizeof DEEDS / sizeof *DEEDS; i++)
        if (strcmp((const char *)label + 5, DEEDS[i].word) == 0)
            return DEEDS[i].deed(label, length, answer);
    return BAD_FORMAT;
}

HOST_EXPORT uint32_t HOST_CALL MaxMediaLabel(uint32_t *size)
{
    if (LABEL_PLUGIN_MOST == 5)
        *(volatile uint8_t *)(uintptr_t)zero = 1;
    *size = LABEL_PLUGIN_MOST;
    return LABEL_PLUGIN_MOST == 4 ? BAD_FORMAT : NO_ERROR;
}

HOST_EXPORT uint32_t HOST_CALL ClaimMediaLabel(const uint8_t *label, uint32_t length,
                                               struct answer *answer)
{
    return obey(label, length, answer);
}

#ifdef LABEL_PLUGIN_EX
/* Is preferred, hence knows its own labels only. */
HOST_EXPORT uint32_t HOST_CALL ClaimMediaLabelEx(const uint8_t *label, uint32_t length,
                                                 struct answer *answer, uint8_t guid[16])
{
    memset(guid, 0x77, 16);
    return memcmp(label, "EXTENDED", 8) == 0 ? claim(label, length, answer) : BAD_FORMAT;
}
#endif
