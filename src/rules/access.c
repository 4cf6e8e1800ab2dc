/* SPDX-License-Identifier: MIT */
#include "rules/access.h"

enum { U = MODEL_USE_ACCESS, M = MODEL_MODIFY_ACCESS, C = MODEL_CONTROL_ACCESS };

struct row {
    struct {
        uint8_t securable;
        uint8_t right;
    } need[RULES_ACCESS_MAX];
};

#define ROW1(object, right)                                                                        \
    {                                                                                              \
        {                                                                                          \
            {RULES_SECURABLE_##object, right},                                                     \
            {                                                                                      \
                0, 0                                                                               \
            }                                                                                      \
        }                                                                                          \
    }
#define ROW2(first, a, second, b)                                                                  \
    {                                                                                              \
        {                                                                                          \
            {RULES_SECURABLE_##first, a},                                                          \
            {                                                                                      \
                RULES_SECURABLE_##second, b                                                        \
            }                                                                                      \
        }                                                                                          \
    }

/* The calls whose needs do not depend on a type; generic ones have an empty row here. */
static const struct row ROWS[RULES_FUNCTION_COUNT] = {
    [RULES_FUNCTION_OPEN_SESSION] = ROW1(COMPUTER, U),
    [RULES_FUNCTION_OPEN_NOTIFICATION] = ROW1(COMPUTER, U),
    [RULES_FUNCTION_CANCEL_OPERATOR_REQUEST] = ROW1(COMPUTER, C),
    [RULES_FUNCTION_SATISFY_OPERATOR_REQUEST] = ROW1(COMPUTER, C),
    [RULES_FUNCTION_EXPORT_DATABASE] = ROW1(COMPUTER, C),
    [RULES_FUNCTION_IMPORT_DATABASE] = ROW1(COMPUTER, C),
    [RULES_FUNCTION_GET_REQUEST_ORDER] = ROW1(COMPUTER, C),
    [RULES_FUNCTION_SET_REQUEST_ORDER] = ROW1(COMPUTER, C),
    [RULES_FUNCTION_DELETE_REQUESTS] = ROW1(COMPUTER, M),
    [RULES_FUNCTION_CANCEL_LIBRARY_REQUEST] = ROW1(LIBRARY, C),
    [RULES_FUNCTION_ACCESS_LIBRARY_DOOR] = ROW1(LIBRARY, C),
    [RULES_FUNCTION_INVENTORY_LIBRARY] = ROW1(LIBRARY, C),
    [RULES_FUNCTION_IDENTIFY_SLOT] = ROW1(LIBRARY, C),
    [RULES_FUNCTION_CLEAN_DRIVE] = ROW1(LIBRARY, C),
    [RULES_FUNCTION_RESERVE_CLEANER_SLOT] = ROW1(LIBRARY, C),
    [RULES_FUNCTION_RELEASE_CLEANER_SLOT] = ROW1(LIBRARY, C),
    [RULES_FUNCTION_INJECT_CLEANER] = ROW1(LIBRARY, C),
    [RULES_FUNCTION_EJECT_CLEANER] = ROW1(LIBRARY, C),
    [RULES_FUNCTION_INJECT_MEDIA] = ROW1(LIBRARY, C),
    [RULES_FUNCTION_EJECT_MEDIA] = ROW1(LIBRARY, C),
    [RULES_FUNCTION_DISMOUNT_DRIVE] = ROW1(LIBRARY, M),
    [RULES_FUNCTION_ENABLE_OBJECT] = ROW1(LIBRARY, M),
    [RULES_FUNCTION_DISABLE_OBJECT] = ROW1(LIBRARY, M),
    [RULES_FUNCTION_DELETE_LIBRARY] = ROW1(LIBRARY, M),
    [RULES_FUNCTION_DELETE_DRIVE] = ROW1(LIBRARY, M),
    [RULES_FUNCTION_ADD_MEDIA_TYPE] = ROW1(LIBRARY, M),
    [RULES_FUNCTION_DELETE_MEDIA_TYPE] = ROW1(LIBRARY, M),
    [RULES_FUNCTION_CHANGE_MEDIA_TYPE] = ROW2(POOL, M, COMPUTER, M),
    [RULES_FUNCTION_UPDATE_OMID] = ROW1(LIBRARY, C),
    [RULES_FUNCTION_MOUNT_MEDIA] = ROW2(POOL, U, LIBRARY, U),
    [RULES_FUNCTION_DISMOUNT_MEDIA] = ROW2(POOL, U, LIBRARY, U),
    [RULES_FUNCTION_ALLOCATE_MEDIA] = ROW1(POOL, C),
    [RULES_FUNCTION_DEALLOCATE_MEDIA] = ROW2(POOL, C, FREE_POOL, U),
    [RULES_FUNCTION_DECOMMISSION_MEDIA] = ROW1(POOL, C),
    [RULES_FUNCTION_SET_MEDIA_COMPLETE] = ROW1(POOL, C),
    [RULES_FUNCTION_CREATE_MEDIA] = ROW2(POOL, M, COMPUTER, M),
    [RULES_FUNCTION_DELETE_MEDIA] = ROW2(POOL, M, COMPUTER, M),
    [RULES_FUNCTION_SWAP_MEDIA] = ROW1(POOL, M),
    [RULES_FUNCTION_MOVE_TO_MEDIA_POOL] = ROW2(SOURCE_POOL, C, POOL, C),
    [RULES_FUNCTION_CREATE_MEDIA_POOL] = ROW2(ROOT_POOL, C, PARENT_POOL, C),
    [RULES_FUNCTION_DELETE_MEDIA_POOL] = ROW1(POOL, M),
    [RULES_FUNCTION_GET_POOL_NAME] = ROW1(POOL, U),
    [RULES_FUNCTION_EJECT_DISK] = ROW1(LIBRARY, C),
};

enum rules_securable rules_access_securable(uint32_t type)
{
    switch (type) {
    case MODEL_CHANGER:
    case MODEL_DRIVE:
    case MODEL_IEDOOR:
    case MODEL_IEPORT:
    case MODEL_LIBRARY:
    case MODEL_LIBREQUEST:
    case MODEL_STORAGESLOT:
        return RULES_SECURABLE_LIBRARY;
    case MODEL_CHANGER_TYPE:
    case MODEL_COMPUTER:
    case MODEL_DRIVE_TYPE:
    case MODEL_MEDIA_TYPE:
    case MODEL_OPREQUEST:
        return RULES_SECURABLE_COMPUTER;
    case MODEL_LOGICAL_MEDIA:
    case MODEL_MEDIA_POOL:
    case MODEL_PARTITION:
    case MODEL_PHYSICAL_MEDIA:
        return RULES_SECURABLE_POOL;
    default:
        return RULES_SECURABLE_NONE;
    }
}

static struct rules_access needed_one(enum rules_securable securable, uint32_t right)
{
    struct rules_access access = {0};
    if (securable != RULES_SECURABLE_NONE && right != 0) {
        access.count = 1;
        access.need[0].securable = securable;
        access.need[0].right = right;
    }
    return access;
}

/* API: SubmitNtmsOperatorRequest; MESSAGE is for everybody who may use the computer. */
static struct rules_access needed_by_submit(uint32_t command)
{
    switch (command) {
    case MODEL_OPREQ_MESSAGE:
        return needed_one(RULES_SECURABLE_COMPUTER, U);
    case MODEL_OPREQ_NEWMEDIA:
    case MODEL_OPREQ_MOVEMEDIA:
        return needed_one(RULES_SECURABLE_POOL, C);
    case MODEL_OPREQ_CLEANER:
    case MODEL_OPREQ_DEVICESERVICE:
        return needed_one(RULES_SECURABLE_LIBRARY, C);
    default:
        return needed_one(RULES_SECURABLE_NONE, 0);
    }
}

static struct rules_access needed_by_ui(uint32_t type, uint32_t right)
{
    if (type != MODEL_LIBRARY && type != MODEL_COMPUTER) {
        return needed_one(RULES_SECURABLE_NONE, 0);
    }
    return needed_one(rules_access_securable(type), right);
}

static struct rules_access needed_by_row(enum rules_function function)
{
    struct rules_access access = {0};
    if ((unsigned)function >= RULES_FUNCTION_COUNT) {
        return access;
    }
    const struct row *row = &ROWS[function];
    while (access.count < RULES_ACCESS_MAX &&
           row->need[access.count].securable != RULES_SECURABLE_NONE) {
        access.need[access.count].securable =
            (enum rules_securable)row->need[access.count].securable;
        access.need[access.count].right = row->need[access.count].right;
        access.count++;
    }
    return access;
}

struct rules_access rules_access_needed(enum rules_function function, uint32_t type)
{
    const enum rules_securable securable = rules_access_securable(type);
    switch (function) {
    case RULES_FUNCTION_ENUMERATE:
    case RULES_FUNCTION_GET_INFORMATION:
    case RULES_FUNCTION_GET_ATTRIBUTE:
        return needed_one(securable, U);
    case RULES_FUNCTION_SET_ATTRIBUTE:
        return needed_one(securable, M);
    case RULES_FUNCTION_SET_INFORMATION:
        return needed_one(securable, type == MODEL_LIBRARY ? C : M);
    case RULES_FUNCTION_GET_SECURITY:
        return needed_one(securable, MODEL_READ_CONTROL);
    case RULES_FUNCTION_SET_SECURITY:
        return needed_one(securable, MODEL_WRITE_DAC);
    case RULES_FUNCTION_GET_UI_OPTIONS:
        return needed_by_ui(type, U);
    case RULES_FUNCTION_SET_UI_OPTIONS:
        return needed_by_ui(type, U | M);
    case RULES_FUNCTION_SUBMIT_OPERATOR_REQUEST:
        return needed_by_submit(type);
    default:
        return needed_by_row(function);
    }
}

uint32_t rules_access_right(enum rules_function function, enum rules_securable securable)
{
    const struct rules_access access = needed_by_row(function);
    for (size_t i = 0; i < access.count; i++) {
        if (access.need[i].securable == securable) {
            return access.need[i].right;
        }
    }
    return UINT32_MAX;
}

bool rules_access_owns_descriptor(uint32_t type)
{
    return type == MODEL_COMPUTER || type == MODEL_LIBRARY || type == MODEL_MEDIA_POOL;
}

uint32_t rules_access_to_set_security(uint32_t parts)
{
    uint32_t rights = 0;
    if ((parts & (MODEL_SECURITY_OWNER | MODEL_SECURITY_GROUP)) != 0) {
        rights |= MODEL_WRITE_OWNER;
    }
    if ((parts & MODEL_SECURITY_DACL) != 0) {
        rights |= MODEL_WRITE_DAC;
    }
    return rights;
}
