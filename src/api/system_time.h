/* SPDX-License-Identifier: MIT */
/*
 * Times at the edge: milliseconds since 1970-01-01 UTC inside, SYSTEMTIME in UTC outside. Pure
 * arithmetic.
 */
#ifndef API_SYSTEM_TIME_H
#define API_SYSTEM_TIME_H

#include <stdint.h>

/* The members of a SYSTEMTIME in their order: year, month, day of week (0 = Sunday), day, hour,
 * minute, second, millisecond. */
struct api_system_time {
    uint16_t words[8];
};

/*
 * A time that has not happened (0), or that SYSTEMTIME cannot hold (before the year 1601, after
 * 30827), is all zero.
 */
struct api_system_time api_system_time_from(int64_t milliseconds);

#endif
