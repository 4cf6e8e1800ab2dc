/* SPDX-License-Identifier: MIT */
#include "store/note.h"

#include "base/memory.h"
#include "store/internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A first inventory has as much to tell as the library has cartridges. */
enum { NOTES_MOST = 100 };
enum { NUMBER_OF_REST = 709 };

struct store_note {
    struct store_note *next;
    enum base_log_level level;
    uint32_t number;
    base_error error;
    char text[];
};

static struct store_note *make(const char *text)
{
    size_t size = strlen(text) + 1;
    struct store_note *note = base_memory_zero(1, sizeof *note + size);

    if (note != NULL) {
        memcpy(note->text, text, size);
    }
    return note;
}

void store_note(struct store_transaction *transaction, enum base_log_level level, uint32_t number,
                base_error error, const char *format, ...)
{
    char text[BASE_LOG_TEXT_SIZE];
    struct store_note **link = &transaction->notes;
    struct store_note *note;
    va_list arguments;

    if (!base_log_wants(level)) {
        return;
    }
    if (++transaction->note_count > NOTES_MOST) {
        return;
    }
    va_start(arguments, format);
    if (vsnprintf(text, sizeof text, format, arguments) < 0) {
        text[0] = '\0';
    }
    va_end(arguments);
    note = make(text);
    if (note == NULL) {
        return;
    }
    note->level = level;
    note->number = number;
    note->error = error;
    while (*link != NULL) {
        link = &(*link)->next;
    }
    *link = note;
}

void store_notes_end(struct store_note *notes, uint32_t count, bool told)
{
    if (told && count > NOTES_MOST) {
        (void)base_log(BASE_LOG_NOTICE, NUMBER_OF_REST, 0,
                       "%u events happened at once; these are the first of them", (unsigned)count);
    }
    while (notes != NULL) {
        struct store_note *next = notes->next;
        if (told) {
            base_log_text(notes->level, notes->number, notes->error, notes->text);
        }
        base_memory_free(notes);
        notes = next;
    }
}
