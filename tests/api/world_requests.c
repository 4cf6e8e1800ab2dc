/* SPDX-License-Identifier: MIT */
/* Requests, the cleaner's usual beginnings, and what must hold after every story. */
#include "world.h"

#include <stdarg.h>
#include <stdio.h>

static BOOL is_over(DWORD state)
{
    return state == NTMS_LM_PASSED || state == NTMS_LM_FAILED || state == NTMS_LM_INVALID ||
           state == NTMS_LM_CANCELLED || state == NTMS_LM_STOPPED;
}

NTMS_LIBREQUESTINFORMATIONW world_request_read(const NTMS_GUID *id)
{
    return world_read(id, NTMS_LIBREQUEST).Info.LibRequest;
}

/* Requests are listed in the order of their creation: the last one is the newest. */
static uint32_t count_requests(DWORD operation, NTMS_GUID *newest)
{
    NTMS_GUID list[WORLD_LIST];
    uint32_t found = 0;
    DWORD count = world_list(&world.library, NTMS_LIBREQUEST, list);
    for (DWORD i = 0; i < count; i++) {
        if (world_request_read(&list[i]).OperationCode == operation) {
            *newest = list[i];
            found++;
        }
    }
    return found;
}

BOOL world_find_request(DWORD operation, NTMS_GUID *id)
{
    return count_requests(operation, id) != 0;
}

uint32_t world_request_count(DWORD operation)
{
    NTMS_GUID newest;
    return count_requests(operation, &newest);
}

NTMS_GUID world_request(DWORD operation)
{
    NTMS_GUID id = world_null_guid;
    if (!world_find_request(operation, &id))
        fail_msg("no request of operation %u", (unsigned)operation);
    return id;
}

static BOOL is_there(void *context)
{
    return world_request_count(*(DWORD *)context) != 0;
}

NTMS_GUID world_wait_request(DWORD operation)
{
    world_wait(is_there, &operation, "a request");
    return world_request(operation);
}

struct wanted {
    const NTMS_GUID *id;
    DWORD state;
};

static BOOL has_state(void *context)
{
    const struct wanted *wanted = context;
    return world_request_read(wanted->id).State == wanted->state;
}

void world_wait_state(const NTMS_GUID *id, DWORD state)
{
    struct wanted wanted = {.id = id, .state = state};
    ULONGLONG start = GetTickCount64();
    while (!has_state(&wanted)) {
        NTMS_LIBREQUESTINFORMATIONW request = world_request_read(id);
        if (GetTickCount64() - start > WORLD_WAIT_MS ||
            (is_over(request.State) && request.State != state))
            fail_msg("request of operation %u: state %u (error %u) instead of %u",
                     (unsigned)request.OperationCode, (unsigned)request.State,
                     (unsigned)request.dwErrorCode, (unsigned)state);
        Sleep(5);
    }
}

void world_expect_end(const NTMS_GUID *id, DWORD state, DWORD error)
{
    world_wait_state(id, state);
    NTMS_LIBREQUESTINFORMATIONW request = world_request_read(id);
    assert_int_equal(request.dwErrorCode, error);
    assert_true(request.TimeQueued.wYear >= 2020);
    assert_true(request.TimeCompleted.wYear >= 2020);
    FILETIME queued;
    FILETIME completed;
    assert_true(SystemTimeToFileTime(&request.TimeQueued, &queued));
    assert_true(SystemTimeToFileTime(&request.TimeCompleted, &completed));
    assert_true(CompareFileTime(&queued, &completed) <= 0);
}

static BOOL is_settled(void *context)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_LIBREQUEST, list);
    (void)context;
    for (DWORD i = 0; i < count; i++) {
        DWORD state = world_request_read(&list[i]).State;
        if (!is_over(state) && state != NTMS_LM_WAITING)
            return FALSE;
    }
    return TRUE;
}

void world_settle(void)
{
    world_wait(is_settled, NULL, "every request finished or waiting for the operator");
}

void world_look_over(void)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_LIBRARY, list);
    for (DWORD i = 0; i < count; i++) {
        if (world_read(&list[i], NTMS_LIBRARY).Info.Library.LibraryType != NTMS_LIBRARYTYPE_ONLINE)
            continue;
        assert_int_equal(InventoryNtmsLibrary(world.session, &list[i], NTMS_INVENTORY_FAST),
                         ERROR_SUCCESS);
        NTMS_GUID request = world_request(NTMS_LM_INVENTORY);
        world_wait_state(&request, NTMS_LM_PASSED);
    }
    world_settle();
}

static BOOL is_open(DWORD state)
{
    return state == NTMS_OPSTATE_SUBMITTED || state == NTMS_OPSTATE_ACTIVE ||
           state == NTMS_OPSTATE_INPROGRESS;
}

uint32_t world_operator_requests(DWORD kind, NTMS_GUID *newest)
{
    NTMS_GUID list[WORLD_LIST];
    uint32_t found = 0;
    DWORD count = world_list(NULL, NTMS_OPREQUEST, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW object = world_read(&list[i], NTMS_OPREQUEST);
        if (object.Info.OpRequest.Request != kind || !is_open(object.Info.OpRequest.State))
            continue;
        found++;
        if (newest != NULL)
            *newest = list[i];
    }
    return found;
}

static BOOL is_asked(void *context)
{
    return world_operator_requests(*(DWORD *)context, NULL) != 0;
}

void world_wait_operator(DWORD kind, NTMS_GUID *newest)
{
    world_wait(is_asked, &kind, "an operator request");
    world_operator_requests(kind, newest);
}

void world_reserve(uint32_t slot)
{
    assert_int_equal(ReserveNtmsCleanerSlot(world.session, &world.library, &world.slots[slot]),
                     ERROR_SUCCESS);
}

void world_inject_by_port(const char *barcode, uint32_t uses_told, uint32_t uses_real)
{
    NTMS_GUID operation = world_null_guid;
    world_put_cleaner(world_port(0), barcode, uses_real);
    assert_int_equal(
        InjectNtmsCleaner(world.session, &world.library, &operation, uses_told, NTMS_INJECT_START),
        ERROR_SUCCESS);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
}

/* The object for a place of the device, NULL for places that have none. */
static const NTMS_GUID *object_of(const struct vtl_control_place *place)
{
    if (place->type == VTL_SLOT && place->number < world.slot_count)
        return &world.slots[place->number];
    if (place->type == VTL_DRIVE && place->number < world.drive_count)
        return &world.drives[place->number];
    if (place->type == VTL_PORT && place->number < world.port_count)
        return &world.ports[place->number];
    return NULL;
}

static BOOL is_text(const WCHAR *wide, const char *text)
{
    while (*text != '\0' && *wide == (WCHAR)(BYTE)*text) {
        wide++;
        text++;
    }
    return *text == '\0' && *wide == 0;
}

static char trouble_text[200];

static const char *trouble(const char *format, ...) __attribute__((format(gnu_printf, 1, 2)));

static const char *trouble(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(trouble_text, sizeof trouble_text, format, arguments);
    va_end(arguments);
    return trouble_text;
}

/* One data cartridge of the device: exactly one object, in the same place. */
static const char *check_cartridge(const struct vtl_dump_cartridge *cartridge,
                                   const NTMS_GUID *media, DWORD count)
{
    DWORD matches = 0;
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW object = {.dwSize = sizeof object, .dwType = NTMS_PHYSICAL_MEDIA};
        const NTMS_PMIDINFORMATIONW *medium = &object.Info.PhysicalMedia;
        NTMS_GUID id = media[i];
        if (GetNtmsObjectInformationW(world.session, &id, &object) != ERROR_SUCCESS)
            return trouble("a medium went while it was looked at");
        if (!is_text(medium->szBarCode, cartridge->barcode))
            continue;
        matches++;
        const NTMS_GUID *place = object_of(&cartridge->place);
        if (place == NULL || !world_same(&medium->Location, place))
            return trouble("cartridge %s: the database has it elsewhere", cartridge->barcode);
    }
    if (matches != 1)
        return trouble("cartridge %s: %u objects", cartridge->barcode, (unsigned)matches);
    return NULL;
}

static const char *check_media(const struct vtl_dump *dump)
{
    NTMS_GUID media[WORLD_LIST];
    DWORD known = world_list(&world.library, NTMS_PHYSICAL_MEDIA, media);
    DWORD held = 0;
    const char *result = NULL;
    for (uint32_t i = 0; result == NULL && i < dump->header->cartridges; i++) {
        const struct vtl_dump_cartridge *cartridge = &dump->cartridges[i];
        if (cartridge->kind != 0 || cartridge->place.library != 0 ||
            cartridge->place.type == VTL_OUTSIDE)
            continue;
        result = check_cartridge(cartridge, media, known);
        held++;
    }
    if (result == NULL && known != held)
        result = trouble("%u media for %u cartridges", (unsigned)known, (unsigned)held);
    return result;
}

static const char *check_slots(const struct vtl_dump *dump)
{
    for (DWORD i = 0; i < world.slot_count; i++) {
        DWORD state = world_slot_state(i);
        BOOL full = vtl_dump_by_place(dump, world_slot(i)) != NULL;
        if (state != NTMS_SLOTSTATE_NOTPRESENT &&
            state != (full ? NTMS_SLOTSTATE_FULL : NTMS_SLOTSTATE_EMPTY))
            return trouble("slot %u has state %u and is %s", (unsigned)i, (unsigned)state,
                           full ? "full" : "empty");
    }
    return NULL;
}

static const char *check_cleaner(const struct vtl_dump *dump)
{
    NTMS_LIBRARYINFORMATION library = world_library();
    if ((library.dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT) == 0)
        return library.dwCleanerUsesRemaining == 0 ? NULL : trouble("no cleaner has uses left");
    for (DWORD i = 0; i < world.slot_count; i++) {
        const struct vtl_dump_cartridge *found = vtl_dump_by_place(dump, world_slot(i));
        if (world_same(&world.slots[i], &library.CleanerSlot) &&
            (found == NULL || found->kind != 1))
            return trouble("no cleaner in slot %u", (unsigned)i);
    }
    return NULL;
}

static const char *check_drives(const struct vtl_dump *dump)
{
    for (DWORD i = 0; i < world.drive_count; i++) {
        if (vtl_dump_by_place(dump, world_drive_place(i)) == NULL &&
            world_drive(i).State != NTMS_DRIVESTATE_DISMOUNTED)
            return trouble("drive %u is empty and has state %u", (unsigned)i,
                           (unsigned)world_drive(i).State);
    }
    return NULL;
}

/* What differs between the library and its objects; NULL when nothing does. */
static const char *difference(void)
{
    struct vtl_dump dump;
    assert_int_equal(vtl_dump_read(world.vtl, &dump), 0);
    const char *result = check_media(&dump);
    if (result == NULL)
        result = check_slots(&dump);
    if (result == NULL)
        result = check_cleaner(&dump);
    if (result == NULL)
        result = check_drives(&dump);
    vtl_dump_free(&dump);
    return result;
}

/*
 * The last request's end is not the last move's: the service may take a cartridge home after it, or
 * look at one by its own decision. What differs while a thing is under way is no fault; what still
 * differs when nothing moves any more is.
 */
void world_check_truth(void)
{
    uint64_t start = GetTickCount64();
    for (;;) {
        const char *differs = difference();
        if (differs == NULL)
            return;
        if (GetTickCount64() - start > WORLD_WAIT_MS)
            fail_msg("%s", differs);
        Sleep(20);
    }
}
