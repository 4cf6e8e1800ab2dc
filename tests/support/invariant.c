/* SPDX-License-Identifier: MIT */
#include "support/invariant.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/cmocka_shim.h"

enum { LIST_MAX = 512, PATIENCE_MS = 120000 };

struct objects {
    DWORD count;
    NTMS_GUID ids[LIST_MAX];
    NTMS_OBJECTINFORMATIONW *items; /* LIST_MAX of them */
};

/* One library of the device and its objects, each list by number from 0. */
struct view {
    HANDLE session;
    const struct vtl_dump *dump;
    uint16_t library;
    NTMS_GUID id;
    NTMS_LIBRARYINFORMATION information;
    struct objects slots;
    struct objects drives;
    struct objects ports;
    struct objects media;
    BOOL at_rest;
};

static char text[512];

static const char *wrong(const char *format, ...) __attribute__((format(gnu_printf, 1, 2)));

static const char *wrong(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return text;
}

static BOOL same(const NTMS_GUID *a, const NTMS_GUID *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static BOOL is_text(const WCHAR *wide, const char *narrow)
{
    while (*narrow != '\0' && *wide == (WCHAR)(BYTE)*narrow) {
        wide++;
        narrow++;
    }
    return *narrow == '\0' && *wide == 0;
}

/* ---- the objects ---- */

static const char *read_object(HANDLE session, NTMS_GUID id, DWORD type,
                               NTMS_OBJECTINFORMATIONW *object)
{
    memset(object, 0, sizeof *object);
    object->dwSize = sizeof *object;
    object->dwType = type;
    DWORD error = GetNtmsObjectInformationW(session, &id, object);
    return error == 0 ? NULL
                      : wrong("an object of type %u: error %u", (unsigned)type, (unsigned)error);
}

static void objects_free(struct objects *objects)
{
    free(objects->items);
    objects->items = NULL;
}

static const char *objects_read(HANDLE session, NTMS_GUID *container, DWORD type,
                                struct objects *objects)
{
    const char *trouble = NULL;
    DWORD count = LIST_MAX;
    DWORD error = EnumerateNtmsObject(session, container, objects->ids, &count, type, 0);
    if (error != 0)
        return wrong("listing type %u: error %u", (unsigned)type, (unsigned)error);
    objects->items = calloc(LIST_MAX, sizeof *objects->items);
    if (objects->items == NULL)
        return wrong("no memory");
    objects->count = count;
    for (DWORD i = 0; trouble == NULL && i < count; i++)
        trouble = read_object(session, objects->ids[i], type, &objects->items[i]);
    return trouble;
}

/* The object with a number: Number leads the information of slots, drives and ports alike. */
static const NTMS_OBJECTINFORMATIONW *by_number(const struct objects *objects, DWORD number,
                                                NTMS_GUID *id)
{
    for (DWORD i = 0; i < objects->count; i++) {
        if (objects->items[i].Info.StorageSlot.Number == number) {
            *id = objects->ids[i];
            return &objects->items[i];
        }
    }
    return NULL;
}

/* ---- cartridges ---- */

static const char *place_text(const struct vtl_control_place *place)
{
    static const char *const names[] = {"outside", "arm", "slot", "port", "drive"};
    static char out[64];
    snprintf(out, sizeof out, "%s %u of library %u", names[place->type % 5],
             (unsigned)place->number, (unsigned)place->library);
    return out;
}

static BOOL place_id(const struct view *view, const struct vtl_control_place *place, NTMS_GUID *id)
{
    const NTMS_LIBRARYINFORMATION *library = &view->information;
    switch (place->type) {
    case VTL_SLOT:
        return by_number(&view->slots, library->FirstSlotNumber + place->number, id) != NULL;
    case VTL_DRIVE:
        return by_number(&view->drives, library->FirstDriveNumber + place->number, id) != NULL;
    case VTL_PORT:
        return by_number(&view->ports, library->FirstPortNumber + place->number, id) != NULL;
    default:
        return FALSE;
    }
}

static BOOL is_here(const struct view *view, const struct vtl_dump_cartridge *cartridge)
{
    return cartridge->place.library == view->library && cartridge->place.type != VTL_OUTSIDE;
}

/* Without a reader a cleaner that was not declared to be one is a cartridge like any other. */
static BOOL is_data(const struct view *view, const struct vtl_dump_cartridge *cartridge)
{
    return cartridge->kind == 0 ||
           (!view->information.BarCodeReaderInstalled &&
            (view->information.dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT) == 0);
}

/* A data cartridge of the device: exactly one object with its bar code in that place. */
static const char *check_cartridge(const struct view *view,
                                   const struct vtl_dump_cartridge *cartridge)
{
    const char *barcode = view->information.BarCodeReaderInstalled ? cartridge->barcode : "";
    NTMS_GUID place;
    DWORD found = 0;
    if (!place_id(view, &cartridge->place, &place))
        return wrong("cartridge '%s' lies in %s, which has no object", cartridge->barcode,
                     place_text(&cartridge->place));
    for (DWORD i = 0; i < view->media.count; i++) {
        const NTMS_PMIDINFORMATIONW *medium = &view->media.items[i].Info.PhysicalMedia;
        if (is_text(medium->szBarCode, barcode) && same(&medium->Location, &place))
            found++;
    }
    return found == 1 ? NULL
                      : wrong("cartridge '%s' in %s: %u objects", cartridge->barcode,
                              place_text(&cartridge->place), (unsigned)found);
}

static const char *check_cartridges(const struct view *view)
{
    const char *trouble = NULL;
    DWORD held = 0;
    for (uint32_t i = 0; trouble == NULL && i < view->dump->header->cartridges; i++) {
        const struct vtl_dump_cartridge *cartridge = &view->dump->cartridges[i];
        if (is_here(view, cartridge) && is_data(view, cartridge)) {
            trouble = check_cartridge(view, cartridge);
            held++;
        }
    }
    if (trouble == NULL && held != view->media.count)
        trouble = wrong("library %u holds %u data cartridges, the database knows %u",
                        (unsigned)view->library, (unsigned)held, (unsigned)view->media.count);
    return trouble;
}

/* ---- places ---- */

static const char *check_slots(const struct view *view)
{
    for (DWORD i = 0; i < view->slots.count; i++) {
        const NTMS_STORAGESLOTINFORMATION *slot = &view->slots.items[i].Info.StorageSlot;
        DWORD number = slot->Number - view->information.FirstSlotNumber;
        BOOL full =
            vtl_dump_by_place(view->dump, vtl_place(view->library, VTL_SLOT, number)) != NULL;
        DWORD wanted = full ? NTMS_SLOTSTATE_FULL : NTMS_SLOTSTATE_EMPTY;
        if (slot->State != wanted && slot->State != NTMS_SLOTSTATE_NOTPRESENT)
            return wrong("slot %u of library %u is %s, its state is %u", (unsigned)number,
                         (unsigned)view->library, full ? "full" : "empty", (unsigned)slot->State);
    }
    return NULL;
}

static const char *check_ports(const struct view *view)
{
    for (DWORD i = 0; i < view->ports.count; i++) {
        const NTMS_IEPORTINFORMATION *port = &view->ports.items[i].Info.IEPort;
        DWORD number = port->Number - view->information.FirstPortNumber;
        BOOL full =
            vtl_dump_by_place(view->dump, vtl_place(view->library, VTL_PORT, number)) != NULL;
        if (port->Content != (full ? NTMS_PORTCONTENT_FULL : NTMS_PORTCONTENT_EMPTY))
            return wrong("port %u of library %u is %s, its content is %u", (unsigned)number,
                         (unsigned)view->library, full ? "full" : "empty", (unsigned)port->Content);
    }
    return NULL;
}

static const char *check_drives(const struct view *view)
{
    for (DWORD i = 0; i < view->drives.count; i++) {
        const NTMS_DRIVEINFORMATIONW *drive = &view->drives.items[i].Info.Drive;
        DWORD number = drive->Number - view->information.FirstDriveNumber;
        const struct vtl_dump_cartridge *held =
            vtl_dump_by_place(view->dump, vtl_place(view->library, VTL_DRIVE, number));
        BOOL empty = drive->State == NTMS_DRIVESTATE_DISMOUNTED;
        BOOL cleaned = drive->State == NTMS_DRIVESTATE_BEING_CLEANED;
        if (empty != (held == NULL) || cleaned != (held != NULL && held->kind == 1))
            return wrong("drive %u of library %u holds '%s', its state is %u", (unsigned)number,
                         (unsigned)view->library, held != NULL ? held->barcode : "nothing",
                         (unsigned)drive->State);
    }
    return NULL;
}

/* ---- the cleaner ---- */

/* The cleaner that the library's record speaks of: in its slot, on its way, or in a drive. */
static const struct vtl_dump_cartridge *find_cleaner(const struct view *view, BOOL *home)
{
    const struct vtl_dump_cartridge *found = NULL;
    NTMS_GUID place;
    for (uint32_t i = 0; i < view->dump->header->cartridges; i++) {
        const struct vtl_dump_cartridge *cartridge = &view->dump->cartridges[i];
        if (cartridge->kind != 1 || !is_here(view, cartridge))
            continue;
        *home = place_id(view, &cartridge->place, &place) &&
                same(&place, &view->information.CleanerSlot);
        found = cartridge;
        if (*home)
            return found;
    }
    return found;
}

static const char *check_cleaner(const struct view *view)
{
    const NTMS_LIBRARYINFORMATION *library = &view->information;
    BOOL home = FALSE;
    const struct vtl_dump_cartridge *cleaner = find_cleaner(view, &home);
    if ((library->dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT) == 0)
        return library->dwCleanerUsesRemaining == 0
                   ? NULL
                   : wrong("library %u has no cleaner, and %u cleanings left",
                           (unsigned)view->library, (unsigned)library->dwCleanerUsesRemaining);
    if (cleaner == NULL)
        return wrong("library %u shall have a cleaner and has none", (unsigned)view->library);
    if ((library->dwFlags & NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING) == 0 &&
        library->dwCleanerUsesRemaining > cleaner->uses_left)
        return wrong("library %u: the cleaner has %u cleanings left, not %u",
                     (unsigned)view->library, (unsigned)cleaner->uses_left,
                     (unsigned)library->dwCleanerUsesRemaining);
    if (view->at_rest && !home)
        return wrong("the cleaner lies in %s instead of its slot", place_text(&cleaner->place));
    return NULL;
}

/* ---- libraries ---- */

static const char *fill(struct view *view)
{
    NTMS_OBJECTINFORMATIONW *object = malloc(sizeof *object);
    if (object == NULL)
        return wrong("no memory");
    const char *trouble = read_object(view->session, view->id, NTMS_LIBRARY, object);
    view->information = object->Info.Library;
    free(object);
    if (trouble == NULL)
        trouble = objects_read(view->session, &view->id, NTMS_STORAGESLOT, &view->slots);
    if (trouble == NULL)
        trouble = objects_read(view->session, &view->id, NTMS_DRIVE, &view->drives);
    if (trouble == NULL)
        trouble = objects_read(view->session, &view->id, NTMS_IEPORT, &view->ports);
    if (trouble == NULL)
        trouble = objects_read(view->session, &view->id, NTMS_PHYSICAL_MEDIA, &view->media);
    return trouble;
}

static const char *check_library(struct view *view)
{
    const char *(*const checks[])(const struct view *) = {check_cartridges, check_slots,
                                                          check_ports, check_drives, check_cleaner};
    const char *trouble = fill(view);
    for (size_t i = 0; trouble == NULL && i < sizeof checks / sizeof *checks; i++)
        trouble = checks[i](view);
    objects_free(&view->slots);
    objects_free(&view->drives);
    objects_free(&view->ports);
    objects_free(&view->media);
    return trouble;
}

static const char *check_changer(HANDLE session, const struct vtl_dump *dump, uint32_t library,
                                 const struct objects *changers, BOOL at_rest)
{
    const char *trouble = wrong("library %u is unknown", (unsigned)library);
    char name[32];
    struct view *view = calloc(1, sizeof *view);
    if (view == NULL)
        return wrong("no memory");
    snprintf(name, sizeof name, "\\\\.\\Changer%u", (unsigned)dump->libraries[library].number);
    for (DWORD i = 0; i < changers->count; i++) {
        const NTMS_OBJECTINFORMATIONW *changer = &changers->items[i];
        if (changer->dwOperationalState == NTMS_NOT_PRESENT ||
            !is_text(changer->Info.Changer.szDeviceName, name))
            continue;
        view->session = session;
        view->dump = dump;
        view->library = dump->libraries[library].library;
        view->id = changer->Info.Changer.Library;
        view->at_rest = at_rest;
        trouble = check_library(view);
        break;
    }
    free(view);
    return trouble;
}

static const char *device_violation(const struct vtl_dump *dump)
{
    for (uint32_t i = 0; i < dump->header->cartridges; i++) {
        const struct vtl_dump_cartridge *a = &dump->cartridges[i];
        for (uint32_t j = 0; j < i; j++) {
            const struct vtl_dump_cartridge *b = &dump->cartridges[j];
            BOOL shelf = a->place.type == VTL_OUTSIDE;
            if (a->id == b->id || (!shelf && memcmp(&a->place, &b->place, sizeof a->place) == 0))
                return wrong("cartridges '%s' and '%s' both in %s", a->barcode, b->barcode,
                             place_text(&a->place));
        }
    }
    return NULL;
}

const char *invariant_device_violation(vtl_handle vtl)
{
    struct vtl_dump dump;
    uint32_t error = vtl_dump_read(vtl, &dump);
    if (error != 0)
        return wrong("no dump of the virtual library: error %u", (unsigned)error);
    const char *trouble = device_violation(&dump);
    vtl_dump_free(&dump);
    return trouble;
}

static const char *violation(HANDLE session, vtl_handle vtl, BOOL at_rest)
{
    struct vtl_dump dump;
    struct objects *changers = calloc(1, sizeof *changers);
    if (changers == NULL)
        return wrong("no memory");
    uint32_t error = vtl_dump_read(vtl, &dump);
    if (error != 0) {
        free(changers);
        return wrong("no dump of the virtual library: error %u", (unsigned)error);
    }
    const char *trouble = device_violation(&dump);
    if (trouble == NULL)
        trouble = objects_read(session, NULL, NTMS_CHANGER, changers);
    for (uint32_t i = 0; trouble == NULL && i < dump.header->libraries; i++)
        trouble = check_changer(session, &dump, i, changers, at_rest);
    objects_free(changers);
    free(changers);
    vtl_dump_free(&dump);
    return trouble;
}

const char *invariant_violation(HANDLE session, vtl_handle vtl)
{
    return violation(session, vtl, FALSE);
}

static void check(HANDLE session, vtl_handle vtl, BOOL at_rest)
{
    ULONGLONG start = GetTickCount64();
    const char *trouble = violation(session, vtl, at_rest);
    while (trouble != NULL) {
        if (GetTickCount64() - start > PATIENCE_MS)
            fail_msg("%s", trouble);
        Sleep(10);
        trouble = violation(session, vtl, at_rest);
    }
}

void invariant_check(HANDLE session, vtl_handle vtl)
{
    check(session, vtl, FALSE);
}

void invariant_check_at_rest(HANDLE session, vtl_handle vtl)
{
    check(session, vtl, TRUE);
}
