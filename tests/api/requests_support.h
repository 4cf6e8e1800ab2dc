/* SPDX-License-Identifier: MIT */
/* For the tests of requests: the calls on a copy of the identifier, and the usual beginnings. */
#ifndef TESTS_API_REQUESTS_SUPPORT_H
#define TESTS_API_REQUESTS_SUPPORT_H

#include "world.h"

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

static inline DWORD cancel(const NTMS_GUID *request)
{
    NTMS_GUID copy = *request;
    return CancelNtmsLibraryRequest(world.session, &copy);
}

static inline DWORD get_order(const NTMS_GUID *request, DWORD *order)
{
    NTMS_GUID copy = *request;
    return GetNtmsRequestOrder(world.session, &copy, order);
}

static inline DWORD set_order(const NTMS_GUID *request, DWORD order)
{
    NTMS_GUID copy = *request;
    return SetNtmsRequestOrder(world.session, &copy, order);
}

static inline DWORD erase(const NTMS_GUID *request, DWORD type)
{
    NTMS_GUID copy = *request;
    return DeleteNtmsRequests(world.session, &copy, type, 1);
}

static inline BOOL exists(const NTMS_GUID *id)
{
    NTMS_OBJECTINFORMATIONW object = {.dwSize = sizeof object};
    NTMS_GUID copy = *id;
    return GetNtmsObjectInformationW(world.session, &copy, &object) == ERROR_SUCCESS;
}

static inline NTMS_GUID clean(uint32_t drive)
{
    assert_int_equal(CleanNtmsDrive(world.session, &world.drives[drive]), ERROR_SUCCESS);
    return world_request(NTMS_LM_CLEANDRIVE);
}

static inline NTMS_GUID eject(void)
{
    NTMS_GUID operation = world_null_guid;
    assert_int_equal(EjectNtmsCleaner(world.session, &world.library, &operation, NTMS_EJECT_START),
                     0);
    return operation;
}

static inline void start_with_cleaner(void)
{
    world_start_small(1, 0, cartridges);
    world_reserve(3);
    world_inject_by_port("CLN001L4", 5, 5);
}

static inline NTMS_IEPORTINFORMATION port(void)
{
    return world_read(&world.ports[0], NTMS_IEPORT).Info.IEPort;
}

static inline BOOL port_is_extended(void *context)
{
    (void)context;
    return port().Position == NTMS_PORTPOSITION_EXTENDED;
}

/* A cleaning that waits for a cleaner that nobody has. */
static inline NTMS_GUID waiting_cleaning(uint32_t drive)
{
    NTMS_GUID request = clean(drive);
    world_wait_state(&request, NTMS_LM_WAITING);
    return request;
}

/* A library out of service keeps its requests waiting. */
static inline void disable_library(void)
{
    world_sql_beside("UPDATE library SET enabled = 0 WHERE id = %g", &world.library);
}

#endif
