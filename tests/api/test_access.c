/* SPDX-License-Identifier: MIT */
/*
 * The access matrix, objects: every call that works on every type of object is refused with all
 * rights but the one that it needs, and does with that one right alone.
 */
#include "owned_support.h"
#include "security_support.h"

enum { U = NTMS_USE_ACCESS, M = NTMS_MODIFY_ACCESS, C = NTMS_CONTROL_ACCESS, ALL_RIGHTS = 0xE0007 };

/* What the calls are made with. */
static struct things {
    NTMS_GUID computer;
    NTMS_GUID library_request;
    NTMS_GUID operator_request;
    NTMS_OBJECTINFORMATIONW information;
} things;

struct object {
    const NTMS_GUID *id;
    DWORD type;
};

static NTMS_GUID first_of(DWORD type)
{
    NTMS_GUID list[WORLD_LIST];
    if (world_list(NULL, type, list) == 0)
        fail_msg("no object of type %u", (unsigned)type);
    return list[0];
}

static void start(void)
{
    owned_start();
    things.computer = first_of(NTMS_COMPUTER);
    things.library_request = first_of(NTMS_LIBREQUEST);
    assert_int_equal(SubmitNtmsOperatorRequestW(world.session, NTMS_OPREQ_MESSAGE, L"text", NULL,
                                                NULL, &things.operator_request),
                     ERROR_SUCCESS);
}

/* ---- calls for objects of every type ---- */

static DWORD get_information(void *context)
{
    const struct object *object = context;
    NTMS_OBJECTINFORMATIONW information = {.dwSize = sizeof information, .dwType = object->type};
    NTMS_GUID id = *object->id;
    return GetNtmsObjectInformationW(world.session, &id, &information);
}

static DWORD set_information(void *context)
{
    const struct object *object = context;
    NTMS_GUID id = *object->id;
    return SetNtmsObjectInformationW(world.session, &id, &things.information);
}

static DWORD get_attribute(void *context)
{
    const struct object *object = context;
    NTMS_GUID id = *object->id;
    BYTE data[8];
    DWORD size = sizeof data;
    return GetNtmsObjectAttributeW(world.session, &id, object->type, L"mark", data, &size);
}

static DWORD set_attribute(void *context)
{
    const struct object *object = context;
    NTMS_GUID id = *object->id;
    BYTE data[8] = {1};
    return SetNtmsObjectAttributeW(world.session, &id, object->type, L"mark", data, sizeof data);
}

static DWORD get_security(void *context)
{
    const struct object *object = context;
    BYTE bytes[SECURITY_BYTES];
    return security_get(object->id, object->type, SECURITY_PLAIN, bytes);
}

static DWORD set_security(void *context)
{
    const struct object *object = context;
    return security_set(object->id, object->type, DACL_SECURITY_INFORMATION, "D:(A;;0x60007;;;WD)");
}

/* Whether the call is refused with all rights but `right`, and not refused with that alone. */
static void expect_right(world_call *call, const struct object *object,
                         const struct object *securable, DWORD right, const char *name)
{
    struct object copy = *object;
    security_everybody(securable->id, securable->type, ALL_RIGHTS & ~right);
    DWORD without = world_as_user(call, &copy);
    security_everybody(securable->id, securable->type, right);
    DWORD with = world_as_user(call, &copy);
    if (without != ERROR_ACCESS_DENIED || with == ERROR_ACCESS_DENIED)
        fail_msg("%s, type %u: error %u without the right, %u with it alone", name,
                 (unsigned)object->type, (unsigned)without, (unsigned)with);
}

static void expect_matrix(const struct object *object, const struct object *securable)
{
    expect_right(get_information, object, securable, U, "get information");
    /* No member of a request can be set. */
    if (object->type != NTMS_LIBREQUEST && object->type != NTMS_OPREQUEST) {
        things.information = world_read(object->id, object->type);
        expect_right(set_information, object, securable, object->type == NTMS_LIBRARY ? C : M,
                     "set information");
    }
    expect_right(set_attribute, object, securable, M, "set attribute");
    expect_right(get_attribute, object, securable, U, "get attribute");
    expect_right(get_security, object, securable, READ_CONTROL, "get security");
    expect_right(set_security, object, securable, WRITE_DAC, "set security");
}

static void test_objects_of_a_library(void **state)
{
    (void)state;
    start();
    NTMS_GUID changer = first_of(NTMS_CHANGER);
    const struct object library = {&world.library, NTMS_LIBRARY};
    const struct object objects[] = {library,
                                     {&changer, NTMS_CHANGER},
                                     {&world.drives[0], NTMS_DRIVE},
                                     {&world.ports[0], NTMS_IEPORT},
                                     {&world.slots[0], NTMS_STORAGESLOT},
                                     {&things.library_request, NTMS_LIBREQUEST}};
    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++)
        expect_matrix(&objects[i], &library);
}

static void test_doors(void **state)
{
    (void)state;
    world_start_small(1, 1, "s0=A00000L4,data\n");
    const struct object library = {&world.library, NTMS_LIBRARY};
    const struct object door = {&world.doors[0], NTMS_IEDOOR};
    expect_matrix(&door, &library);
}

static void test_objects_of_the_computer(void **state)
{
    static const DWORD types[] = {NTMS_COMPUTER, NTMS_CHANGER_TYPE, NTMS_DRIVE_TYPE,
                                  NTMS_MEDIA_TYPE, NTMS_OPREQUEST};
    (void)state;
    start();
    const struct object computer = {&things.computer, NTMS_COMPUTER};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        NTMS_GUID id = first_of(types[i]);
        expect_matrix(&(struct object){&id, types[i]}, &computer);
    }
}

static void test_objects_of_a_pool(void **state)
{
    (void)state;
    start();
    const struct object pool = {&owned.pool, NTMS_MEDIA_POOL};
    const struct object objects[] = {pool,
                                     {&owned.media[0], NTMS_PHYSICAL_MEDIA},
                                     {&owned.sides[0], NTMS_PARTITION},
                                     {&owned.logical[0], NTMS_LOGICAL_MEDIA}};
    /* It belongs to who made it, and an owner may always read and change the list. */
    assert_int_equal(security_set(&owned.pool, NTMS_MEDIA_POOL, OWNER_SECURITY_INFORMATION, "O:BA"),
                     ERROR_SUCCESS);
    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++)
        expect_matrix(&objects[i], &pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_objects_of_a_library, world_teardown),
        cmocka_unit_test_teardown(test_doors, world_teardown),
        cmocka_unit_test_teardown(test_objects_of_the_computer, world_teardown),
        cmocka_unit_test_teardown(test_objects_of_a_pool, world_teardown),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
