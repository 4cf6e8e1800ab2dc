/* SPDX-License-Identifier: MIT */
/* The changer's commands meet each kind of failure while the door is opened. */
#include "fault_door.h"

static const uint16_t COMMANDS[] = {0x00, /* TEST UNIT READY */
                                    0x1E, /* PREVENT ALLOW MEDIUM REMOVAL */
                                    0xB8, /* READ ELEMENT STATUS */
                                    0xFFFF};
/* What opening and shutting needs. */
static const uint16_t NEEDED[] = {0x00, 0x1E, 0xFFFF};

static void once(const struct matrix_fault *fault)
{
    matrix_begin_door();
    matrix_run(&matrix_door, -1, COMMANDS, fault, 1);
    matrix_end();
}

static void for_good(const struct matrix_fault *fault)
{
    matrix_begin_door();
    matrix_run(&matrix_door, -1, NEEDED, fault, UINT32_MAX);
    matrix_end();
}

int main(void)
{
    return matrix_main("door", once, for_good);
}
