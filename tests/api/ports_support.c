/* SPDX-License-Identifier: MIT */
#include "ports_support.h"

NTMS_GUID ports_shelf(void)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_LIBRARY, list);
    for (DWORD i = 0; i < count; i++) {
        if (world_read(&list[i], NTMS_LIBRARY).Info.Library.LibraryType == NTMS_LIBRARYTYPE_OFFLINE)
            return list[i];
    }
    fail_msg("there is no shelf");
    return world_null_guid;
}

DWORD ports_eject(const NTMS_GUID *media, NTMS_GUID *operation, DWORD action)
{
    NTMS_GUID copy = media != NULL ? *media : world_null_guid;
    NTMS_GUID before = operation != NULL ? *operation : world_null_guid;
    DWORD error = EjectNtmsMedia(world.session, media != NULL ? &copy : NULL, operation, action);
    if (error != ERROR_SUCCESS && operation != NULL)
        assert_true(world_same(operation, &before));
    return error;
}

DWORD ports_inject(const NTMS_GUID *library, NTMS_GUID *operation, DWORD action)
{
    NTMS_GUID copy = *library;
    NTMS_GUID before = *operation;
    DWORD error = InjectNtmsMedia(world.session, &copy, operation, action);
    if (error != ERROR_SUCCESS)
        assert_true(world_same(operation, &before));
    return error;
}

static BOOL port_is(void *position)
{
    return world_read(&world.ports[0], NTMS_IEPORT).Info.IEPort.Position == *(DWORD *)position;
}

void ports_wait_open(void)
{
    DWORD position = NTMS_PORTPOSITION_EXTENDED;
    world_wait(port_is, &position, "the port open");
}

void ports_wait_shut(void)
{
    DWORD position = NTMS_PORTPOSITION_RETRACTED;
    world_wait(port_is, &position, "the port shut");
}

static BOOL everything_is_home(void *context)
{
    (void)context;
    return world_sql_number("SELECT count(*) FROM physical_media WHERE media_state <> 0 OR"
                            " location_type <> 16",
                            NULL) == 0;
}

void ports_settle(void)
{
    world_settle();
    world_wait(everything_is_home, NULL, "every cartridge home");
}

void ports_take(uint32_t port)
{
    assert_int_equal(vtl_move(world.vtl, world_port(port), vtl_place(0, VTL_OUTSIDE, 0), 0), 0);
}

void ports_bring(uint32_t port, const char *barcode)
{
    assert_int_equal(vtl_move_from_shelf(world.vtl, barcode, world_port(port)), 0);
}
