/* SPDX-License-Identifier: MIT */
/*
 * Without NTMS_DATA every process of the machine works on one database, whatever its width: the
 * one in the system's own folder. Children may be of the other width (support/child.h).
 */
#include "api/world.h"

#include <aclapi.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/child.h"

enum { TEXT_SIZE = 40, SAME = 0, DIFFERENT = 9 };

static void text_of(const NTMS_GUID *id, char out[TEXT_SIZE])
{
    const BYTE *bytes = (const BYTE *)id;
    for (size_t i = 0; i < sizeof *id; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

/* The real system folder's data folder, as a process of this width has to name it. */
static BOOL data_folder(char *out, size_t size)
{
    char windows[MAX_PATH];
    UINT length = GetWindowsDirectoryA(windows, sizeof windows);
    assert_in_range(length, 1, sizeof windows - 1);
    const char *system = sizeof(void *) == 4 ? "Sysnative" : "System32";
    return snprintf(out, size, "%s\\%s\\NtmsData", windows, system) < (int)size;
}

static void remove_data(void)
{
    char folder[MAX_PATH];
    char path[2 * MAX_PATH];
    WIN32_FIND_DATAA found;
    assert_true(data_folder(folder, sizeof folder));
    snprintf(path, sizeof path, "%s\\ntms.*", folder);
    HANDLE search = FindFirstFileA(path, &found);
    if (search == INVALID_HANDLE_VALUE)
        return;
    do {
        snprintf(path, sizeof path, "%s\\%s", folder, found.cFileName);
        DeleteFileA(path);
    } while (FindNextFileA(search, &found));
    FindClose(search);
    RemoveDirectoryA(folder);
}

/* Of a folder: what changes what is in it, or who may do so. */
#define CHANGES                                                                                    \
    (FILE_ADD_FILE | FILE_ADD_SUBDIRECTORY | FILE_DELETE_CHILD | DELETE | WRITE_DAC | WRITE_OWNER)

/* Wine keeps rights as those of the file's owner, of a group and of the others; the owner is who
 * has made the folder, on Windows an administrator's group. */
static BOOL may_change(SID *who, SID *owner)
{
    return IsWellKnownSid(who, WinLocalSystemSid) ||
           IsWellKnownSid(who, WinBuiltinAdministratorsSid) || EqualSid(who, owner);
}

/* PROMISE: DataFolder/rights */
static void expect_changed_by_administrators_alone(const char *folder)
{
    SECURITY_DESCRIPTOR *descriptor = NULL;
    SID *owner = NULL;
    ACL *list = NULL;
    DWORD changers = 0;
    assert_int_equal(GetNamedSecurityInfoA((char *)folder, SE_FILE_OBJECT,
                                           OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
                                           (PSID *)&owner, NULL, &list, NULL,
                                           (PSECURITY_DESCRIPTOR *)&descriptor),
                     ERROR_SUCCESS);
    assert_non_null(list);
    for (DWORD i = 0; i < list->AceCount; i++) {
        ACCESS_ALLOWED_ACE *entry = NULL;
        assert_true(GetAce(list, i, (void **)&entry));
        assert_int_equal(entry->Header.AceType, ACCESS_ALLOWED_ACE_TYPE);
        SID *who = (SID *)&entry->SidStart;
        assert_false(IsWellKnownSid(who, WinWorldSid));
        if ((entry->Mask & CHANGES) != 0) {
            assert_true(may_change(who, owner));
            changers++;
        }
    }
    assert_int_not_equal(changers, 0);
    LocalFree(descriptor);
}

static HANDLE open_computer(char out[TEXT_SIZE])
{
    NTMS_GUID id = world_null_guid;
    DWORD count = 1;
    HANDLE session = OpenNtmsSessionW(NULL, NULL, 0);
    if (session == INVALID_HANDLE_VALUE)
        fail_msg("OpenNtmsSession: error %u", (unsigned)GetLastError());
    assert_int_equal(EnumerateNtmsObject(session, NULL, &id, &count, NTMS_COMPUTER, 0), 0);
    assert_int_equal(count, 1);
    text_of(&id, out);
    return session;
}

static int compare(const char *expected)
{
    char text[TEXT_SIZE];
    HANDLE session = open_computer(text);
    CloseNtmsSession(session);
    return strcmp(text, expected) == 0 ? SAME : DIFFERENT;
}

static void test_default_folder_is_one_for_all_processes(void **state)
{
    char file[MAX_PATH];
    char first[TEXT_SIZE];
    char again[TEXT_SIZE];
    (void)state;
    assert_int_equal(vtl_build(world.vtl, NULL, 0, NULL, 0), 0);
    SetEnvironmentVariableA("NTMS_DATA", NULL);
    remove_data();
    /* At the same time, and one after the other. */
    HANDLE session = open_computer(first);
    assert_int_equal(child_wait(child_start("compare", first, NULL)), SAME);
    assert_int_equal(CloseNtmsSession(session), 0);
    assert_int_equal(child_wait(child_start("compare", first, NULL)), SAME);
    session = open_computer(again);
    assert_string_equal(again, first);
    assert_int_equal(CloseNtmsSession(session), 0);
    assert_true(data_folder(file, sizeof file - 16));
    strcat(file, "\\ntms.db");
    assert_int_not_equal(GetFileAttributesA(file), INVALID_FILE_ATTRIBUTES);
    assert_true(data_folder(file, sizeof file));
    expect_changed_by_administrators_alone(file);
    remove_data();
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default_folder_is_one_for_all_processes),
    };
    if (argc == 3 && strcmp(argv[1], "compare") == 0)
        return compare(argv[2]);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
