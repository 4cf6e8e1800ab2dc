/* SPDX-License-Identifier: MIT */
/* A data cartridge of a story, as the service knows it. */
#ifndef TESTS_CRASH_CARTRIDGE_H
#define TESTS_CRASH_CARTRIDGE_H

#include "stories.h"

/* The only side of the cartridge with this bar code; the test fails when there is none. */
NTMS_GUID cartridge_side(const WCHAR *barcode);
NTMS_PMIDINFORMATIONW cartridge_of(const NTMS_GUID *side);

/* For world_wait: `side` is an NTMS_GUID; its cartridge is idle in a slot. */
BOOL cartridge_is_home(void *side);

/* What a dead process had mounted stays so until somebody dismounts it. A robot that it had set
 * going does not stop with it, and may bring the cartridge home before our dismount does. */
void cartridge_bring_home(NTMS_GUID *side);

#endif
