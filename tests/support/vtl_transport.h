/* SPDX-License-Identifier: MIT */
/*
 * The virtual tape library's model inside the test program itself, behind the device room's
 * transport: \\.\ChangerN and \\.\TapeN of a world that the test owns. Commands take the time the
 * model says, the robot does one thing at a time, what never answers is given up after a moment.
 * All functions may be called by any thread.
 */
#ifndef TESTS_SUPPORT_VTL_TRANSPORT_H
#define TESTS_SUPPORT_VTL_TRANSPORT_H

#include "vtl/element.h"

/* An empty world, registered as the system's devices. Ends the program without memory. */
void vtl_transport_open(void);
/* Frees the world; no device may be in use. */
void vtl_transport_close(void);

/* What is added from now on is as Linux with Wine has it (vtl/linux.h); the environment variable
 * NTMS_TEST_DEVICES=linux says so for a whole program, =class that devices have class drivers, as
 * Windows has them. */
void vtl_transport_linux(void);

/* The configuration of the first library that the tests of the engine use; change what differs. */
struct vtl_library_config vtl_transport_library(void);
void vtl_transport_add(const struct vtl_library_config *config);
void vtl_transport_add_standalone(uint32_t number, const char *serial);
/* The same with a cartridge inside: "d0=..." as in a library. */
void vtl_transport_add_standalone_with(uint32_t number, const char *serial, const char *cartridges);

/* What the control device can do, one call: true when it succeeded. */
bool vtl_transport_control(uint32_t code, const void *in, uint32_t in_length);
/* A person moves a cartridge inside library 0. */
bool vtl_transport_hand(uint16_t from_type, uint32_t from, uint16_t to_type, uint32_t to);
/* A new cartridge in library 0 by a person's hand. */
bool vtl_transport_insert(uint16_t type, uint32_t number, const char *barcode, uint32_t uses);
bool vtl_transport_insert_medium(const struct vtl_control_insert *insert);
bool vtl_transport_door(bool open);
/* One side of the tape with this bar code, wherever it is: makes it begin with a block and a file
 * mark (length 0: blank), or with a file mark; reads its first block and tells how long it is, 0:
 * blank or a file mark. */
bool vtl_transport_write(const char *barcode, uint32_t side, const void *block, uint32_t length);
bool vtl_transport_mark(const char *barcode, uint32_t side);
uint32_t vtl_transport_read(const char *barcode, uint32_t side, void *block, uint32_t room);
/* The n-th (from 1) command `opcode` from now on at the changer (drive < 0) or a drive of library 0
 * meets `action` (enum vtl_fault_action) with this sense, `times` times. */
bool vtl_transport_fault(int drive, uint16_t opcode, uint32_t nth, uint32_t times, uint32_t action,
                         uint32_t sense);
void vtl_transport_clear_faults(void);
/* From now on no robot begins a command, until the same thread lets it go again (false). */
void vtl_transport_hold_robot(bool hold);
/* Opens of this node fail as if a program held it. NULL: none. */
void vtl_transport_hold(const char *name);

/* Changes something in the world, while nobody looks. */
void vtl_transport_change(void (*change)(struct vtl_world *at, const void *wanted),
                          const void *wanted);

/* In vtl_change.c. A device (`drive` < 0: the library's changer; VTL_STANDALONE: a drive alone)
 * gets another number, as systems number devices anew; one of library 0 becomes another one; one of
 * library 0 (-2: the whole library) or a drive alone disappears or is there again. */
void vtl_transport_renumber(uint32_t library, int drive, uint32_t number);
void vtl_transport_replace(int drive, const char *serial);
bool vtl_transport_power(int drive, bool attached);
bool vtl_transport_power_alone(uint32_t drive, bool attached);

/* All drives are disc drives from now on (before the library is found), and the disc in each has
 * this file system; "": none that the system knows. */
void vtl_transport_discs(const char *file_system, const char *name, uint32_t serial_number);

/* The bar code in a place of library 0; "" when there is no cartridge, "?" for one without. */
void vtl_transport_barcode(uint16_t type, uint32_t number, char out[36]);
uint32_t vtl_transport_uses(const char *barcode);
uint32_t vtl_transport_cleanings(uint32_t drive);
uint32_t vtl_transport_collisions(void);
bool vtl_transport_prevented(void);
bool vtl_transport_port_open(uint32_t port);
/* Handles that are open now. */
uint32_t vtl_transport_handles(void);

#endif
