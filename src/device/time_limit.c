/* SPDX-License-Identifier: MIT */
#include "device/time_limit.h"

#include "port/setting.h"

uint32_t device_time_limit(enum device_time time)
{
    static const struct {
        const char *setting;
        uint32_t seconds;
    } limits[DEVICE_TIME_COUNT] = {
        [DEVICE_TIME_QUERY] = {"CommandTimeout", 60},
        [DEVICE_TIME_STATUS] = {"StatusTimeout", 600},
        [DEVICE_TIME_MOVE] = {"MoveTimeout", 900},
        [DEVICE_TIME_INITIALIZE] = {"InitializeTimeout", 7200},
        [DEVICE_TIME_TRANSFER] = {"TransferTimeout", 900},
        [DEVICE_TIME_REWIND] = {"RewindTimeout", 1800},
        [DEVICE_TIME_LOAD] = {"LoadTimeout", 7920},
    };
    uint32_t seconds = 0;

    if (port_setting_u32(NULL, limits[time].setting, &seconds) != BASE_ERROR_SUCCESS ||
        seconds == 0)
        return limits[time].seconds;
    return seconds;
}
