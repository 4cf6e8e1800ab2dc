/* SPDX-License-Identifier: MIT */
#include "port/security.h"

#include "port/win32.h"

#include <sddl.h>
#include <string.h>

#include "base/memory.h"
#include "port/atomic.h"
#include "port/thread.h"

/* Room for the privileges an access check may report as used; two exist that can be. */
#define PRIVILEGE_ROOM 16

base_error port_win32_attributes(const WCHAR *text, SECURITY_ATTRIBUTES *attributes)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1, &descriptor,
                                                              NULL))
        return port_win32_error();
    attributes->nLength = sizeof *attributes;
    attributes->lpSecurityDescriptor = descriptor;
    attributes->bInheritHandle = FALSE;
    return BASE_ERROR_SUCCESS;
}

/* The token a check is made with: the thread's while it impersonates, else a copy of the process's.
 */
static base_error open_token(HANDLE *token)
{
    HANDLE own;
    HANDLE copy;
    if (OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, token))
        return BASE_ERROR_SUCCESS;
    if (GetLastError() != ERROR_NO_TOKEN)
        return port_win32_error();
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY | TOKEN_DUPLICATE, &own))
        return port_win32_error();
    base_error error = BASE_ERROR_SUCCESS;
    if (DuplicateTokenEx(own, TOKEN_QUERY, NULL, SecurityIdentification, TokenImpersonation, &copy))
        *token = copy;
    else
        error = port_win32_error();
    CloseHandle(own);
    return error;
}

static base_error check_with_token(HANDLE token, void *descriptor,
                                   const struct port_generic_mapping *mapping, DWORD desired)
{
    GENERIC_MAPPING generic = {mapping->read, mapping->write, mapping->execute, mapping->all};
    union {
        PRIVILEGE_SET set;
        uint8_t room[sizeof(PRIVILEGE_SET) + PRIVILEGE_ROOM * sizeof(LUID_AND_ATTRIBUTES)];
    } privileges;
    DWORD size = sizeof privileges;
    DWORD granted = 0;
    BOOL allowed = FALSE;
    MapGenericMask(&desired, &generic);
    if (!AccessCheck(descriptor, token, desired, &generic, &privileges.set, &size, &granted,
                     &allowed))
        return port_win32_error();
    return allowed ? BASE_ERROR_SUCCESS : BASE_ERROR_ACCESS_DENIED;
}

base_error port_access_check(const uint8_t *descriptor, size_t length,
                             const struct port_generic_mapping *mapping, uint32_t desired)
{
    HANDLE token;
    if (!port_descriptor_is_valid(descriptor, length))
        return BASE_ERROR_INVALID_SECURITY_DESCR;
    /* A copy, because the system wants it aligned and our bytes may lie anywhere. */
    void *aligned = base_memory_get(length);
    if (aligned == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    memcpy(aligned, descriptor, length);
    base_error error = open_token(&token);
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    error = check_with_token(token, aligned, mapping, desired);
    CloseHandle(token);
out:
    base_memory_free(aligned);
    return error;
}

bool port_may_audit(void)
{
    PRIVILEGE_SET needed = {.PrivilegeCount = 1, .Control = PRIVILEGE_SET_ALL_NECESSARY};
    BOOL held = FALSE;
    HANDLE token;
    if (!LookupPrivilegeValueW(NULL, L"SeSecurityPrivilege", &needed.Privilege[0].Luid) ||
        open_token(&token) != BASE_ERROR_SUCCESS)
        return false;
    if (!PrivilegeCheck(token, &needed, &held))
        held = FALSE;
    CloseHandle(token);
    return held != FALSE;
}

/* ---- membership ---- */

/* Whether the process itself belongs to a group: asked once, where the answer cannot change. */
enum { MEMBERSHIP_UNASKED, MEMBERSHIP_NO, MEMBERSHIP_YES, MEMBERSHIP_VARIES };
static uint32_t process_administrators = MEMBERSHIP_UNASKED; /* atomic */
static uint32_t process_everyone = MEMBERSHIP_UNASKED;       /* atomic */

static bool is_member(PSID group)
{
    BOOL member = FALSE;
    return CheckTokenMembership(NULL, group, &member) && member;
}

/* A process can switch off groups of its token that are not mandatory (API: AdjustTokenGroups). */
static bool can_switch_group(PSID group)
{
    HANDLE token;
    DWORD size = 0;
    bool found = true;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
        return true;
    (void)GetTokenInformation(token, TokenGroups, NULL, 0, &size);
    TOKEN_GROUPS *groups = base_memory_get(size);
    if (groups != NULL && GetTokenInformation(token, TokenGroups, groups, size, &size)) {
        found = false;
        for (DWORD i = 0; i < groups->GroupCount; i++) {
            DWORD fixed = SE_GROUP_MANDATORY | SE_GROUP_USE_FOR_DENY_ONLY;
            if (EqualSid(groups->Groups[i].Sid, group) &&
                (groups->Groups[i].Attributes & fixed) == 0)
                found = true;
        }
    }
    base_memory_free(groups);
    CloseHandle(token);
    return found;
}

static bool is_impersonating(void)
{
    HANDLE token;
    if (OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &token)) {
        CloseHandle(token);
        return true;
    }
    return GetLastError() != ERROR_NO_TOKEN;
}

static bool belongs(WELL_KNOWN_SID_TYPE group, uint32_t *process)
{
    BYTE sid[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof sid;
    bool impersonating = is_impersonating();
    uint32_t known = impersonating ? MEMBERSHIP_VARIES : port_atomic_load_u32(process);

    if (known == MEMBERSHIP_NO || known == MEMBERSHIP_YES)
        return known == MEMBERSHIP_YES;
    if (!CreateWellKnownSid(group, NULL, sid, &size))
        return false;
    bool member = is_member(sid);
    if (!impersonating && known == MEMBERSHIP_UNASKED) {
        uint32_t answer = member ? MEMBERSHIP_YES : MEMBERSHIP_NO;
        port_atomic_store_u32(process, can_switch_group(sid) ? MEMBERSHIP_VARIES : answer);
    }
    return member;
}

bool port_is_administrator(void)
{
    return belongs(WinBuiltinAdministratorsSid, &process_administrators);
}

bool port_is_everyone(void)
{
    return belongs(WinWorldSid, &process_everyone);
}

static void ask_for_process(void *context)
{
    (void)context;
    (void)port_is_everyone();
}

bool port_process_is_everyone(void)
{
    struct port_thread *thread = NULL;

    if (port_atomic_load_u32(&process_everyone) == MEMBERSHIP_UNASKED && is_impersonating() &&
        port_thread_start(ask_for_process, NULL, &thread) == BASE_ERROR_SUCCESS) {
        /* A new thread impersonates nobody. */
        port_thread_join(thread);
    }
    uint32_t known = port_atomic_load_u32(&process_everyone);
    return known == MEMBERSHIP_YES || (known != MEMBERSHIP_NO && port_is_everyone());
}

base_error port_user_sid(uint8_t sid[PORT_SID_MAX], size_t *length)
{
    union {
        TOKEN_USER user;
        uint8_t room[sizeof(TOKEN_USER) + PORT_SID_MAX];
    } answer;
    DWORD size = sizeof answer;
    HANDLE token;
    base_error error = open_token(&token);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (GetTokenInformation(token, TokenUser, &answer, size, &size)) {
        *length = GetLengthSid(answer.user.User.Sid);
        memcpy(sid, answer.user.User.Sid, *length);
    } else {
        error = port_win32_error();
    }
    CloseHandle(token);
    return error;
}

base_error port_descriptor_from_text(const char *text, uint8_t **descriptor, size_t *length)
{
    PSECURITY_DESCRIPTOR made = NULL;
    ULONG size = 0;
    if (text == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    size_t units = strlen(text) + 1;
    WCHAR *wide = base_memory_get(units * sizeof *wide);
    if (wide == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    base_error error = port_win32_wide(text, wide, units);
    if (error == BASE_ERROR_SUCCESS &&
        !ConvertStringSecurityDescriptorToSecurityDescriptorW(wide, SDDL_REVISION_1, &made, &size))
        error = BASE_ERROR_INVALID_PARAMETER;
    base_memory_free(wide);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    /* size may be rounded up; what counts is the descriptor's own length. */
    size = GetSecurityDescriptorLength(made);
    uint8_t *copy = base_memory_get(size);
    if (copy != NULL) {
        memcpy(copy, made, size);
        *descriptor = copy;
        *length = size;
    } else {
        error = BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    LocalFree(made);
    return error;
}
