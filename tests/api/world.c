/* SPDX-License-Identifier: MIT */
#include "world.h"

#include <sddl.h>
#include <sqlite3.h>
#include <stdio.h>

struct world world = {.session = INVALID_HANDLE_VALUE};
const NTMS_GUID world_null_guid = NTMS_NULLGUID;
const NTMS_GUID world_stray_guid = {
    0x5712A4E1, 0xBEEF, 0x4ABC, {0x88, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07}};

static char folder[MAX_PATH];
static uint32_t case_number;

int world_group_setup(void **state)
{
    (void)state;
    uint32_t error = vtl_open(&world.vtl);
    if (error != 0)
        print_error("the virtual library is not loaded: error %u\n", (unsigned)error);
    return error != 0;
}

int world_group_teardown(void **state)
{
    (void)state;
    world_close();
    vtl_build(world.vtl, NULL, 0, NULL, 0);
    vtl_close(world.vtl);
    return 0;
}

/* Longer than any test; less than what a command may take (device/time_limit.h). */
enum { HOLD_MS = 800000 };

static uint32_t set_delays(int32_t move_ms, int32_t cleaning_ms)
{
    struct vtl_control_delays delays;
    vtl_delays_keep(&delays, 0);
    delays.move_ms = move_ms;
    delays.cleaning_ms = cleaning_ms;
    return vtl_delays(world.vtl, &delays);
}

void world_hold_robot(void)
{
    assert_int_equal(set_delays(HOLD_MS, VTL_DELAY_KEEP), 0);
}

void world_hold_cleaning(void)
{
    assert_int_equal(set_delays(VTL_DELAY_KEEP, HOLD_MS), 0);
}

void world_let_go(void)
{
    assert_int_equal(set_delays(0, 0), 0);
}

static BOOL robot_moves(void *context)
{
    struct vtl_dump dump;
    (void)context;
    assert_int_equal(vtl_dump_read(world.vtl, &dump), 0);
    BOOL result = dump.libraries[0].moving != 0;
    vtl_dump_free(&dump);
    return result;
}

void world_wait_robot(void)
{
    world_wait(robot_moves, NULL, "the robot at work");
}

int world_teardown(void **state)
{
    (void)state;
    vtl_clear_faults(world.vtl);
    (void)set_delays(0, 0); /* fails where there is no library */
    world_close();
    return 0;
}

static void new_folder(void)
{
    char root[MAX_PATH - 32];
    DWORD length = GetEnvironmentVariableA("NTMS_TEST_FOLDER", root, sizeof root);
    if (length == 0 || length >= sizeof root)
        assert_true(GetTempPathA(sizeof root, root) != 0);
    snprintf(folder, sizeof folder, "%s\\data-%u-%u", root, (unsigned)GetCurrentProcessId(),
             (unsigned)++case_number);
    assert_true(SetEnvironmentVariableA("NTMS_DATA", folder));
}

/* The ids of one type in the library, in the order of their numbers. */
static DWORD sorted(DWORD type, NTMS_GUID list[WORLD_LIST])
{
    NTMS_GUID found[WORLD_LIST];
    DWORD first = 0xFFFFFFFF;
    DWORD numbers[WORLD_LIST];
    DWORD count = world_list(&world.library, type, found);
    for (DWORD i = 0; i < count; i++) {
        /* Number leads the information of all these types. */
        NTMS_OBJECTINFORMATIONW object = world_read(&found[i], type);
        numbers[i] = object.Info.StorageSlot.Number;
        first = numbers[i] < first ? numbers[i] : first;
    }
    for (DWORD i = 0; i < count; i++) {
        assert_in_range(numbers[i] - first, 0, count - 1);
        list[numbers[i] - first] = found[i];
    }
    return count;
}

static void find_library(void)
{
    NTMS_GUID list[WORLD_LIST];
    static const DWORD wanted[] = {NTMS_LIBRARYTYPE_ONLINE, NTMS_LIBRARYTYPE_STANDALONE};
    DWORD count = world_list(NULL, NTMS_LIBRARY, list);
    for (size_t k = 0; k < 2; k++) {
        for (DWORD i = 0; i < count; i++) {
            NTMS_OBJECTINFORMATIONW library = world_read(&list[i], NTMS_LIBRARY);
            if (library.Info.Library.LibraryType == wanted[k]) {
                world.library = list[i];
                return;
            }
        }
    }
    fail_msg("no library was found among %u", (unsigned)count);
}

void world_open(void)
{
    SetLastError(0xDEADBEEF);
    world.session = OpenNtmsSessionW(NULL, (LPCWSTR)u"api test", 0);
    if (world.session == INVALID_HANDLE_VALUE)
        fail_msg("OpenNtmsSession: error %u", (unsigned)GetLastError());
    find_library();
    world.slot_count = sorted(NTMS_STORAGESLOT, world.slots);
    world.drive_count = sorted(NTMS_DRIVE, world.drives);
    world.port_count = sorted(NTMS_IEPORT, world.ports);
    world.door_count = sorted(NTMS_IEDOOR, world.doors);
}

void world_close(void)
{
    HANDLE session = world.session;
    world.session = INVALID_HANDLE_VALUE;
    if (session != INVALID_HANDLE_VALUE)
        assert_int_equal(CloseNtmsSession(session), ERROR_SUCCESS);
}

void world_reopen(void)
{
    world_close();
    world_open();
    world_settle();
}

void world_forget(void)
{
    world_close();
    new_folder();
}

void world_start(const struct vtl_client_library *libraries, uint32_t library_count,
                 const struct vtl_client_drive *drives, uint32_t drive_count)
{
    world_close();
    new_folder();
    assert_int_equal(vtl_build(world.vtl, libraries, library_count, drives, drive_count), 0);
    world_open();
    world_settle();
}

void world_start_small(uint32_t ports, uint32_t door, const char *cartridges)
{
    struct vtl_client_library library;
    vtl_config_default(&library, 0);
    library.slots = 6;
    library.drives = 2;
    library.ports = ports;
    library.door = door;
    library.cartridges = cartridges;
    world_start(&library, 1, NULL, 0);
}

static void expand(char *out, size_t size, const char *statement, const NTMS_GUID *id)
{
    char hex[40] = "x'";
    const BYTE *bytes = (const BYTE *)id;
    for (size_t i = 0; i < sizeof *id; i++)
        snprintf(hex + 2 + 2 * i, 3, "%02x", bytes[i]);
    strcat(hex, "'");
    const char *place = strstr(statement, "%g");
    if (place == NULL)
        snprintf(out, size, "%s", statement);
    else
        snprintf(out, size, "%.*s%s%s", (int)(place - statement), statement, hex, place + 2);
}

static sqlite3 *lock;

static sqlite3 *open_database(void)
{
    char path[MAX_PATH + 16];
    sqlite3 *db = NULL;
    snprintf(path, sizeof path, "%s\\ntms.db", folder);
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        fail_msg("%s: %s", path, sqlite3_errmsg(db));
    sqlite3_busy_timeout(db, WORLD_WAIT_MS / 2);
    return db;
}

void world_sql_beside(const char *statement, const NTMS_GUID *id)
{
    char text[4096];
    char *message = NULL;
    sqlite3 *db = open_database();
    expand(text, sizeof text, statement, id != NULL ? id : &world_null_guid);
    int code = sqlite3_exec(db, "PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON", NULL,
                            NULL, &message);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db, text, NULL, NULL, &message);
    if (code != SQLITE_OK)
        fail_msg("%s: %s", text, message);
    assert_true(sqlite3_changes(db) > 0);
    sqlite3_close(db);
}

void world_sql(const char *statement, const NTMS_GUID *id)
{
    assert_ptr_equal(world.session, INVALID_HANDLE_VALUE);
    world_sql_beside(statement, id);
}

int64_t world_sql_number(const char *query, const NTMS_GUID *id)
{
    char text[4096];
    sqlite3_stmt *statement = NULL;
    sqlite3 *db = open_database();
    expand(text, sizeof text, query, id != NULL ? id : &world_null_guid);
    if (sqlite3_prepare_v2(db, text, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", text, sqlite3_errmsg(db));
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t result = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return result;
}

/* A cleaning of a drive of no use: without a cleaner it waits until the service stops. */
void world_touch(void)
{
    assert_int_equal(CleanNtmsDrive(world.session, &world.drives[world.drive_count - 1]), 0);
}

/* A library without a changer is a drive of no library. */
void world_pull_library(void)
{
    BOOL alone = world_library().LibraryType == NTMS_LIBRARYTYPE_STANDALONE;
    assert_int_equal(vtl_power(world.vtl, alone ? VTL_STANDALONE : 0, alone ? 0 : 2, 0, 0), 0);
    world_sql_beside("BEGIN IMMEDIATE;"
                     "UPDATE library SET operational_state = 21 WHERE id = %g;"
                     "UPDATE changer SET operational_state = 21 WHERE library IN"
                     " (SELECT id FROM library WHERE operational_state = 21);"
                     "UPDATE drive SET operational_state = 21 WHERE library IN"
                     " (SELECT id FROM library WHERE operational_state = 21);"
                     "COMMIT",
                     &world.library);
}

void world_pull_drive(uint32_t number)
{
    assert_int_equal(vtl_power(world.vtl, 0, 1, number, 0), 0);
    world_sql_beside("UPDATE drive SET operational_state = 21 WHERE id = %g",
                     &world.drives[number]);
}

void world_lock_database(void)
{
    lock = open_database();
    assert_int_equal(sqlite3_exec(lock, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
}

void world_unlock_database(void)
{
    sqlite3_exec(lock, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_close(lock);
    lock = NULL;
}

/* Carries out the statements that a query makes, all or none. */
static void carry_out(const char *query)
{
    sqlite3 *db = open_database();
    sqlite3_stmt *made = NULL;
    char *message = NULL;
    if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, &message) != SQLITE_OK ||
        sqlite3_prepare_v2(db, query, -1, &made, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    assert_int_equal(sqlite3_step(made), SQLITE_ROW);
    assert_non_null(sqlite3_column_text(made, 0));
    char *statements = strdup((const char *)sqlite3_column_text(made, 0));
    sqlite3_finalize(made);
    if (sqlite3_exec(db, statements, NULL, NULL, &message) != SQLITE_OK ||
        sqlite3_exec(db, "COMMIT", NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s", message);
    free(statements);
    sqlite3_close(db);
}

/* An error that stands for no condition of its own, as a constraint does. */
void world_break_database(void)
{
    carry_out("SELECT group_concat('CREATE TRIGGER broken_' || name || '_' || verb || ' BEFORE ' ||"
              " verb || ' ON ' || name || ' BEGIN SELECT abs(-9223372036854775808); END;', '')"
              " FROM sqlite_schema, (SELECT 'INSERT' AS verb UNION SELECT 'UPDATE' UNION"
              " SELECT 'DELETE') WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
}

void world_mend_database(void)
{
    carry_out("SELECT group_concat('DROP TRIGGER ' || name || ';', '') FROM sqlite_schema"
              " WHERE type = 'trigger' AND name LIKE 'broken%'");
}

void world_deny_users(void)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    ULONG length = 0;
    char statement[1024] = "UPDATE security SET descriptor = x'";
    assert_true(ConvertStringSecurityDescriptorToSecurityDescriptorA(
        "O:BAG:SYD:(A;;0x60007;;;SY)", SDDL_REVISION_1, &descriptor, &length));
    size_t used = strlen(statement);
    for (ULONG i = 0; i < length; i++, used += 2)
        snprintf(statement + used, sizeof statement - used, "%02x", ((BYTE *)descriptor)[i]);
    LocalFree(descriptor);
    strcat(statement, "'");
    world_close();
    world_sql(statement, NULL);
}

NTMS_OBJECTINFORMATIONW world_read(const NTMS_GUID *id, DWORD type)
{
    NTMS_OBJECTINFORMATIONW object;
    NTMS_GUID copy = *id;
    memset(&object, 0, sizeof object);
    object.dwSize = sizeof object;
    object.dwType = type;
    DWORD error = GetNtmsObjectInformationW(world.session, &copy, &object);
    if (error != ERROR_SUCCESS)
        fail_msg("reading an object of type %u: error %u", (unsigned)type, (unsigned)error);
    return object;
}

static BOOL library_is(DWORD state)
{
    return world_read(&world.library, NTMS_LIBRARY).dwOperationalState == state;
}

BOOL world_is_absent(void *context)
{
    (void)context;
    return library_is(NTMS_NOT_PRESENT);
}

BOOL world_is_ready(void *context)
{
    (void)context;
    return library_is(NTMS_READY);
}

NTMS_LIBRARYINFORMATION world_library(void)
{
    return world_read(&world.library, NTMS_LIBRARY).Info.Library;
}

NTMS_DRIVEINFORMATIONW world_drive(uint32_t number)
{
    return world_read(&world.drives[number], NTMS_DRIVE).Info.Drive;
}

DWORD world_slot_state(uint32_t number)
{
    return world_read(&world.slots[number], NTMS_STORAGESLOT).Info.StorageSlot.State;
}

BOOL world_cleaner_slot_is(const NTMS_GUID *slot)
{
    NTMS_LIBRARYINFORMATION library = world_library();
    return world_same(&library.CleanerSlot, slot);
}

DWORD world_list(const NTMS_GUID *container, DWORD type, NTMS_GUID list[WORLD_LIST])
{
    NTMS_GUID copy = container != NULL ? *container : world_null_guid;
    DWORD count = WORLD_LIST;
    DWORD error =
        EnumerateNtmsObject(world.session, container != NULL ? &copy : NULL, list, &count, type, 0);
    if (error != ERROR_SUCCESS)
        fail_msg("listing type %u: error %u, count %u", (unsigned)type, (unsigned)error,
                 (unsigned)count);
    return count;
}

BOOL world_same(const NTMS_GUID *a, const NTMS_GUID *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

void world_wait(world_condition *condition, void *context, const char *what)
{
    ULONGLONG start = GetTickCount64();
    while (!condition(context)) {
        if (GetTickCount64() - start > WORLD_WAIT_MS)
            fail_msg("waited %u s in vain: %s", (unsigned)WORLD_WAIT_MS / 1000, what);
        Sleep(5);
    }
}

struct vtl_control_place world_slot(uint32_t number)
{
    return vtl_place(0, VTL_SLOT, number);
}

struct vtl_control_place world_port(uint32_t number)
{
    return vtl_place(0, VTL_PORT, number);
}

struct vtl_control_place world_drive_place(uint32_t number)
{
    return vtl_place(0, VTL_DRIVE, number);
}

void world_put_cleaner(struct vtl_control_place place, const char *barcode, uint32_t uses)
{
    assert_int_equal(vtl_insert_cleaner(world.vtl, place, barcode, uses), 0);
}

void world_take(struct vtl_control_place place)
{
    assert_int_equal(vtl_remove(world.vtl, place), 0);
}

BOOL world_device_at(struct vtl_control_place place, struct vtl_dump_cartridge *cartridge)
{
    struct vtl_dump dump;
    assert_int_equal(vtl_dump_read(world.vtl, &dump), 0);
    const struct vtl_dump_cartridge *found = vtl_dump_by_place(&dump, place);
    BOOL result = found != NULL;
    if (found != NULL)
        *cartridge = *found;
    vtl_dump_free(&dump);
    return result;
}

uint32_t world_device_cleanings(uint32_t drive)
{
    struct vtl_dump dump;
    assert_int_equal(vtl_dump_read(world.vtl, &dump), 0);
    const struct vtl_dump_drive *found = vtl_dump_drive_at(&dump, 0, drive);
    uint32_t cleanings = found != NULL ? found->cleanings : 0;
    vtl_dump_free(&dump);
    return cleanings;
}

/*
 * Runs on the thread with the process's token stripped of its privileges and of Administrators.
 */
DWORD world_as_user(world_call *call, void *context)
{
    BYTE sid[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof sid;
    HANDLE own = NULL;
    HANDLE stripped = NULL;
    HANDLE user = NULL;
    BOOL member = TRUE;
    assert_true(CreateWellKnownSid(WinBuiltinAdministratorsSid, NULL, sid, &size));
    SID_AND_ATTRIBUTES disable = {.Sid = sid};
    assert_true(OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &own));
    BOOL made = CreateRestrictedToken(own, DISABLE_MAX_PRIVILEGE, 1, &disable, 0, NULL, 0, NULL,
                                      &stripped) &&
                DuplicateTokenEx(stripped, TOKEN_ALL_ACCESS, NULL, SecurityImpersonation,
                                 TokenImpersonation, &user) &&
                SetThreadToken(NULL, user);
    if (made && !CheckTokenMembership(NULL, sid, &member))
        member = TRUE;
    DWORD result = made && !member ? call(context) : 0;
    SetThreadToken(NULL, NULL);
    CloseHandle(own);
    if (stripped != NULL)
        CloseHandle(stripped);
    if (user != NULL)
        CloseHandle(user);
    if (!made || member)
        fail_msg("no token without the rights of an administrator can be made");
    return result;
}
