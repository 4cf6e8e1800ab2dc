/* SPDX-License-Identifier: MIT */
/*
 * One sweep of READ ELEMENT STATUS over the elements of one kind (SMC-3 6.10, 6.11): in as many
 * commands as the answers need, with what a device refuses left out, and with addresses turned into
 * indexes. An answer that brings less than it announces is no answer.
 * Libraries differ in what they count as available: all of the kind, or what this answer holds.
 */
#include "device/smc_status.h"

#include <string.h>

#include "base/memory.h"
#include "device/scsi/cdb.h"
#include "device/scsi/element_status.h"

enum {
    REPORT_OVERHEAD = 16, /* report and page header */
    DESCRIPTOR_GUESS = 120,
    TRANSFER_MINIMUM = 1024
};

/* A sweep under way. */
struct progress {
    struct device_changer *changer;
    struct device_sweep *sweep;
    bool *seen;        /* per item of the sweep */
    uint32_t found;    /* elements seen */
    uint32_t next;     /* address the next command begins with */
    uint32_t highest;  /* item after the highest seen one */
    uint32_t expected; /* elements the device said it reports, 0 before the first answer */
    bool told_all;     /* by its own count; some libraries count only what one answer holds */
};

uint32_t device_smc_address(const struct device_changer *changer, enum device_kind kind,
                            uint32_t index)
{
    if (changer->addresses[kind] != NULL)
        return changer->addresses[kind][index];
    return changer->description.kinds[kind].first + index;
}

/* Where the address is in a table, which ascends; unused entries at its end are the largest. */
static bool search_table(const uint32_t *table, uint32_t count, uint32_t address, uint32_t *index)
{
    uint32_t low = 0;
    uint32_t high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (table[middle] == address) {
            *index = middle;
            return true;
        }
        if (table[middle] < address)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static bool find_index(const struct device_changer *changer, enum device_kind kind,
                       uint32_t address, uint32_t *index)
{
    const struct device_range *range = &changer->description.kinds[kind];
    if (changer->addresses[kind] != NULL)
        return search_table(changer->addresses[kind], range->count, address, index);
    if (address < range->first || address - range->first >= range->count)
        return false;
    *index = address - range->first;
    return true;
}

bool device_smc_place(const struct device_changer *changer, uint32_t address,
                      struct device_place *place)
{
    for (unsigned kind = DEVICE_KIND_TRANSPORT; kind <= DEVICE_KIND_DRIVE; kind++) {
        place->kind = (enum device_kind)kind;
        if (find_index(changer, place->kind, address, &place->index))
            return true;
    }
    return false;
}

/*
 * An address beyond the one range the device names: its elements lie in several ranges. From now on
 * a table holds them; the address takes the first index that is behind all seen ones.
 */
static base_error add_address(struct progress *progress, uint32_t address, uint32_t *index)
{
    struct device_changer *changer = progress->changer;
    enum device_kind kind = progress->sweep->kind;
    uint32_t count = progress->sweep->count;

    /* Only a sweep over all of them can tell which index an address has. */
    if (progress->highest >= count || count != changer->description.kinds[kind].count)
        return BASE_ERROR_INVALID_DATA;
    if (changer->addresses[kind] == NULL) {
        uint32_t *table = base_memory_zero(count, sizeof *table);
        if (table == NULL)
            return BASE_ERROR_NOT_ENOUGH_MEMORY;
        for (uint32_t i = 0; i < count; i++)
            table[i] = progress->seen[i] ? device_smc_address(changer, kind, i) : DEVICE_NO_ADDRESS;
        changer->addresses[kind] = table;
    }
    if (changer->addresses[kind][progress->highest] != DEVICE_NO_ADDRESS)
        return BASE_ERROR_INVALID_DATA;
    changer->addresses[kind][progress->highest] = address;
    *index = progress->highest;
    return BASE_ERROR_SUCCESS;
}

static base_error take_element(void *context, const struct device_element *element,
                               uint16_t source_address)
{
    struct progress *progress = context;
    struct device_place source;
    uint32_t index = 0;

    if (element->kind != progress->sweep->kind || element->address < progress->next)
        return BASE_ERROR_INVALID_DATA;
    if (!find_index(progress->changer, element->kind, element->address, &index)) {
        base_error error = add_address(progress, element->address, &index);
        if (error != BASE_ERROR_SUCCESS)
            return error;
    }
    uint32_t number = index - progress->sweep->first; /* of the item; too large when before it */
    if (number >= progress->sweep->count || progress->seen[number])
        return BASE_ERROR_INVALID_DATA;
    progress->seen[number] = true;
    progress->found++;
    if (number >= progress->highest)
        progress->highest = number + 1;
    struct device_element *item = &progress->sweep->items[number];
    *item = *element;
    item->index = index;
    item->source_valid = false;
    item->invert = false;
    if (element->source_valid && device_smc_place(progress->changer, source_address, &source)) {
        item->source_valid = true;
        item->source_kind = source.kind;
        item->source_index = source.index;
        item->invert = element->invert;
    }
    return BASE_ERROR_SUCCESS;
}

/* What the device may not know of a command that it refused, and can be left out; NULL: nothing.
 * What it has once answered of this kind of element it knows: then the refusal is a fault, and no
 * reason to read no bar codes any more. */
static bool *doubtful_part(struct device_changer *changer, const struct device_cdb_elements *asked,
                           enum device_kind kind)
{
    if (asked->identifiers && !changer->takes_identifiers)
        return &changer->no_identifiers;
    return asked->volume_tags && !changer->takes_volume_tags[kind] ? &changer->no_volume_tags
                                                                   : NULL;
}

/* Sends one command, leaving out what the device refuses twice; remembers that it did. */
static base_error read_status(struct progress *progress, uint8_t *data, uint32_t length,
                              struct device_scsi_command *command, struct device_fault *fault)
{
    struct device_changer *changer = progress->changer;
    const enum device_kind kind = progress->sweep->kind;
    bool refused = false;
    for (;;) {
        struct device_cdb_elements elements;
        elements.type = (uint8_t)kind;
        elements.first = (uint16_t)progress->next;
        elements.count = (uint16_t)(progress->sweep->count - progress->found);
        elements.volume_tags = !changer->no_volume_tags;
        elements.identifiers = kind == DEVICE_KIND_DRIVE && !changer->no_identifiers;
        device_cdb_read_element_status(command, &elements, data, length);
        base_error error = device_link_scsi(&changer->link, command, DEVICE_ATTENTION_PASS, fault);
        if (error == BASE_ERROR_SUCCESS) {
            changer->takes_identifiers = changer->takes_identifiers || elements.identifiers;
            changer->takes_volume_tags[kind] =
                changer->takes_volume_tags[kind] || elements.volume_tags;
        }
        if (error != BASE_ERROR_INVALID_PARAMETER || fault->asc != 0x24 || progress->told_all)
            return error;
        bool *part = doubtful_part(changer, &elements, kind);
        if (part == NULL)
            return error;
        *part = refused;
        refused = !refused;
    }
}

static base_error senseless(struct device_fault *fault, const char *text)
{
    return device_fault_set(fault, BASE_ERROR_INVALID_DATA, DEVICE_BLAME_ROBOT, true, text);
}

/* The address after the last element seen, where the next command goes on. */
static uint32_t address_after(const struct progress *progress)
{
    uint32_t address = progress->next;
    for (uint32_t i = progress->highest; i > 0; i--) {
        if (progress->seen[i - 1])
            return device_smc_address(progress->changer, progress->sweep->kind,
                                      progress->sweep->first + i - 1) +
                   1;
    }
    return address;
}

/* A library that has told of all it counts is asked once more for what is still missing: any kind
 * of "there is nothing" is what it says then. */
static bool has_no_more(const struct progress *progress, base_error error)
{
    return progress->told_all &&
           (error == BASE_ERROR_SUCCESS || error == BASE_ERROR_INVALID_DATA ||
            error == BASE_ERROR_INVALID_PARAMETER || error == BASE_ERROR_ILLEGAL_ELEMENT_ADDRESS);
}

/* One command and its answer; *done when the device has told everything. */
static base_error read_chunk(struct progress *progress, uint8_t *data, uint32_t length, bool *done,
                             struct device_fault *fault)
{
    struct device_scsi_command command;
    struct device_element_report report;
    uint32_t before = progress->found;

    base_error error = read_status(progress, data, length, &command, fault);
    if (error != BASE_ERROR_SUCCESS) {
        *done = has_no_more(progress, error);
        return *done ? BASE_ERROR_SUCCESS : error;
    }
    error = device_element_status_decode(data, device_link_received(&command), take_element,
                                         progress, &report);
    if (error == BASE_ERROR_NOT_ENOUGH_MEMORY)
        return device_fault_from_system(fault, error, DEVICE_BLAME_ROBOT);
    *done =
        has_no_more(progress, error) && (error != BASE_ERROR_SUCCESS || progress->found == before);
    if (*done)
        return BASE_ERROR_SUCCESS;
    if (error != BASE_ERROR_SUCCESS)
        return senseless(fault, "element status makes no sense");
    if (report.volume_tags)
        progress->sweep->barcodes = true;
    if (progress->found == before)
        return senseless(fault, "element status is empty or cut short");
    if (progress->expected == 0) {
        progress->expected = report.available;
        if (progress->expected < progress->found || progress->expected > progress->sweep->count)
            progress->expected = progress->sweep->count;
    }
    progress->next = address_after(progress);
    progress->told_all =
        progress->found >= progress->expected || report.available <= report.delivered;
    *done = progress->found >= progress->sweep->count || progress->next > 0xFFFF;
    return BASE_ERROR_SUCCESS;
}

base_error device_smc_look(struct device_changer *changer, struct device_sweep *sweep,
                           struct device_fault *fault)
{
    struct progress progress = {.changer = changer, .sweep = sweep};
    uint64_t wanted = REPORT_OVERHEAD + (uint64_t)sweep->count * DESCRIPTOR_GUESS;
    uint8_t *data = NULL;
    bool done = false;
    base_error error = BASE_ERROR_SUCCESS;

    if (wanted < TRANSFER_MINIMUM)
        wanted = TRANSFER_MINIMUM;
    if (wanted > changer->transfer_limit)
        wanted = changer->transfer_limit;
    progress.next = device_smc_address(changer, sweep->kind, sweep->first);
    progress.seen = base_memory_zero(sweep->count, sizeof *progress.seen);
    data = base_memory_get((size_t)wanted);
    if (progress.seen == NULL || data == NULL) {
        error = device_fault_from_system(fault, BASE_ERROR_NOT_ENOUGH_MEMORY, DEVICE_BLAME_ROBOT);
        goto out;
    }
    if (progress.next == DEVICE_NO_ADDRESS && sweep->first > 0) {
        error = senseless(fault, "the element's address is not known");
        goto out;
    }
    if (progress.next == DEVICE_NO_ADDRESS)
        progress.next = changer->description.kinds[sweep->kind].first;
    while (!done && error == BASE_ERROR_SUCCESS)
        error = read_chunk(&progress, data, (uint32_t)wanted, &done, fault);
    if (error == BASE_ERROR_SUCCESS)
        device_fault_clear(fault);
    if (error == BASE_ERROR_INVALID_DATA && changer->addresses[sweep->kind] != NULL) {
        base_memory_free(changer->addresses[sweep->kind]); /* learned anew by the next look */
        changer->addresses[sweep->kind] = NULL;
    }
out:
    base_memory_free(data);
    base_memory_free(progress.seen);
    return error;
}
