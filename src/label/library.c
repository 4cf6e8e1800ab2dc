/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "label/claim.h"
#include "label/label.h"
#include "label/plugins.h"
#include "port/thread.h"

/* Plug-ins give the size of their label in whole blocks of this. */
#define SIZE_LEAST 512

struct member {
    struct label_claimer claimer;
    uint32_t size; /* of a label as it wants to see it */
    struct port_mutex mutex;
    bool broken; /* under mutex: not to be asked again */
};

struct label_library {
    uint32_t count;
    struct member members[];
};

static void close_claimers(const struct label_claimer *claimers, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        claimers[i].close(claimers[i].context);
}

/*
 * Asks for the size and makes the claimer a member, whose it is from now on, or closes it. The size
 * is the claimer's word: neither nothing nor more than is ever read.
 */
static base_error add_member(struct label_library *library, const struct label_claimer *claimer)
{
    struct member *member = &library->members[library->count];
    uint32_t size = 0;
    base_error error = claimer->size(claimer->context, &size);
    if (error != BASE_ERROR_SUCCESS) {
        base_log(BASE_LOG_WARNING, 601, error, "label library %s does not tell its size: left out",
                 claimer->name);
        claimer->close(claimer->context);
        return error == BASE_ERROR_NOT_ENOUGH_MEMORY ? error : BASE_ERROR_SUCCESS;
    }
    member->claimer = *claimer;
    member->size = size < SIZE_LEAST ? SIZE_LEAST : size;
    if (member->size > LABEL_READ_MOST)
        member->size = LABEL_READ_MOST;
    library->count++;
    return BASE_ERROR_SUCCESS;
}

base_error label_library_open_with(const struct label_claimer *claimers, uint32_t count,
                                   struct label_library **library)
{
    struct label_library *result =
        base_memory_zero(1, sizeof *result + count * sizeof *result->members);
    base_error error = result != NULL ? BASE_ERROR_SUCCESS : BASE_ERROR_NOT_ENOUGH_MEMORY;
    uint32_t taken = 0;
    while (error == BASE_ERROR_SUCCESS && taken < count)
        error = add_member(result, &claimers[taken++]);
    if (error != BASE_ERROR_SUCCESS) {
        close_claimers(claimers + taken, count - taken);
        label_library_close(result);
        return error;
    }
    *library = result;
    return BASE_ERROR_SUCCESS;
}

base_error label_library_open(struct label_library **library)
{
    struct label_claimer claimers[LABEL_PLUGINS_MOST];
    uint32_t count = 0;
    base_error error = label_plugins_load(LABEL_PLUGINS_KEY, claimers, &count);
    return error != BASE_ERROR_SUCCESS ? error : label_library_open_with(claimers, count, library);
}

void label_library_close(struct label_library *library)
{
    if (library == NULL)
        return;
    for (uint32_t i = 0; i < library->count; i++)
        close_claimers(&library->members[i].claimer, 1);
    base_memory_free(library);
}

uint32_t label_library_read_size(struct label_library *library)
{
    /* What the built-in reader needs lies anywhere in its block. */
    (void)library;
    return LABEL_READ_MOST;
}

/* One call at a time, and none after one that went wrong. */
static enum label_claim claim_once(struct member *member, const uint8_t *bytes, uint32_t size,
                                   uint8_t answer[LABEL_ANSWER_BYTES])
{
    enum label_claim claim = LABEL_CLAIM_NO;
    port_mutex_lock(&member->mutex);
    if (!member->broken)
        claim = member->claimer.claim(member->claimer.context, bytes, size, answer);
    if (claim == LABEL_CLAIM_BROKEN) {
        member->broken = true;
        base_log(BASE_LOG_ERROR, 602, 0, "label library %s is not asked again",
                 member->claimer.name);
    }
    port_mutex_unlock(&member->mutex);
    return claim;
}

/* Claimers trust the label to be as long as they said; a shorter one is padded with zeros. */
static base_error ask(struct member *member, const uint8_t *bytes, uint32_t length,
                      struct label_found *found)
{
    uint8_t answer[LABEL_ANSWER_BYTES] = {0};
    uint32_t size = length < member->size ? member->size : length;
    uint8_t *padded = base_memory_zero(1, size);
    if (padded == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    memcpy(padded, bytes, length);
    enum label_claim claim = claim_once(member, padded, size, answer);
    base_memory_free(padded);
    if (claim == LABEL_CLAIM_UNASKED)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    if (claim == LABEL_CLAIM_YES && !label_claim_judge(answer, found))
        base_log(BASE_LOG_WARNING, 603, 0, "label library %s claims a label without identity",
                 member->claimer.name);
    return BASE_ERROR_SUCCESS;
}

base_error label_library_identify(struct label_library *library, const uint8_t *bytes,
                                  size_t length, struct label_found *found)
{
    base_error error = BASE_ERROR_SUCCESS;
    struct label_found result = {0};
    if (length > LABEL_READ_MOST)
        length = LABEL_READ_MOST;
    if (length > 0)
        label_mtf_read(bytes, length, &result);
    for (uint32_t i = 0;
         length > 0 && !result.claimed && error == BASE_ERROR_SUCCESS && i < library->count; i++)
        error = ask(&library->members[i], bytes, (uint32_t)length, &result);
    if (error == BASE_ERROR_SUCCESS)
        *found = result;
    return error;
}
