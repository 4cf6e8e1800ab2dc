/* SPDX-License-Identifier: MIT */
/* A library and its changer for the tests of the virtual library. */
#ifndef TESTS_VTL_TEST_CHANGER_FIXTURE_H
#define TESTS_VTL_TEST_CHANGER_FIXTURE_H

#include "scsi.h"

#include "support/cmocka_shim.h"
#include "vtl/client.h"

enum {
    CHANGER = 5,
    TAPE = 40,
    SLOT0 = 1000, /* element addresses of the default configuration */
    PORT0 = 16,
    DRIVE0 = 256,
    NO_ELEMENT = 7,
};

#define SENSE(key, asc, ascq) ((uint32_t)((key) << 16 | (asc) << 8 | (ascq)))

extern vtl_handle vtl;
extern HANDLE changer;

/* The default library with number CHANGER, tapes from TAPE, and these cartridges; s0..s3 data, s9 a
 * cleaner. */
void library_default(struct vtl_client_library *library);
/* Builds one library and opens its changer. */
void library_build(const struct vtl_client_library *library);
int changer_group_setup(void **state);
int changer_group_teardown(void **state);
int changer_setup(void **state); /* library_default and library_build */
int changer_teardown(void **state);

/* MOVE MEDIUM between element addresses. */
uint32_t move_medium(uint32_t from, uint32_t to);
/* READ ELEMENT STATUS of one element with volume tag; the descriptor, in scsi.data. */
const uint8_t *element_status(uint32_t address);
int element_is_full(uint32_t address);
/* TEST UNIT READY until it succeeds, at most a few seconds. */
void wait_ready(HANDLE device);

#endif
