/* SPDX-License-Identifier: MIT */
#include "port/security.h"

#include <string.h>

#include "base/memory.h"

static port_access_decider *access_decider;
static void *access_context;
static bool is_administrator = true;
static bool may_audit = true;

void port_access_hook(port_access_decider *decider, void *context)
{
    access_decider = decider;
    access_context = context;
}

void port_administrator_hook(bool administrator)
{
    is_administrator = administrator;
}

bool port_is_administrator(void)
{
    return is_administrator;
}

void port_audit_hook(bool may)
{
    may_audit = may;
}

bool port_is_everyone(void)
{
    return true;
}

bool port_process_is_everyone(void)
{
    return true;
}

bool port_may_audit(void)
{
    return may_audit;
}

/* The offsets of owner and group; the Windows check refuses descriptors without them. */
static bool has_owner_and_group(const uint8_t *descriptor)
{
    static const uint8_t NONE[4] = {0};
    return memcmp(descriptor + 4, NONE, 4) != 0 && memcmp(descriptor + 8, NONE, 4) != 0;
}

base_error port_access_check(const uint8_t *descriptor, size_t length,
                             const struct port_generic_mapping *mapping, uint32_t desired)
{
    (void)mapping;
    if (!port_descriptor_is_valid(descriptor, length) || !has_owner_and_group(descriptor))
        return BASE_ERROR_INVALID_SECURITY_DESCR;
    if (access_decider != NULL)
        return access_decider(access_context, descriptor, length, desired);
    return BASE_ERROR_SUCCESS;
}

base_error port_user_sid(uint8_t sid[PORT_SID_MAX], size_t *length)
{
    static const uint8_t ADMINISTRATORS[] = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0};
    memcpy(sid, ADMINISTRATORS, sizeof ADMINISTRATORS);
    *length = sizeof ADMINISTRATORS;
    return BASE_ERROR_SUCCESS;
}

base_error port_descriptor_from_text(const char *text, uint8_t **descriptor, size_t *length)
{
    /* Owner and group are the administrators (S-1-5-32-544); the list grants everybody (S-1-1-0)
     * all. */
    static const uint8_t FIXED[] = {
        1, 0, 0x04, 0x80, 20, 0, 0, 0,  20, 0, 0, 0, 0,  0, 0, 0, 36, 0, 0, 0, /* header */
        1, 2, 0,    0,    0,  0, 0, 5,  32, 0, 0, 0, 32, 2, 0, 0,              /* owner */
        2, 0, 28,   0,    1,  0, 0, 0,                                         /* list */
        0, 0, 20,   0,    0,  0, 0, 16, 1,  1, 0, 0, 0,  0, 0, 1, 0,  0, 0, 0,
    };
    if (text == NULL || strchr(text, ':') == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    uint8_t *copy = base_memory_get(sizeof FIXED);
    if (copy == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    memcpy(copy, FIXED, sizeof FIXED);
    *descriptor = copy;
    *length = sizeof FIXED;
    return BASE_ERROR_SUCCESS;
}
