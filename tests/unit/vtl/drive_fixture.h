/* SPDX-License-Identifier: MIT */
/* One virtual tape drive with a cartridge, a clock that the test moves, and short ways to send it
 * commands. */
#ifndef TESTS_UNIT_VTL_DRIVE_FIXTURE_H
#define TESTS_UNIT_VTL_DRIVE_FIXTURE_H

#include "support/cmocka_shim.h"

#include "vtl/tape.h"

enum { FIXTURE_LOAD_MS = 100, FIXTURE_UNLOAD_MS = 50, FIXTURE_CLEANING_MS = 1000 };

struct fixture {
    struct vtl_drive *drive;
    struct vtl_cartridge cartridge;
    struct vtl_cartridge cleaner;
    struct vtl_identity identity;
    struct vtl_device device;
    struct vtl_request request; /* the last one */
    uint8_t data[8192];
    uint64_t now;
};

/* cmocka set-up and tear-down: *state is the fixture; the drive is empty, 6/29/00 is pending. */
int fixture_create(void **state);
int fixture_create_ready(void **state); /* the same, data cartridge loaded, attentions taken */
int fixture_free(void **state);

/* Send `cdb` (length by operation code) with no data, for an answer, or with data. Return key << 16
 * | asc << 8 | ascq, 0 for GOOD. The answer is in fixture->data, its length in
 * fixture->request.transferred. */
uint32_t fixture_send(struct fixture *f, const uint8_t *cdb);
uint32_t fixture_receive(struct fixture *f, const uint8_t *cdb, uint32_t length);
uint32_t fixture_write(struct fixture *f, const uint8_t *cdb, const void *data, uint32_t length);

/* Puts a cartridge in, lets the load time pass and takes the pending attentions. */
void fixture_mount(struct fixture *f, struct vtl_cartridge *cartridge);

#define CDB(...) ((const uint8_t[16]){__VA_ARGS__})

#endif
