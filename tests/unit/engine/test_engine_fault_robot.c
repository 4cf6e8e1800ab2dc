/* SPDX-License-Identifier: MIT */
/* The changer's commands meet each kind of failure. */
#include "fault_matrix.h"

static const uint16_t COMMANDS[] = {
    0x07, /* INITIALIZE ELEMENT STATUS, of a library that wants it; a class driver does not tell */
    0xA5, /* MOVE MEDIUM */
    0xB8, /* READ ELEMENT STATUS */
    0xFFFF};
/* What every story needs. */
static const uint16_t NEEDED[] = {0xA5, 0xB8, 0xFFFF};

static void once(const struct matrix_fault *fault)
{
    matrix_begin();
    matrix_run(&matrix_mounts, -1, matrix_by_class() ? NEEDED : COMMANDS, fault, 1);
    matrix_end();
}

static void for_good(const struct matrix_fault *fault)
{
    matrix_begin();
    matrix_run(&matrix_mounts, -1, NEEDED, fault, UINT32_MAX);
    matrix_end();
}

int main(void)
{
    return matrix_main("robot", once, for_good);
}
