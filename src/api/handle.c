/* SPDX-License-Identifier: MIT */
#include "api/handle.h"

#include "base/memory.h"
#include "engine/engine.h"

#include <stdbool.h>
#include <stdint.h>

/* Bits of a handle from the lowest: type 2, slot 12, generation 16, then a single one. Slot and
 * generation are mixed with a number of the process. */
enum {
    TYPE_BITS = 2,
    SLOT_BITS = 12,
    GENERATION_BITS = 16,
    SLOT_LIMIT = 1 << SLOT_BITS,
    SLOT_FIRST_COUNT = 16,
    GENERATION_FIRST = 1,
    GENERATION_LAST = (1 << GENERATION_BITS) - 1
};
#define HANDLE_MARK ((uintptr_t)1 << (TYPE_BITS + SLOT_BITS + GENERATION_BITS))
#define NO_SLOT     UINT32_MAX

struct slot {
    void *object;
    api_handle_cancel *cancel; /* or NULL */
    api_handle_destroy *destroy;
    uint32_t references;
    uint32_t generation;
    uint32_t type; /* 0 = the slot is free, given up or about to be */
    uint32_t next_free;
};

static struct {
    SRWLOCK lock;
    CONDITION_VARIABLE unused; /* a closed handle lost its last reference */
    struct slot *slots;        /* may move while the lock is not held: keep numbers, not pointers */
    uint32_t count;
    uint32_t first_free; /* oldest first, so that a slot is used again as late as possible */
    uint32_t last_free;
} table = {.lock = SRWLOCK_INIT,
           .unused = CONDITION_VARIABLE_INIT,
           .first_free = NO_SLOT,
           .last_free = NO_SLOT};

static void free_list_append(uint32_t number)
{
    table.slots[number].next_free = NO_SLOT;
    if (table.first_free == NO_SLOT)
        table.first_free = number;
    else
        table.slots[table.last_free].next_free = number;
    table.last_free = number;
}

static base_error table_grow(void)
{
    uint32_t count = table.count == 0 ? SLOT_FIRST_COUNT : table.count * 2;
    if (count > SLOT_LIMIT)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    struct slot *slots = base_memory_resize(table.slots, count, sizeof *slots);
    if (slots == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    table.slots = slots;
    for (uint32_t number = table.count; number < count; number++) {
        slots[number] = (struct slot){.generation = GENERATION_FIRST};
        free_list_append(number);
    }
    table.count = count;
    return BASE_ERROR_SUCCESS;
}

/* Differs between processes, so that a handle of one means nothing in another. The multiplier is
 * odd: different processes get different products (D. Knuth, multiplicative hashing). */
static uint32_t process_mix(void)
{
    return (GetCurrentProcessId() * 0x9E3779B1u) >> (32 - SLOT_BITS - GENERATION_BITS);
}

static HANDLE handle_encode(uint32_t number)
{
    const struct slot *slot = &table.slots[number];
    uint32_t mixed = (slot->generation << SLOT_BITS | number) ^ process_mix();
    return (HANDLE)(HANDLE_MARK | (uintptr_t)mixed << TYPE_BITS | slot->type);
}

/* The slot that a handle speaks of; any value may come out for a bad one. */
static uint32_t handle_slot(HANDLE handle)
{
    return ((uint32_t)((uintptr_t)handle >> TYPE_BITS) ^ process_mix()) & (SLOT_LIMIT - 1);
}

/* The slot of an open handle of that type, or NULL. The lock is held. */
static struct slot *slot_find(HANDLE handle, enum api_handle_type type)
{
    uintptr_t value = (uintptr_t)handle;
    uint32_t number = handle_slot(handle);
    if (value < HANDLE_MARK || value >= 2 * HANDLE_MARK || number >= table.count)
        return NULL;
    if ((value & ((1u << TYPE_BITS) - 1)) != (uintptr_t)type)
        return NULL;
    struct slot *slot = &table.slots[number];
    if (slot->type != (uint32_t)type || handle_encode(number) != handle)
        return NULL;
    return slot;
}

base_error api_handle_open(enum api_handle_type type, void *object, api_handle_cancel *cancel,
                           api_handle_destroy *destroy, HANDLE *handle)
{
    base_error error = BASE_ERROR_SUCCESS;
    AcquireSRWLockExclusive(&table.lock);
    if (table.first_free == NO_SLOT)
        error = table_grow();
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    uint32_t number = table.first_free;
    struct slot *slot = &table.slots[number];
    table.first_free = slot->next_free;
    slot->object = object;
    slot->cancel = cancel;
    slot->destroy = destroy;
    slot->references = 0;
    slot->type = (uint32_t)type;
    *handle = handle_encode(number);
out:
    ReleaseSRWLockExclusive(&table.lock);
    return error;
}

void *api_handle_acquire(HANDLE handle, enum api_handle_type type)
{
    void *object = NULL;
    if (engine_is_over())
        return NULL;
    AcquireSRWLockExclusive(&table.lock);
    struct slot *slot = slot_find(handle, type);
    if (slot != NULL) {
        slot->references++;
        object = slot->object;
    }
    ReleaseSRWLockExclusive(&table.lock);
    return object;
}

void api_handle_release(HANDLE handle)
{
    uint32_t number = handle_slot(handle);
    AcquireSRWLockExclusive(&table.lock);
    struct slot *slot = &table.slots[number];
    bool wake = --slot->references == 0 && slot->type == 0;
    ReleaseSRWLockExclusive(&table.lock);
    if (wake)
        WakeAllConditionVariable(&table.unused);
}

base_error api_handle_close(HANDLE handle, enum api_handle_type type)
{
    if (engine_is_over())
        return BASE_ERROR_SUCCESS;
    AcquireSRWLockExclusive(&table.lock);
    struct slot *slot = slot_find(handle, type);
    if (slot == NULL) {
        ReleaseSRWLockExclusive(&table.lock);
        return BASE_ERROR_INVALID_HANDLE;
    }
    uint32_t number = (uint32_t)(slot - table.slots);
    void *object = slot->object;
    api_handle_cancel *cancel = slot->cancel;
    api_handle_destroy *destroy = slot->destroy;
    slot->type = 0;
    /* The object and the slot are nobody else's to end from here on. */
    ReleaseSRWLockExclusive(&table.lock);
    if (cancel != NULL)
        cancel(object);
    AcquireSRWLockExclusive(&table.lock);
    while (table.slots[number].references != 0)
        SleepConditionVariableSRW(&table.unused, &table.lock, INFINITE, 0);
    slot = &table.slots[number];
    slot->object = NULL;
    if (slot->generation < GENERATION_LAST) {
        slot->generation++;
        free_list_append(number);
    }
    ReleaseSRWLockExclusive(&table.lock);
    destroy(object);
    return BASE_ERROR_SUCCESS;
}

void api_handle_unload(void)
{
    base_memory_free(table.slots);
}
