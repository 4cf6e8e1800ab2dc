/* SPDX-License-Identifier: MIT */
/*
 * Cartridges by their bar codes in tests over the virtual library: mounting, dismounting, what
 * their rows say.
 */
#ifndef TESTS_UNIT_ENGINE_MOUNT_SUPPORT_H
#define TESTS_UNIT_ENGINE_MOUNT_SUPPORT_H

#include "media_support.h"

/* The cartridge with this bar code; fails the test when there is none. */
struct base_guid media_named(const char *barcode);

struct model_physical_media media_row(const struct base_guid *medium);
struct model_drive media_drive(const struct base_guid *drive);

/* Mounts side 0 of these cartridges in one call. */
base_error media_mount_by(struct engine_session *session, const char *const *barcodes,
                          uint32_t count, uint32_t options, uint32_t timeout,
                          struct base_guid *drives);
base_error media_mount_all(const char *const *barcodes, uint32_t count, uint32_t options,
                           uint32_t timeout, struct base_guid *drives);
/* One, with ten seconds. */
base_error media_mount(const char *barcode, struct base_guid *drive);

base_error media_dismount_by(struct engine_session *session, const char *barcode, uint32_t options);
/* Waits for the end and tells the request's state (and error). */
uint32_t media_dismount_told(const char *barcode, uint32_t options, base_error *error);
uint32_t media_dismount(const char *barcode, uint32_t options);

/* Dismounts every cartridge that is loaded, or will be, until nothing is left to be done. */
void media_release_all(void);

/* Waits until all cartridges are in slots and idle and all requests finished. */
void media_await_idle(void);

/* A library with A00001L4 to A00003L4 in slots 1 to 3, everything at rest; its end: all of them
 * back in slots, device and database agree. */
void media_start(void);
void media_end(void);

/* An object's operational state. */
uint32_t media_state_of(const struct base_guid *id, uint32_t type);

/* A cartridge can be had in this drive. */
void media_use_drive(const char *barcode, const struct base_guid *drive);

/* The drive's DeferDismountDelay in seconds. */
void media_set_delay(const struct base_guid *drive, uint32_t seconds);

/* The number of a drive in its library, from 0. */
uint32_t fixture_index(const struct base_guid *drive);

#endif
