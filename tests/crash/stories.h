/* SPDX-License-Identifier: MIT */
/*
 * What the process that gets killed is doing. A story starts with a library of 6 slots, 2 drives
 * and a port (or a door instead), and slot 3 is for the cleaner; it ends with exit code 0 when
 * nobody kills it.
 */
#ifndef TESTS_CRASH_STORIES_H
#define TESTS_CRASH_STORIES_H

#include "api/world.h"

enum { STORY_SLOT = 3, STORY_USES = 5 };
#define STORY_CLEANER "CLN001L4"

struct story {
    const char *name;
    BOOL by_door;          /* the library has a door and no port */
    BOOL unlabeled;        /* the library has no bar code reader */
    void (*prepare)(void); /* the parent, before each run, in a session of its own */
    void (*tell)(void);    /* the child, in its session */
    void (*go_on)(const struct story *story); /* the parent, after the kill: all works again */
    uint32_t ports;                           /* of a library without a door */
    void (*mend)(void); /* the parent, after the next start: what hands have to do, or NULL */
};

extern const struct story story_clean;  /* reserve, inject from the port, clean a drive */
extern const struct story story_inject; /* the operator is told to put the cleaner in */
extern const struct story story_eject;  /* the operator takes the cleaner away */
extern const struct story story_door;   /* all three through the door */
extern const struct story story_blind;  /* as story_clean, where no bar codes are read */

extern const struct story story_label; /* a cartridge comes into Free */
extern const struct story story_gap;   /* a drive asks for cleaning and is cleaned */
extern const struct story story_mount; /* two tapes in and out, at once and deferred */

extern const struct story story_eject_media;  /* two tapes leave together */
extern const struct story story_inject_media; /* two tapes come in together */

extern const struct story story_look; /* a fast inventory after two cartridges were moved by hand */
extern const struct story story_read; /* an inventory by labels */

extern const struct story story_away; /* the library goes away, with a tape in it, and comes back */

extern const struct story story_exchange; /* a tape is wanted in another one's drive */

/* Nobody has its two tapes, whatever became of the requests for them. */
void story_give_back_exchanged(void);

/* The library has power again; until it is in service. */
void story_bring_library_back(void);

/* Until no inventory is unfinished, nor what it asked for. */
void story_await_inventory(void);

/* The operator's part of the two that eject and inject, until no such request is unfinished. */
void story_serve_eject(void);
void story_serve_inject(void);

/* The operator puts the cleaner, which is on the shelf, into its slot by the door. */
void story_inject_by_door(void);

/* The child's part: plays the story of that name in a session; the exit code. */
int story_play(const char *name);

#endif
