/* SPDX-License-Identifier: MIT */
#include "base/calendar.h"

#define ERA_DAYS    INT64_C(146097) /* 400 years of the Gregorian calendar */
#define EPOCH_SHIFT INT64_C(719468) /* days from 0000-03-01 to 1970-01-01 */

/* Years are counted from March here, so that the leap day is last in its year. */
struct base_date base_date_from_days(int64_t days)
{
    int64_t shifted = days + EPOCH_SHIFT;
    int64_t era = shifted / ERA_DAYS;
    int64_t of_era = shifted % ERA_DAYS;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153; /* 0 = March */
    struct base_date date;
    date.day = (uint16_t)(of_year - (153 * month + 2) / 5 + 1);
    date.month = (uint16_t)(month < 10 ? month + 3 : month - 9);
    date.year = (uint16_t)(year + era * 400 + (month < 10 ? 0 : 1));
    return date;
}
