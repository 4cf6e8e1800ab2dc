/* SPDX-License-Identifier: MIT */
/*
 * A backup program that works beside others and a management program, in rounds: what it does
 * between two pauses, and how it and its parent pause in step.
 */
#ifndef TESTS_SCENARIO_MANAGEMENT_BACKUP_H
#define TESTS_SCENARIO_MANAGEMENT_BACKUP_H

#include "api/world.h"

enum { BACKUPS = 2, BACKUP_ROUNDS = 3, BACKUP_SLOTS = 12, BACKUP_CLEANER_SLOT = 11 };
/* Slots 0 to 5 hold tapes for everybody, this one the tape that goes in and out. */
#define BACKUP_TRAVELLER "A00006L4"

struct backup {
    uint32_t number;
    HANDLE process;
};

/* The parent's side: starts program `number`; waits until it pauses after a round; lets it go on.
 */
struct backup backup_start(uint32_t number);
void backup_await_pause(const struct backup *backup, uint32_t round);
void backup_go_on(const struct backup *backup, uint32_t round);
void backup_finish(const struct backup *backup);

/* The program itself, with the argument that the parent has given; its exit code. */
int backup_program(const char *argument);

#endif
