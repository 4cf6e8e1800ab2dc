/* SPDX-License-Identifier: MIT */
/* A drive's commands meet each kind of failure. */
#include "fault_matrix.h"

static const uint16_t COMMANDS[] = {0x00, /* TEST UNIT READY */
                                    0x01, /* REWIND */
                                    0x08, /* READ */
                                    0x0A, /* WRITE */
                                    0x10, /* WRITE FILEMARKS */
                                    0x12, /* INQUIRY */
                                    0x15, /* MODE SELECT */
                                    0x1A, /* MODE SENSE */
                                    0x55, /* MODE SELECT(10), of a drive with that only */
                                    0x5A, /* MODE SENSE(10), the same */
                                    0x1B, /* LOAD UNLOAD */
                                    0x44, /* REPORT DENSITY SUPPORT */
                                    0x4D, /* LOG SENSE */
                                    0xFFFF};
/* Only asked of nodes whose answers may be made up. */
static const uint16_t PROOFS[] = {0x03, /* REQUEST SENSE */
                                  0x34, /* READ POSITION */
                                  0xFFFF};
/* What every story needs. */
static const uint16_t NEEDED[] = {0x00, 0x01, 0x08, 0x1B, 0xFFFF};

static void once(const struct matrix_fault *fault)
{
    matrix_begin();
    matrix_run(&matrix_mounts, 0, COMMANDS, fault, 1);
    matrix_end();
    matrix_begin_linux();
    matrix_run(&matrix_mounts, 0, PROOFS, fault, 1);
    matrix_end();
}

static void for_good(const struct matrix_fault *fault)
{
    matrix_begin();
    matrix_run(&matrix_mounts, 0, NEEDED, fault, UINT32_MAX);
    matrix_end();
}

int main(void)
{
    return matrix_main("drive", once, for_good);
}
