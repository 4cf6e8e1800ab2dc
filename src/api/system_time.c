/* SPDX-License-Identifier: MIT */
#include "api/system_time.h"

#include "base/calendar.h"

#define DAY_MS     INT64_C(86400000)
#define FIRST_DAY  INT64_C(-134774)  /* 1601-01-01 */
#define BEYOND_DAY INT64_C(10540168) /* 30828-01-01 */

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
    struct base_date date = base_date_from_days(day);
    time.words[0] = date.year;
    time.words[1] = date.month;
    time.words[3] = date.day;
    time.words[2] = (uint16_t)((day - FIRST_DAY + 1) % 7); /* 1601-01-01 was a Monday */
    time.words[4] = (uint16_t)(rest / 3600000);
    time.words[5] = (uint16_t)(rest / 60000 % 60);
    time.words[6] = (uint16_t)(rest / 1000 % 60);
    time.words[7] = (uint16_t)(rest % 1000);
    return time;
}
