/* SPDX-License-Identifier: MIT */
#include "api/system_time.h"

#define DAY_MS      INT64_C(86400000)
#define FIRST_DAY   INT64_C(-134774)  /* 1601-01-01 */
#define BEYOND_DAY  INT64_C(10540168) /* 30828-01-01 */
#define ERA_DAYS    INT64_C(146097)   /* 400 years of the Gregorian calendar */
#define EPOCH_SHIFT INT64_C(719468)   /* days from 0000-03-01 to 1970-01-01 */

/* Year, month and day of a day number; years are counted from March, so that the leap day is last
 * in its year. day is not before 1601. */
static void civil_from_days(int64_t day, struct api_system_time *time)
{
    int64_t shifted = day + EPOCH_SHIFT;
    int64_t era = shifted / ERA_DAYS;
    int64_t of_era = shifted % ERA_DAYS;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153; /* 0 = March */
    time->words[3] = (uint16_t)(of_year - (153 * month + 2) / 5 + 1);
    time->words[1] = (uint16_t)(month < 10 ? month + 3 : month - 9);
    time->words[0] = (uint16_t)(year + era * 400 + (month < 10 ? 0 : 1));
}

struct api_system_time api_system_time_from(int64_t milliseconds)
{
    struct api_system_time time = {{0}};
    int64_t day = milliseconds / DAY_MS;
    int64_t rest = milliseconds % DAY_MS;
    if (rest < 0) {
        rest += DAY_MS;
        day--;
    }
    if (milliseconds == 0 || day < FIRST_DAY || day >= BEYOND_DAY)
        return time;
    civil_from_days(day, &time);
    time.words[2] = (uint16_t)((day - FIRST_DAY + 1) % 7); /* 1601-01-01 was a Monday */
    time.words[4] = (uint16_t)(rest / 3600000);
    time.words[5] = (uint16_t)(rest / 60000 % 60);
    time.words[6] = (uint16_t)(rest / 1000 % 60);
    time.words[7] = (uint16_t)(rest % 1000);
    return time;
}
