/* SPDX-License-Identifier: MIT */
/*
 * SetNtmsObjectInformation, every type in all four layouts: exactly the members that the
 * documentation calls writable change, whatever stands in the others.
 */
#include "owned_support.h"

#include <stdio.h>

enum layout { CURRENT_A, CURRENT_W, FIRST_A, FIRST_W, LAYOUTS };
static const DWORD sizes[LAYOUTS] = {896, 1408, 884, 1396};

static BOOL is_first(enum layout layout)
{
    return layout == FIRST_A || layout == FIRST_W;
}

/* Type by type: the members that a caller may change, with values of the layout's own. `flags`:
 * library flags that stay as they are. */
#define CHANGE_MEMBERS(object, layout, flags)                                                      \
    switch ((object)->dwType) {                                                                    \
    case NTMS_DRIVE:                                                                               \
        (object)->Info.Drive.dwDeferDismountDelay = 100u + (layout);                               \
        break;                                                                                     \
    case NTMS_IEDOOR:                                                                              \
        (object)->Info.IEDoor.MaxOpenSecs = (WORD)(65535u - (layout));                             \
        break;                                                                                     \
    case NTMS_IEPORT:                                                                              \
        (object)->Info.IEPort.MaxExtendSecs = (WORD)(65532u + (layout));                           \
        break;                                                                                     \
    case NTMS_COMPUTER:                                                                            \
        (object)->Info.Computer.dwLibRequestPurgeTime = 0xFFFFFFFFu - (layout);                    \
        (object)->Info.Computer.dwOpRequestPurgeTime = 500000u + (layout);                         \
        (object)->Info.Computer.dwLibRequestFlags = (layout);                                      \
        (object)->Info.Computer.dwOpRequestFlags = 0x30u + 3u - (layout);                          \
        (object)->Info.Computer.dwMediaPoolPolicy = 3u - (layout);                                 \
        break;                                                                                     \
    case NTMS_LIBRARY:                                                                             \
        (object)->Info.Library.InventoryMethod = (layout) % 3u;                                    \
        if (!is_first(layout)) {                                                                   \
            (object)->Info.Library.AutoRecovery = (layout) == CURRENT_W;                           \
            (object)->Info.Library.dwFlags =                                                       \
                (flags) | ((layout) == CURRENT_W ? NTMS_LIBRARYFLAG_AUTODETECTCHANGE               \
                                                 : NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE);      \
        }                                                                                          \
        break;                                                                                     \
    case NTMS_MEDIA_POOL:                                                                          \
        (object)->Info.MediaPool.AllocationPolicy = (layout) % 2u;                                 \
        (object)->Info.MediaPool.DeallocationPolicy = 1u - (layout) % 2u;                          \
        (object)->Info.MediaPool.dwMaxAllocates = 0xFFFFFFF0u + (layout);                          \
        (object)->Info.MediaPool.MediaType = owned.lto;                                            \
        break;                                                                                     \
    default:                                                                                       \
        break;                                                                                     \
    }

static BOOL has_settable_name(DWORD type)
{
    return type == NTMS_LIBRARY || type == NTMS_LOGICAL_MEDIA || type == NTMS_MEDIA_POOL ||
           type == NTMS_PARTITION || type == NTMS_PHYSICAL_MEDIA;
}

/* Numbers that mean nothing, texts "A": nobody may look at them. */
static void scribble(void *from, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((BYTE *)from)[i] = i % 4 == 0 ? 'A' : 0;
}

#define SCRIBBLE(wish)                                                                             \
    do {                                                                                           \
        scribble(&(wish)->Created, sizeof(wish)->Created);                                         \
        scribble(&(wish)->Modified, sizeof(wish)->Modified);                                       \
        scribble(&(wish)->ObjectGuid, sizeof(wish)->ObjectGuid);                                   \
        (wish)->Enabled = FALSE;                                                                   \
        (wish)->dwOperationalState = NTMS_NOT_PRESENT;                                             \
        scribble(&(wish)->Info, sizeof(wish)->Info);                                               \
    } while (0)

/* The longest description, a short one, or none. */
static void make_text(enum layout layout, char name[64], char description[127])
{
    size_t length = layout == CURRENT_W ? 126 : layout == FIRST_A ? 0 : 5;
    memset(description, 0, 127);
    memset(description, 'a' + (int)layout, length);
    snprintf(name, 64, "name %u", (unsigned)layout);
}

enum { READ_ONLY_FLAGS = NTMS_LIBRARYFLAG_FIXEDOFFLINE | NTMS_LIBRARYFLAG_CLEANERPRESENT | 0x08 };

static DWORD set_ansi(const NTMS_GUID *id, DWORD type, enum layout layout)
{
    NTMS_OBJECTINFORMATIONA wish = {.dwSize = sizes[layout], .dwType = type};
    NTMS_GUID copy = *id;
    SCRIBBLE(&wish);
    CHANGE_MEMBERS(&wish, layout, READ_ONLY_FLAGS)
    make_text(layout, wish.szName, wish.szDescription);
    return SetNtmsObjectInformationA(world.session, &copy, &wish);
}

static DWORD set_wide(const NTMS_GUID *id, DWORD type, enum layout layout)
{
    NTMS_OBJECTINFORMATIONW wish = {.dwSize = sizes[layout], .dwType = type};
    NTMS_GUID copy = *id;
    char name[64];
    char description[127];
    SCRIBBLE(&wish);
    CHANGE_MEMBERS(&wish, layout, READ_ONLY_FLAGS)
    make_text(layout, name, description);
    MultiByteToWideChar(CP_ACP, 0, name, -1, wish.szName, 64);
    MultiByteToWideChar(CP_ACP, 0, description, -1, wish.szDescription, 127);
    return SetNtmsObjectInformationW(world.session, &copy, &wish);
}

static void expect_text(const WCHAR *found, const char *expected)
{
    WCHAR wide[127];
    MultiByteToWideChar(CP_ACP, 0, expected, -1, wide, 127);
    assert_memory_equal(found, wide, (strlen(expected) + 1) * sizeof *wide);
}

static void check(const NTMS_GUID *id, DWORD type, enum layout layout)
{
    static const DWORD settable =
        NTMS_LIBRARYFLAG_AUTODETECTCHANGE | NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE;
    NTMS_OBJECTINFORMATIONW expected = world_read(id, type);
    char name[64];
    char description[127];
    DWORD error = layout == CURRENT_A || layout == FIRST_A ? set_ansi(id, type, layout)
                                                           : set_wide(id, type, layout);
    if (error != ERROR_SUCCESS)
        fail_msg("type %lu, layout %d: %lu", type, layout, error);
    CHANGE_MEMBERS(&expected, layout, expected.Info.Library.dwFlags & ~settable)
    make_text(layout, name, description);
    NTMS_OBJECTINFORMATIONW found = world_read(id, type);
    expect_text(found.szDescription, description);
    if (has_settable_name(type))
        expect_text(found.szName, name);
    else
        assert_memory_equal(found.szName, expected.szName, sizeof found.szName);
    assert_memory_equal(&found.Created, &expected.Created, sizeof found.Created);
    assert_true(world_same(&found.ObjectGuid, id));
    assert_int_equal(found.Enabled, expected.Enabled);
    assert_int_equal(found.dwOperationalState, expected.dwOperationalState);
    if (memcmp(&found.Info, &expected.Info, sizeof found.Info) != 0)
        fail_msg("type %lu, layout %d: not what was set", type, layout);
}

/* An object of the type: the application's own where it has one. */
static NTMS_GUID choose(DWORD type)
{
    NTMS_GUID list[WORLD_LIST];
    if (type == NTMS_MEDIA_POOL)
        return owned.pool;
    if (type == NTMS_LIBRARY)
        return world.library;
    DWORD count = WORLD_LIST;
    DWORD error = EnumerateNtmsObject(world.session, NULL, list, &count, type, 0);
    if ((error != ERROR_SUCCESS && error != ERROR_INSUFFICIENT_BUFFER) || count == 0)
        fail_msg("no object of type %lu", type);
    return list[0];
}

static void start(void)
{
    NTMS_GUID request;
    owned_start();
    assert_int_equal(SubmitNtmsOperatorRequestW(world.session, NTMS_OPREQ_MESSAGE, L"Look.", NULL,
                                                NULL, &request),
                     ERROR_SUCCESS);
    world_reserve(5); /* a library request that is finished */
    world_settle();
}

static void check_layouts(const NTMS_GUID *id, DWORD type)
{
    for (enum layout layout = 0; layout < LAYOUTS; layout++)
        check(id, type, layout);
}

static void test_members_of_every_type(void **state)
{
    (void)state;
    start();
    for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++) {
        if (type == NTMS_IEDOOR)
            continue; /* below */
        NTMS_GUID id = choose(type);
        check_layouts(&id, type);
    }
    world_check_truth();
}

static void test_members_of_a_door(void **state)
{
    (void)state;
    world_start_small(1, 1, "s0=A00000L4,data\n");
    check_layouts(&world.doors[0], NTMS_IEDOOR);
    world_reopen();
    assert_int_equal(world_read(&world.doors[0], NTMS_IEDOOR).Info.IEDoor.MaxOpenSecs,
                     65535 - FIRST_W);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_members_of_every_type),
        CASE(test_members_of_a_door),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
