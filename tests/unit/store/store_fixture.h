/* SPDX-License-Identifier: MIT */
/* What the store's tests share: a new database in a folder of its own, objects with all members
 * set, and files looked at from outside. */
#ifndef TESTS_UNIT_STORE_FIXTURE_H
#define TESTS_UNIT_STORE_FIXTURE_H

#include "support/cmocka_shim.h"

#include "port/os.h"
#include "store/store.h"

#include <stdbool.h>

struct store_fixture {
    char folder[PORT_PATH_SIZE];
    char file[PORT_PATH_SIZE];
    struct store_options options; /* for opening again */
    struct store *store;          /* open, or NULL */
    _Alignas(8) volatile uint64_t counter;
    uint32_t commits;
    uint32_t commits_with_journal;
};

/* A fresh folder, nothing opened. */
void fixture_folder(struct store_fixture *fixture);

/* cmocka setup and teardown: a new, populated, open database; *state is the fixture. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* Opens with the fixture's options; expects success. */
void fixture_open(struct store_fixture *fixture);
void fixture_close(struct store_fixture *fixture);

struct store_transaction *fixture_read(struct store_fixture *fixture);
struct store_transaction *fixture_write(struct store_fixture *fixture);

/* An enabled object of a type with a name, everything else zero. */
void fixture_make(struct model_information *information, uint32_t type, const char *name);

/* Inserts a library; a member of a library (drive, slot, ...); returns its id. */
struct base_guid fixture_library(struct store_transaction *tx, const char *name,
                                 const char *serial);
struct base_guid fixture_member(struct store_transaction *tx, uint32_t type,
                                const struct base_guid *library, uint32_t number);

/* Inserts a cartridge into a library and pool; location may be NULL. */
struct base_guid fixture_media(struct store_transaction *tx, const struct base_guid *library,
                               const struct base_guid *pool, const struct base_guid *location,
                               const char *barcode);

/* Runs SQL on the file from outside (no store open, or in WAL mode beside it). */
void fixture_sql(struct store_fixture *fixture, const char *sql);
int64_t fixture_sql_number(struct store_fixture *fixture, const char *sql);

/* The file's bytes (free with base_memory_free), and whether they are still the same. */
uint8_t *fixture_bytes(struct store_fixture *fixture, size_t *length);
void fixture_assert_unchanged(struct store_fixture *fixture, const uint8_t *bytes, size_t length);

#define assert_error(call, expected)                                                               \
    do {                                                                                           \
        base_error assert_error_got = (call);                                                      \
        if (assert_error_got != (expected)) {                                                      \
            print_error("%s: %u (%s), expected %u\n", #call, (unsigned)assert_error_got,           \
                        base_error_name(assert_error_got), (unsigned)(expected));                  \
        }                                                                                          \
        assert_int_equal(assert_error_got, (expected));                                            \
    } while (0)
#define assert_ok(call)   assert_error(call, 0)
#define assert_guid(a, b) assert_memory_equal((a).bytes, (b).bytes, 16)

#endif
