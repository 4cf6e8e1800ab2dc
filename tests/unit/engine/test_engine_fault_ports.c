/* SPDX-License-Identifier: MIT */
/* The changer's commands meet each kind of failure while cartridges leave and come back. */
#include "fault_ports.h"

static const uint16_t COMMANDS[] = {0x1B, /* OPEN/CLOSE IMPORT/EXPORT ELEMENT */
                                    0x1E, /* PREVENT ALLOW MEDIUM REMOVAL */
                                    0xA5, /* MOVE MEDIUM */
                                    0xB8, /* READ ELEMENT STATUS */
                                    0xFFFF};

static void strike(const struct matrix_fault *fault, uint32_t times)
{
    matrix_begin();
    ports_begin();
    matrix_run(&matrix_ports, -1, COMMANDS, fault, times);
    matrix_end();
}

static void once(const struct matrix_fault *fault)
{
    strike(fault, 1);
}

static void for_good(const struct matrix_fault *fault)
{
    strike(fault, UINT32_MAX);
}

int main(void)
{
    return matrix_main("ports", once, for_good);
}
