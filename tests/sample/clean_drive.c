/* SPDX-License-Identifier: MIT */
/*
 * A program in the manner of 2003: it knows <ntmsapi.h> and nothing else. It lists the libraries,
 * makes sure that one of them has a cleaner cartridge (reserving a slot and asking the operator to
 * put one into the port), has a drive cleaned, follows the requests with times, and prints the
 * library before and after.
 *
 *     clean_drive [NUMBER-OF-CLEANINGS]
 *
 * Exit code 0: the drive was cleaned.
 */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <ntmsapi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_SIZE = 4096, PATIENCE_MS = 120000, USES_OF_A_NEW_CLEANER = 20 };

static HANDLE session;

static const char *const operation_names[] = {
    "remove",          "disable library", "enable library", "disable drive",  "enable drive",
    "disable media",   "enable media",    "update label",   "inventory",      "door access",
    "eject",           "eject cleaner",   "inject",         "inject cleaner", "process label",
    "clean drive",     "dismount",        "mount",          "write label",    "classify",
    "reserve cleaner", "release cleaner"};
static const char *const request_states[] = {"QUEUED",   "INPROCESS", "PASSED",
                                             "FAILED",   "INVALID",   "WAITING",
                                             "DEFERRED", "CANCELLED", "STOPPED"};
static const char *const drive_states[] = {"dismounted", "mounted",       "loaded",      "?", "?",
                                           "unloaded",   "being cleaned", "dismountable"};
static const char *const slot_states[] = {"unknown", "full", "empty", "not present",
                                          "needs inventory"};

#define NAME(table, number) ((number) < sizeof(table) / sizeof((table)[0]) ? (table)[number] : "?")

static void fail(const char *what, DWORD error)
{
    printf("%s: error %u\n", what, (unsigned)error);
    fflush(stdout);
    exit(1);
}

static void say(const char *text)
{
    SYSTEMTIME now;
    GetSystemTime(&now);
    printf("%02u:%02u:%02u.%03u  %s\n", now.wHour, now.wMinute, now.wSecond, now.wMilliseconds,
           text);
    fflush(stdout);
}

static const char *time_text(const SYSTEMTIME *time, char *text, size_t size)
{
    if (time->wYear == 0)
        return "never";
    snprintf(text, size, "%04u-%02u-%02u %02u:%02u:%02u.%03u", time->wYear, time->wMonth,
             time->wDay, time->wHour, time->wMinute, time->wSecond, time->wMilliseconds);
    return text;
}

static NTMS_OBJECTINFORMATIONA read_object(const NTMS_GUID *id, DWORD type)
{
    NTMS_OBJECTINFORMATIONA object;
    NTMS_GUID copy = *id;
    memset(&object, 0, sizeof object);
    object.dwSize = sizeof object;
    object.dwType = type;
    DWORD error = GetNtmsObjectInformationA(session, &copy, &object);
    if (error != ERROR_SUCCESS)
        fail("GetNtmsObjectInformation", error);
    return object;
}

/* The ids of all objects of a type in a container (NULL = everywhere). */
static DWORD list_objects(const NTMS_GUID *container, DWORD type, NTMS_GUID *list)
{
    NTMS_GUID copy = container != NULL ? *container : (NTMS_GUID)NTMS_NULLGUID;
    DWORD count = LIST_SIZE;
    DWORD error =
        EnumerateNtmsObject(session, container != NULL ? &copy : NULL, list, &count, type, 0);
    if (error != ERROR_SUCCESS)
        fail("EnumerateNtmsObject", error);
    return count;
}

static NTMS_GUID find_robotic_library(void)
{
    static NTMS_GUID list[LIST_SIZE];
    NTMS_GUID found = NTMS_NULLGUID;
    DWORD count = list_objects(NULL, NTMS_LIBRARY, list);
    printf("libraries:\n");
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONA library = read_object(&list[i], NTMS_LIBRARY);
        static const char *const types[] = {"unknown", "off-line", "robotic", "stand-alone"};
        printf("  %-34s %s%s\n", library.szName, NAME(types, library.Info.Library.LibraryType),
               library.dwOperationalState == NTMS_NOT_PRESENT ? ", not present" : "");
        if (NTMS_IS_NULLGUID(found) &&
            library.Info.Library.LibraryType == NTMS_LIBRARYTYPE_ONLINE &&
            library.dwOperationalState != NTMS_NOT_PRESENT)
            found = list[i];
    }
    if (NTMS_IS_NULLGUID(found))
        fail("no robotic library", ERROR_OBJECT_NOT_FOUND);
    return found;
}

/* The bar code of the cartridge that lies in a place, "" when there is none or none is known. */
static void barcode_at(const NTMS_GUID *library, const NTMS_GUID *place, char text[64])
{
    static NTMS_GUID media[LIST_SIZE];
    DWORD count = list_objects(library, NTMS_PHYSICAL_MEDIA, media);
    text[0] = '\0';
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONA medium = read_object(&media[i], NTMS_PHYSICAL_MEDIA);
        if (memcmp(&medium.Info.PhysicalMedia.Location, place, sizeof *place) == 0)
            memcpy(text, medium.Info.PhysicalMedia.szBarCode, 64);
    }
}

static void print_slots(const NTMS_GUID *library, const NTMS_GUID *cleaner_slot)
{
    static NTMS_GUID list[LIST_SIZE];
    DWORD empty = 0;
    DWORD count = list_objects(library, NTMS_STORAGESLOT, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONA slot = read_object(&list[i], NTMS_STORAGESLOT);
        BOOL reserved = memcmp(&list[i], cleaner_slot, sizeof *cleaner_slot) == 0;
        char barcode[64];
        if (slot.Info.StorageSlot.State == NTMS_SLOTSTATE_EMPTY && !reserved) {
            empty++;
            continue;
        }
        barcode_at(library, &list[i], barcode);
        printf("  slot %-3u %-8s %s%s\n", (unsigned)slot.Info.StorageSlot.Number,
               NAME(slot_states, slot.Info.StorageSlot.State), barcode,
               reserved ? "<- reserved for the cleaner" : "");
    }
    printf("  %u of %u slots empty\n", (unsigned)empty, (unsigned)count);
}

static void print_drives(const NTMS_GUID *library)
{
    static NTMS_GUID list[LIST_SIZE];
    DWORD count = list_objects(library, NTMS_DRIVE, list);
    for (DWORD i = 0; i < count; i++) {
        char text[64];
        NTMS_OBJECTINFORMATIONA drive = read_object(&list[i], NTMS_DRIVE);
        printf("  drive %u  %-11s %-13s last cleaned: %s\n", (unsigned)drive.Info.Drive.Number,
               drive.Info.Drive.szDeviceName, NAME(drive_states, drive.Info.Drive.State),
               time_text(&drive.Info.Drive.LastCleanedTs, text, sizeof text));
    }
}

static void print_library(const NTMS_GUID *id, const char *when)
{
    NTMS_OBJECTINFORMATIONA library = read_object(id, NTMS_LIBRARY);
    const NTMS_LIBRARYINFORMATION *info = &library.Info.Library;
    printf("\n%s, %s:\n", library.szName, when);
    print_slots(id, &info->CleanerSlot);
    print_drives(id);
    if (NTMS_IS_NULLGUID(info->CleanerSlot))
        printf("  cleaner: no slot reserved\n");
    else if ((info->dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT) == 0)
        printf("  cleaner: none\n");
    else if (info->dwCleanerUsesRemaining == 0xFFFFFFFF)
        printf("  cleaner: present, uses not counted\n");
    else
        printf("  cleaner: present, %u uses left\n", (unsigned)info->dwCleanerUsesRemaining);
    printf("\n");
    fflush(stdout);
}

static BOOL is_over(DWORD state)
{
    return state == NTMS_LM_PASSED || state == NTMS_LM_FAILED || state == NTMS_LM_INVALID ||
           state == NTMS_LM_CANCELLED || state == NTMS_LM_STOPPED;
}

/* Tells an operator what to do: the newest request that waits for one. */
static void print_operator_requests(void)
{
    static NTMS_GUID list[LIST_SIZE];
    static NTMS_GUID told;
    DWORD count = list_objects(NULL, NTMS_OPREQUEST, list);
    if (count == 0 || memcmp(&list[count - 1], &told, sizeof told) == 0)
        return;
    told = list[count - 1];
    NTMS_OBJECTINFORMATIONA request = read_object(&told, NTMS_OPREQUEST);
    char text[400];
    snprintf(text, sizeof text, "operator: %s", request.Info.OpRequest.szMessage);
    say(text);
}

/* Prints each new state of a request, and of the drive it uses, until it is over. */
static DWORD follow(const NTMS_GUID *id, const NTMS_GUID *drive)
{
    DWORD state = 0xFFFFFFFF;
    DWORD drive_state = 0xFFFFFFFF;
    ULONGLONG start = GetTickCount64();
    char text[400];
    for (;;) {
        NTMS_OBJECTINFORMATIONA request = read_object(id, NTMS_LIBREQUEST);
        const NTMS_LIBREQUESTINFORMATIONA *info = &request.Info.LibRequest;
        if (info->State != state) {
            state = info->State;
            snprintf(text, sizeof text, "%s: %s%s", NAME(operation_names, info->OperationCode),
                     NAME(request_states, state),
                     state == NTMS_LM_FAILED ? ", see the error below" : "");
            say(text);
        }
        if (drive != NULL) {
            NTMS_OBJECTINFORMATIONA object = read_object(drive, NTMS_DRIVE);
            if (object.Info.Drive.State != drive_state) {
                drive_state = object.Info.Drive.State;
                snprintf(text, sizeof text, "  drive %u: %s", (unsigned)object.Info.Drive.Number,
                         NAME(drive_states, drive_state));
                say(text);
            }
        }
        if (is_over(state)) {
            char queued[64];
            char completed[64];
            printf("              queued %s, completed %s\n",
                   time_text(&info->TimeQueued, queued, sizeof queued),
                   time_text(&info->TimeCompleted, completed, sizeof completed));
            return state == NTMS_LM_FAILED
                       ? info->dwErrorCode
                       : (state == NTMS_LM_PASSED ? ERROR_SUCCESS : ERROR_CANCELLED);
        }
        if (state == NTMS_LM_WAITING)
            print_operator_requests();
        if (GetTickCount64() - start > PATIENCE_MS)
            return ERROR_TIMEOUT;
        Sleep(20);
    }
}

/* A slot that is free for the cleaner; right after the start the inventory may still run. */
static NTMS_GUID find_empty_slot(const NTMS_GUID *library)
{
    static NTMS_GUID list[LIST_SIZE];
    ULONGLONG start = GetTickCount64();
    for (;;) {
        DWORD count = list_objects(library, NTMS_STORAGESLOT, list);
        for (DWORD i = count; i-- > 0;) {
            NTMS_OBJECTINFORMATIONA slot = read_object(&list[i], NTMS_STORAGESLOT);
            if (slot.Info.StorageSlot.State == NTMS_SLOTSTATE_EMPTY)
                return list[i];
        }
        if (GetTickCount64() - start > PATIENCE_MS)
            fail("no empty slot", ERROR_LIBRARY_FULL);
        Sleep(50);
    }
}

static void wait_for_inventory(const NTMS_GUID *library)
{
    static NTMS_GUID list[LIST_SIZE];
    ULONGLONG start = GetTickCount64();
    BOOL told = FALSE;
    for (;;) {
        BOOL open = FALSE;
        DWORD count = list_objects(library, NTMS_LIBREQUEST, list);
        for (DWORD i = 0; i < count; i++) {
            NTMS_OBJECTINFORMATIONA request = read_object(&list[i], NTMS_LIBREQUEST);
            open = open || (request.Info.LibRequest.OperationCode == NTMS_LM_INVENTORY &&
                            !is_over(request.Info.LibRequest.State));
        }
        if (!open)
            return;
        if (!told)
            say("inventory is running");
        told = TRUE;
        if (GetTickCount64() - start > PATIENCE_MS)
            fail("inventory", ERROR_TIMEOUT);
        Sleep(50);
    }
}

static void provide_cleaner(NTMS_GUID *library)
{
    NTMS_OBJECTINFORMATIONA object = read_object(library, NTMS_LIBRARY);
    if (NTMS_IS_NULLGUID(object.Info.Library.CleanerSlot)) {
        NTMS_GUID slot = find_empty_slot(library);
        DWORD error = ReserveNtmsCleanerSlot(session, library, &slot);
        if (error != ERROR_SUCCESS)
            fail("ReserveNtmsCleanerSlot", error);
        say("a slot is reserved for the cleaner");
    }
    if ((object.Info.Library.dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT) == 0) {
        NTMS_GUID operation;
        DWORD error = InjectNtmsCleaner(session, library, &operation, USES_OF_A_NEW_CLEANER,
                                        NTMS_INJECT_START);
        if (error != ERROR_SUCCESS)
            fail("InjectNtmsCleaner", error);
        say("put a cleaner cartridge into the port");
        error = follow(&operation, NULL);
        if (error != ERROR_SUCCESS)
            fail("inject cleaner", error);
    }
}

/* The request that a CleanNtmsDrive has just made: the newest cleaning of the drive. */
static NTMS_GUID find_cleaning(const NTMS_GUID *library, const NTMS_GUID *drive)
{
    static NTMS_GUID list[LIST_SIZE];
    NTMS_GUID found = NTMS_NULLGUID;
    DWORD count = list_objects(library, NTMS_LIBREQUEST, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONA request = read_object(&list[i], NTMS_LIBREQUEST);
        if (request.Info.LibRequest.OperationCode == NTMS_LM_CLEANDRIVE &&
            memcmp(&request.Info.LibRequest.DriveId, drive, sizeof *drive) == 0)
            found = list[i];
    }
    if (NTMS_IS_NULLGUID(found))
        fail("no cleaning request", ERROR_OBJECT_NOT_FOUND);
    return found;
}

static void clean(NTMS_GUID *library, NTMS_GUID *drive)
{
    NTMS_OBJECTINFORMATIONA before = read_object(drive, NTMS_DRIVE);
    DWORD error = CleanNtmsDrive(session, drive);
    if (error != ERROR_SUCCESS)
        fail("CleanNtmsDrive", error);
    say("CleanNtmsDrive returned");
    NTMS_GUID request = find_cleaning(library, drive);
    error = follow(&request, drive);
    if (error != ERROR_SUCCESS)
        fail("clean drive", error);
    NTMS_OBJECTINFORMATIONA after = read_object(drive, NTMS_DRIVE);
    if (memcmp(&before.Info.Drive.LastCleanedTs, &after.Info.Drive.LastCleanedTs,
               sizeof(SYSTEMTIME)) == 0)
        fail("the drive does not know of its cleaning", ERROR_INVALID_DATA);
}

int main(int argc, char **argv)
{
    static NTMS_GUID drives[LIST_SIZE];
    int cleanings = argc > 1 ? atoi(argv[1]) : 1;
    printf("%u-bit program\n", (unsigned)sizeof(void *) * 8);
    session = OpenNtmsSessionA(NULL, "clean_drive", 0);
    if (session == INVALID_HANDLE_VALUE)
        fail("OpenNtmsSession", GetLastError());
    NTMS_GUID library = find_robotic_library();
    wait_for_inventory(&library);
    provide_cleaner(&library);
    print_library(&library, "before");
    DWORD count = list_objects(&library, NTMS_DRIVE, drives);
    if (count == 0)
        fail("no drive", ERROR_OBJECT_NOT_FOUND);
    for (int i = 0; i < cleanings; i++)
        clean(&library, &drives[(DWORD)i % count]);
    print_library(&library, "after");
    DWORD error = CloseNtmsSession(session);
    if (error != ERROR_SUCCESS)
        fail("CloseNtmsSession", error);
    printf("drive cleaned\n");
    return 0;
}
