/* SPDX-License-Identifier: MIT */
/*
 * Where the cartridges of one library are, by the library's own word: a table in memory of slots,
 * drives, ports and the arm, filled by looks at the device and kept by whoever holds the library's
 * lease. The database rows of the same places follow it.
 */
#ifndef ENGINE_PLACES_H
#define ENGINE_PLACES_H

#include "device/changer.h"
#include "engine/runtime.h"
#include "rules/world.h"

struct engine_place {
    struct base_guid id;
    bool present; /* magazine or drive is there */
    enum rules_content content;
    struct rules_place home;           /* where its cartridge came from, by the library's word */
    bool inverted;                     /* ... and that it was turned over since */
    char barcode[DEVICE_BARCODE_SIZE]; /* "" = none read */
};

struct engine_places {
    struct engine_place *slots; /* by element index */
    size_t slot_count;
    struct engine_place *drives;
    size_t drive_count;
    struct engine_place *ports;
    size_t port_count;
    struct engine_place transport;
    uint32_t cleaner_slot; /* index of the reserved slot or RULES_NONE */
};

/*
 * Reads which rows stand for which element of `library`; contents are unknown until the first look.
 * The element index of a row is its number less the library's first number of that kind.
 * `places` is the caller's, to be released with engine_places_free.
 */
base_error engine_places_load(struct store_transaction *transaction,
                              const struct model_information *library,
                              struct engine_places *places);

/* One more than the highest element index among the drives' rows: one that was deleted leaves a
 * gap. */
base_error engine_places_count_drives(struct store_transaction *transaction,
                                      const struct model_information *library, uint32_t *count);

void engine_places_free(struct engine_places *places); /* a zeroed structure is accepted */

/* The place of that name, or NULL when there is none. */
struct engine_place *engine_places_at(struct engine_places *places, struct rules_place place);

/* The index of the row `id` among `count` places, or RULES_NONE; of the null identifier that, too.
 */
uint32_t engine_places_index(const struct engine_place *places, size_t count,
                             const struct base_guid *id);

/* Points cleaner_slot at the library's reserved slot. */
void engine_places_set_cleaner_slot(struct engine_places *places,
                                    const struct model_library *library);

/*
 * Takes over what a look has shown. Which cartridge is the library's cleaner is told by `library`
 * (slot, bar code, flag) and `cleaner_hint`: the place where the database last knew it, NOWHERE
 * when it does not. Elements the table does not know are ignored.
 */
void engine_places_see(struct engine_places *places, const struct model_library *library,
                       struct rules_place cleaner_hint, const struct device_elements *elements);

/* True when the cartridge at a place is a cleaning cartridge: the library's cleaner, or by its bar
 * code where the library goes by that (API: NtmsLibraryFlags). */
bool engine_places_is_cleaning(const struct model_library *library,
                               const struct engine_place *place);

/* True when a cartridge with the bar code `barcode` ("" = none read) is another one than `medium`.
 */
bool engine_places_is_other(const char *barcode, const struct model_physical_media *medium);

/* Device terms and planner terms for the same places. */
enum device_kind engine_places_kind(enum rules_place_kind kind);
enum rules_place_kind engine_places_place_kind(enum device_kind kind);

#endif
