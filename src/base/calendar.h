/* SPDX-License-Identifier: MIT */
/*
 * The Gregorian calendar, for the formats that keep a date in parts. Pure.
 */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdint.h>

struct base_date {
    uint16_t year;
    uint16_t month; /* 1..12 */
    uint16_t day;   /* 1..31 */
};

/* The date of a day counted from 1970-01-01 (day 0); for the years 0 to 65535. */
struct base_date base_date_from_days(int64_t days);

#endif
