/* SPDX-License-Identifier: MIT */
#include "security_support.h"

#include <sddl.h>
#include <stdio.h>

static PSECURITY_DESCRIPTOR from_text(const char *text)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorA(text, SDDL_REVISION_1, &descriptor,
                                                              NULL))
        fail_msg("no descriptor: %s", text);
    return descriptor;
}

DWORD security_get(const NTMS_GUID *object, DWORD type, SECURITY_INFORMATION parts,
                   BYTE out[SECURITY_BYTES])
{
    NTMS_GUID copy = *object;
    DWORD needed = 0;
    DWORD error =
        GetNtmsObjectSecurity(world.session, &copy, type, parts, out, SECURITY_BYTES, &needed);
    if (error == ERROR_SUCCESS) {
        assert_true(IsValidSecurityDescriptor(out));
        assert_int_equal(GetSecurityDescriptorLength(out), needed);
    }
    return error;
}

DWORD security_set(const NTMS_GUID *object, DWORD type, SECURITY_INFORMATION parts,
                   const char *text)
{
    NTMS_GUID copy = *object;
    PSECURITY_DESCRIPTOR descriptor = from_text(text);
    DWORD error = SetNtmsObjectSecurity(world.session, &copy, type, parts, descriptor);
    LocalFree(descriptor);
    return error;
}

static void expect_sid(PSID found, PSID wanted)
{
    assert_int_equal(found != NULL, wanted != NULL);
    if (wanted != NULL)
        assert_true(EqualSid(found, wanted));
}

static void expect_list(BOOL present, const ACL *found, BOOL wanted_present, const ACL *wanted)
{
    assert_int_equal(present, wanted_present);
    assert_int_equal(present && found != NULL, wanted_present && wanted != NULL);
    if (present && found != NULL) {
        assert_int_equal(found->AclSize, wanted->AclSize);
        assert_memory_equal(found, wanted, found->AclSize);
    }
}

void security_expect(const NTMS_GUID *object, DWORD type, SECURITY_INFORMATION parts,
                     const char *text)
{
    BYTE found[SECURITY_BYTES];
    PSECURITY_DESCRIPTOR wanted = from_text(text);
    PSID sids[2] = {NULL, NULL};
    PACL lists[2] = {NULL, NULL};
    BOOL present[2] = {FALSE, FALSE};
    BOOL defaulted;
    assert_int_equal(security_get(object, type, parts, found), ERROR_SUCCESS);
    assert_true(GetSecurityDescriptorOwner(found, &sids[0], &defaulted));
    assert_true(GetSecurityDescriptorOwner(wanted, &sids[1], &defaulted));
    expect_sid(sids[0], sids[1]);
    assert_true(GetSecurityDescriptorGroup(found, &sids[0], &defaulted));
    assert_true(GetSecurityDescriptorGroup(wanted, &sids[1], &defaulted));
    expect_sid(sids[0], sids[1]);
    assert_true(GetSecurityDescriptorDacl(found, &present[0], &lists[0], &defaulted));
    assert_true(GetSecurityDescriptorDacl(wanted, &present[1], &lists[1], &defaulted));
    expect_list(present[0], lists[0], present[1], lists[1]);
    assert_true(GetSecurityDescriptorSacl(found, &present[0], &lists[0], &defaulted));
    assert_true(GetSecurityDescriptorSacl(wanted, &present[1], &lists[1], &defaulted));
    expect_list(present[0], lists[0], present[1], lists[1]);
    LocalFree(wanted);
}

void security_everybody(const NTMS_GUID *object, DWORD type, DWORD rights)
{
    char text[128];
    char entry[32] = "";
    if (rights != 0) /* not every system knows an entry of no rights */
        snprintf(entry, sizeof entry, "(A;;0x%x;;;WD)", (unsigned)rights);
    snprintf(text, sizeof text, "D:(A;;0xe0007;;;SY)(A;;0xe0007;;;BA)%s", entry);
    assert_int_equal(security_set(object, type, DACL_SECURITY_INFORMATION, text), ERROR_SUCCESS);
}

BOOL security_privilege(BOOL enabled)
{
    TOKEN_PRIVILEGES wish = {.PrivilegeCount = 1};
    HANDLE token = NULL;
    assert_true(
        OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &token));
    assert_true(LookupPrivilegeValueW(NULL, L"SeSecurityPrivilege", &wish.Privileges[0].Luid));
    wish.Privileges[0].Attributes = enabled ? SE_PRIVILEGE_ENABLED : 0;
    BOOL done = AdjustTokenPrivileges(token, FALSE, &wish, 0, NULL, NULL) &&
                GetLastError() == ERROR_SUCCESS;
    CloseHandle(token);
    return done;
}
