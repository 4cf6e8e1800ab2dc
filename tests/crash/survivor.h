/* SPDX-License-Identifier: MIT */
/*
 * Two processes have sessions with one library, and the one that drives the robot is killed at a
 * named point of its own story.
 */
#ifndef TESTS_CRASH_SURVIVOR_H
#define TESTS_CRASH_SURVIVOR_H

#include "stories.h"

/* The story ends in the other process, which `serve` plays on in, and then plays the story again;
 * no cartridge and no move is left unsettled. */
void survivor_finishes(const struct story *story, void (*serve)(void), const char *point);

#endif
