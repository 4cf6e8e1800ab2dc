/* SPDX-License-Identifier: MIT */
#include "engine/pause.h"

#define PAUSE_FIRST ((int64_t)1000)
#define PAUSE_MOST  ((int64_t)60000)

int64_t engine_pause_after(uint32_t tries)
{
    int64_t pause = PAUSE_FIRST;

    for (uint32_t i = 0; i < tries && pause < PAUSE_MOST; i++) {
        pause *= 2;
    }
    return pause < PAUSE_MOST ? pause : PAUSE_MOST;
}
