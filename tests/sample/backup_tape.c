/* SPDX-License-Identifier: MIT */
#include "backup.h"

#include <stdio.h>
#include <string.h>

enum {
    LABEL_BYTES = 1024,
    BLOCK_BYTES = 16384,
    BLOCKS_PER_FILE = 8,
    FILES = 3,
    FIXED_BYTES = 94 /* of an MTF media header */
};

static BYTE block[BLOCK_BYTES];
static BYTE expected[BLOCK_BYTES];

static void put16(BYTE *at, unsigned value)
{
    at[0] = (BYTE)value;
    at[1] = (BYTE)(value >> 8);
}

static void put32(BYTE *at, DWORD value)
{
    put16(at, value & 0xFFFF);
    put16(at + 2, value >> 16);
}

/* A text behind what is there already, its size and place noted at `field`. */
static size_t put_text(BYTE *label, size_t field, size_t at, const char *text)
{
    size_t length = strlen(text);
    put16(label + field, (unsigned)length);
    put16(label + field + 2, (unsigned)at);
    memcpy(label + at, text, length);
    return at + (length + 3) / 4 * 4;
}

/* Microsoft Tape Format 1.00a, the media header: the name of the tape, a media label with the
 * tape's identifier, the name of the program. */
void tape_compose_label(const struct tape *tape, BYTE *label)
{
    char description[128];
    const GUID *id = &tape->id;
    size_t at = FIXED_BYTES + 2;
    unsigned sum = 0;
    memset(label, 0, LABEL_BYTES);
    memcpy(label, "TAPE", 4);
    put16(label + 8, LABEL_BYTES); /* offset to the first event */
    put32(label + 36, 1);          /* control block */
    label[48] = 1;                 /* texts are ANSI */
    put32(label + 52, tape->seed); /* media family */
    put32(label + 56, 0x2);        /* the media label is there */
    put16(label + 60, 1);          /* first medium of its family */
    put16(label + 84, 1024);       /* format logical block */
    label[93] = 1;                 /* version 1 */
    snprintf(description, sizeof description, "%08X-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X",
             (unsigned)id->Data1, id->Data2, id->Data3, id->Data4[0], id->Data4[1], id->Data4[2],
             id->Data4[3], id->Data4[4], id->Data4[5], id->Data4[6], id->Data4[7]);
    at = put_text(label, 68, at, tape->name);
    at = put_text(label, 72, at, description);
    (void)put_text(label, 80, at, BACKUP_NAME);
    for (size_t i = 0; i < 50; i += 2)
        sum ^= (unsigned)(label[i] | label[i + 1] << 8);
    put16(label + 50, sum);
}

static void fill(DWORD seed, DWORD number, BYTE *out)
{
    DWORD state = seed * 2654435761u + number + 1;
    for (size_t i = 0; i < BLOCK_BYTES; i++) {
        state = state * 1664525u + 1013904223u;
        out[i] = (BYTE)(state >> 24);
    }
}

/* The drive's mode after a mount is undefined: variable blocks are set here. */
static HANDLE open_tape(const char *device, DWORD access)
{
    TAPE_SET_MEDIA_PARAMETERS parameters = {0};
    HANDLE handle = CreateFileA(device, access, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD error;
    if (handle == INVALID_HANDLE_VALUE)
        fail(device, GetLastError());
    do {
        error = GetTapeStatus(handle); /* the first calls may tell of the new medium */
    } while (error == ERROR_MEDIA_CHANGED || error == ERROR_BUS_RESET);
    if (error != NO_ERROR)
        fail("GetTapeStatus", error);
    error = SetTapeParameters(handle, SET_TAPE_MEDIA_INFORMATION, &parameters);
    if (error != NO_ERROR)
        fail("SetTapeParameters", error);
    error = SetTapePosition(handle, TAPE_REWIND, 0, 0, 0, FALSE);
    if (error != NO_ERROR)
        fail("SetTapePosition", error);
    return handle;
}

static void write_mark(HANDLE handle)
{
    DWORD error = WriteTapemark(handle, TAPE_FILEMARKS, 1, FALSE);
    if (error != NO_ERROR)
        fail("WriteTapemark", error);
}

static void write_block(HANDLE handle, const BYTE *data, DWORD length)
{
    DWORD done = 0;
    if (!WriteFile(handle, data, length, &done, NULL) || done != length)
        fail("WriteFile", GetLastError());
}

void tape_write(const char *device, const struct tape *tape, BYTE *label)
{
    HANDLE handle = open_tape(device, GENERIC_READ | GENERIC_WRITE);
    tape_compose_label(tape, label);
    write_block(handle, label, LABEL_BYTES);
    write_mark(handle);
    for (DWORD file = 0; file < FILES; file++) {
        for (DWORD i = 0; i < BLOCKS_PER_FILE; i++) {
            fill(tape->seed, file * BLOCKS_PER_FILE + i, block);
            write_block(handle, block, BLOCK_BYTES);
        }
        write_mark(handle);
    }
    if (SetTapePosition(handle, TAPE_REWIND, 0, 0, 0, FALSE) != NO_ERROR)
        fail("rewind", GetLastError());
    CloseHandle(handle);
}

static void read_block(HANDLE handle, const BYTE *data, DWORD length)
{
    DWORD done = 0;
    if (!ReadFile(handle, block, BLOCK_BYTES, &done, NULL))
        fail("ReadFile", GetLastError());
    if (done != length || memcmp(block, data, length) != 0)
        fail("the tape does not hold what was written", ERROR_CRC);
}

/* With a real drive on Linux, Wine tells a mark as a success without bytes. */
static void read_mark(HANDLE handle)
{
    DWORD done = 0;
    BOOL read = ReadFile(handle, block, BLOCK_BYTES, &done, NULL);
    if (read ? done != 0 : GetLastError() != ERROR_FILEMARK_DETECTED)
        fail("a file mark is missing", ERROR_CRC);
}

void tape_verify(const char *device, const struct tape *tape)
{
    BYTE label[TAPE_LABEL_BYTES];
    HANDLE handle = open_tape(device, GENERIC_READ);
    tape_compose_label(tape, label);
    read_block(handle, label, LABEL_BYTES);
    read_mark(handle);
    for (DWORD file = 0; file < FILES; file++) {
        for (DWORD i = 0; i < BLOCKS_PER_FILE; i++) {
            fill(tape->seed, file * BLOCKS_PER_FILE + i, expected);
            read_block(handle, expected, BLOCK_BYTES);
        }
        read_mark(handle);
    }
    if (SetTapePosition(handle, TAPE_REWIND, 0, 0, 0, FALSE) != NO_ERROR)
        fail("rewind", GetLastError());
    CloseHandle(handle);
}
