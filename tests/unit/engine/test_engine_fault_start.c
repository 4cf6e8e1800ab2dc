/* SPDX-License-Identifier: MIT */
/* The commands that are sent while the service starts meet each kind of failure. */
#include "fault_matrix.h"

static const uint16_t CHANGER[] = {0x12, /* INQUIRY */
                                   0x1A, /* MODE SENSE */
                                   0x5A, /* MODE SENSE(10), of a changer that has no other */
                                   0xB8, /* READ ELEMENT STATUS */
                                   0xFFFF};
static const uint16_t DRIVE[] = {0x12, /* INQUIRY */
                                 0x44, /* REPORT DENSITY SUPPORT */
                                 0xFFFF};

/* What is sent beside and for class drivers, which answer the other questions themselves. */
static const uint16_t BY_CLASS[] = {0xB8, /* READ ELEMENT STATUS */
                                    0xFFFF};

static void start_with(const struct matrix_fault *fault)
{
    matrix_begin();
    matrix_run_start(-1, matrix_by_class() ? BY_CLASS : CHANGER, fault);
    if (!matrix_by_class()) {
        matrix_run_start(0, DRIVE, fault);
    }
    matrix_end();
}

int main(void)
{
    return matrix_main("start", start_with, NULL);
}
