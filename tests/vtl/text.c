/* SPDX-License-Identifier: MIT */
/*
 * Reads the list of cartridges a configuration names. One line a place or a range of places:
 * "s0=CLN001L1,cleaner,uses=3", "p1=,data,wp", "s1..s99=A%05u,data,sides=2",
 * "s0..s9=A%03u,data,label=Tape %u". And the list of what differs of its drives.
 */
#include "blocks.h"
#include "element.h"

#include <string.h>

size_t vtl_text_length(const char *text, size_t limit)
{
    size_t length = 0;
    while (length < limit && text[length] != '\0')
        length++;
    return length;
}

void vtl_text_copy(char *to, size_t size, const char *from)
{
    size_t length = vtl_text_length(from, size - 1);
    memcpy(to, from, length);
    memset(to + length, 0, size - length);
}

void vtl_text_pad(uint8_t *to, size_t size, const char *from)
{
    size_t length = vtl_text_length(from, size);
    memset(to, ' ', size);
    memcpy(to, from, length);
}

struct reader {
    const char *at;
    const char *end; /* of the line */
};

static bool accept(struct reader *reader, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0)
        return false;
    reader->at += length;
    return true;
}

static bool read_number(struct reader *reader, uint32_t *out)
{
    uint32_t value = 0;
    const char *start = reader->at;
    while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9') {
        if (value > 100000000u)
            return false;
        value = value * 10 + (uint32_t)(*reader->at++ - '0');
    }
    *out = value;
    return reader->at > start;
}

static bool read_place(struct reader *reader, uint32_t *type, uint32_t *number)
{
    if (accept(reader, "s"))
        *type = VTL_SLOT;
    else if (accept(reader, "p"))
        *type = VTL_PORT;
    else if (accept(reader, "d"))
        *type = VTL_DRIVE;
    else if (accept(reader, "t"))
        *type = VTL_TRANSPORT;
    else
        return false;
    return read_number(reader, number);
}

static bool append(char *to, size_t size, size_t *length, char c)
{
    if (*length + 1 >= size)
        return false;
    to[(*length)++] = c;
    to[*length] = '\0';
    return true;
}

/* Writes `number` with at least `width` digits. */
static bool append_number(char *to, size_t size, size_t *length, uint32_t number, uint32_t width)
{
    char digits[12];
    uint32_t count = 0;
    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (count < 11 && (number > 0 || count < width));
    while (count > 0)
        if (!append(to, size, length, digits[--count]))
            return false;
    return true;
}

/* A text up to the comma; "%05u" and "%u" become the place's number. */
static bool read_text(struct reader *reader, uint32_t number, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    while (reader->at < reader->end && *reader->at != ',') {
        if (*reader->at != '%') {
            if (!append(out, size, &length, *reader->at++))
                return false;
            continue;
        }
        reader->at++;
        uint32_t width = 0;
        (void)read_number(reader, &width);
        if (!accept(reader, "u") || width > 10 || !append_number(out, size, &length, number, width))
            return false;
    }
    return true;
}

static bool read_first(struct reader *reader, uint32_t number, uint32_t kind,
                       struct vtl_first_block *out)
{
    out->kind = kind;
    return read_text(reader, number, out->text, sizeof out->text) && out->text[0] != '\0';
}

static bool read_options(struct reader *reader, uint32_t number, struct vtl_control_insert *out,
                         struct vtl_first_block *first)
{
    while (reader->at < reader->end) {
        if (!accept(reader, ","))
            return false;
        if (accept(reader, "data"))
            out->kind = VTL_CARTRIDGE_DATA;
        else if (accept(reader, "cleaner"))
            out->kind = VTL_CARTRIDGE_CLEANER;
        else if (accept(reader, "wp"))
            out->write_protect = 1;
        else if (accept(reader, "uses=")) {
            if (!read_number(reader, &out->uses))
                return false;
        } else if (accept(reader, "sides=")) {
            if (!read_number(reader, &out->sides))
                return false;
        } else if (accept(reader, "label=")) {
            if (!read_first(reader, number, VTL_FIRST_MTF, first))
                return false;
        } else if (accept(reader, "block=")) {
            if (!read_first(reader, number, VTL_FIRST_RAW, first))
                return false;
        } else if (accept(reader, "density=")) {
            if (!read_number(reader, &out->density))
                return false;
        } else if (accept(reader, "mb=")) {
            if (!read_number(reader, &out->capacity_mb))
                return false;
        } else
            return false;
    }
    return true;
}

static bool put_one(struct vtl_world *world, struct vtl_library *library, struct vtl_drive *drive,
                    uint32_t type, uint32_t number, const struct vtl_control_insert *wanted,
                    const struct vtl_first_block *first, uint64_t now)
{
    const struct vtl_drive_settings *settings =
        library != NULL ? &library->config.drive : vtl_drive_settings(drive);
    struct vtl_element *element = NULL;
    if (library != NULL)
        element = vtl_library_element(library, type, number);
    if (library != NULL ? element == NULL : (type != VTL_DRIVE || number != 0))
        return false;
    struct vtl_cartridge *cartridge = vtl_world_new_cartridge(world, wanted);
    if (cartridge == NULL)
        return false;
    bool done = vtl_cartridge_prepare(cartridge, first, settings) &&
                (library != NULL ? vtl_element_put(library, element, cartridge, true, now)
                                 : vtl_drive_insert(drive, cartridge, now));
    if (!done)
        vtl_world_destroy_cartridge(world, cartridge);
    if (done && library != NULL && cartridge->sides == 2)
        library->rotates = true;
    return done;
}

static bool fill_line(struct vtl_world *world, struct vtl_library *library, struct vtl_drive *drive,
                      struct reader line, uint64_t now)
{
    uint32_t type;
    uint32_t first;
    uint32_t last;
    uint32_t last_type;
    if (!read_place(&line, &type, &first))
        return false;
    last = first;
    if (accept(&line, "..") && (!read_place(&line, &last_type, &last) || last_type != type))
        return false;
    if (!accept(&line, "=") || last < first || last - first > VTL_MAX_SLOTS)
        return false;
    for (uint32_t number = first; number <= last; number++) {
        struct reader rest = line;
        struct vtl_control_insert wanted = {0};
        struct vtl_first_block first_block = {0};
        if (!read_text(&rest, number, wanted.barcode, VTL_BARCODE_SIZE) ||
            !read_options(&rest, number, &wanted, &first_block))
            return false;
        if (!put_one(world, library, drive, type, number, &wanted, &first_block, now))
            return false;
    }
    return true;
}

/* Reads the lines of a text one by one; false as soon as one is bad. */
static bool next_line(const char **text, struct reader *line)
{
    while (*text != NULL && **text != '\0') {
        line->at = line->end = *text;
        while (*line->end != '\0' && *line->end != '\n')
            line->end++;
        *text = *line->end == '\n' ? line->end + 1 : line->end;
        if (line->end > line->at)
            return true;
    }
    return false;
}

static bool read_code(struct reader *reader, uint8_t *out)
{
    uint32_t value;
    if (!read_number(reader, &value) || value > 255)
        return false;
    *out = (uint8_t)value;
    return true;
}

static bool read_drive(struct reader *line, struct vtl_drive_settings *out)
{
    bool good = true;
    while (good && line->at < line->end) {
        if (accept(line, "density="))
            good = read_code(line, &out->density);
        else if (accept(line, "writes="))
            good = read_code(line, &out->writes);
        else if (accept(line, "reads="))
            good = read_code(line, &out->reads);
        else if (accept(line, "block="))
            good = read_number(line, &out->block_length);
        else if (accept(line, "load"))
            out->needs_load = true;
        else
            return false;
        if (line->at < line->end && (!accept(line, ",") || line->at == line->end))
            return false;
    }
    return good;
}

static bool drive_line(struct vtl_library *library, struct reader line)
{
    uint32_t type;
    uint32_t first;
    uint32_t last;
    uint32_t last_type;
    if (!read_place(&line, &type, &first) || type != VTL_DRIVE)
        return false;
    last = first;
    if (accept(&line, "..") && (!read_place(&line, &last_type, &last) || last_type != type))
        return false;
    if (!accept(&line, "=") || last < first || last >= library->config.count[VTL_DRIVE])
        return false;
    for (uint32_t i = first; i <= last; i++) {
        struct reader rest = line;
        struct vtl_drive_settings *settings = vtl_drive_settings(library->drives[i].drive);
        if (!read_drive(&rest, settings))
            return false;
        vtl_drive_reset_mode(library->drives[i].drive);
    }
    return true;
}

bool vtl_text_drives(struct vtl_library *library, const char *text)
{
    struct reader line;
    while (next_line(&text, &line))
        if (!drive_line(library, line))
            return false;
    return true;
}

bool vtl_text_fill(struct vtl_world *world, struct vtl_library *library, struct vtl_drive *drive,
                   const char *text, uint64_t now)
{
    struct reader line;
    while (next_line(&text, &line))
        if (!fill_line(world, library, drive, line, now))
            return false;
    return true;
}
