/* SPDX-License-Identifier: MIT */
/* EnumerateNtmsObject: every pair of container and type, and the size protocol for every type. */
#include "world.h"

enum { LIST = 512, TYPES = NTMS_OPREQUEST + 1 };

static const NTMS_GUID sentinel = {
    0xEEEEEEEE, 0xEEEE, 0xEEEE, {0xEE, 0xEE, 0xEE, 0xEE, 0xEE, 0xEE, 0xEE, 0xEE}};

static DWORD enumerate(const NTMS_GUID *container, DWORD type, DWORD options, NTMS_GUID *list,
                       DWORD *size)
{
    NTMS_GUID copy = container != NULL ? *container : sentinel;
    return EnumerateNtmsObject(world.session, container != NULL ? &copy : NULL, list, size, type,
                               options);
}

static BOOL holds(const NTMS_GUID *list, DWORD count, const NTMS_GUID *id)
{
    for (DWORD i = 0; i < count; i++) {
        if (world_same(&list[i], id))
            return TRUE;
    }
    return FALSE;
}

/* The library with two media of which the first lies in slot 0, and an unfinished cleaning. */
static void start(void)
{
    NTMS_GUID request;
    world_start_small(1, 1, "s0=A00000L4,data\ns1=A00001L4,data\n");
    assert_int_equal(CleanNtmsDrive(world.session, &world.drives[0]), ERROR_SUCCESS);
    world_wait_operator(NTMS_OPREQ_CLEANER, &request);
}

/* Null, zero, one too few, exact, one too many: for each type in the whole system. */
static void test_enumerate_sizes_of_every_type(void **state)
{
    NTMS_GUID all[LIST];
    NTMS_GUID list[LIST + 1];
    (void)state;
    start();
    for (DWORD type = NTMS_CHANGER; type < TYPES; type++) {
        DWORD count = LIST;
        assert_int_equal(enumerate(NULL, type, 0, all, &count), ERROR_SUCCESS);
        assert_true(count < LIST);
        const DWORD capacities[] = {0, count - 1, count, count + 1};
        for (size_t i = 0; i < 4; i++) {
            if (count == 0 && i == 1)
                continue;
            for (size_t k = 0; k <= LIST; k++)
                list[k] = sentinel;
            DWORD size = capacities[i];
            /* PROMISE: EnumerateNtmsObject/8 */
            assert_int_equal(enumerate(NULL, type, 0, list, &size),
                             capacities[i] < count ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS);
            assert_int_equal(size, count);
            for (DWORD k = 0; k <= count; k++)
                assert_true(
                    world_same(&list[k], k < count && k < capacities[i] ? &all[k] : &sentinel));
        }
        DWORD size = 0;
        assert_int_equal(enumerate(NULL, type, 0, NULL, &size),
                         count != 0 ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS);
        assert_int_equal(size, count);
    }
}

/* Which types a container of `kind` can be asked for. */
static BOOL is_allowed(DWORD kind, DWORD type)
{
    switch (kind) {
    case NTMS_LIBRARY:
        return type == NTMS_CHANGER || type == NTMS_DRIVE || type == NTMS_IEDOOR ||
               type == NTMS_IEPORT || type == NTMS_LIBREQUEST || type == NTMS_MEDIA_TYPE ||
               type == NTMS_PHYSICAL_MEDIA || type == NTMS_STORAGESLOT;
    case NTMS_MEDIA_POOL:
        return type == NTMS_LOGICAL_MEDIA || type == NTMS_MEDIA_POOL || type == NTMS_PARTITION ||
               type == NTMS_PHYSICAL_MEDIA;
    case NTMS_PHYSICAL_MEDIA:
        return type == NTMS_PARTITION;
    case NTMS_PARTITION:
        return type == NTMS_LOGICAL_MEDIA;
    default:
        return FALSE;
    }
}

static void check_container(const NTMS_GUID *id, DWORD kind)
{
    const BOOL container = kind == NTMS_LIBRARY || kind == NTMS_MEDIA_POOL ||
                           kind == NTMS_PHYSICAL_MEDIA || kind == NTMS_PARTITION;
    for (DWORD type = NTMS_CHANGER; type < TYPES; type++) {
        NTMS_GUID list[LIST];
        DWORD size = LIST;
        list[0] = sentinel;
        /* PROMISE: EnumerateNtmsObject/5, EnumerateNtmsObject/6 */
        DWORD expected = !container               ? ERROR_OBJECT_NOT_FOUND
                         : is_allowed(kind, type) ? ERROR_SUCCESS
                                                  : ERROR_INVALID_PARAMETER;
        DWORD error = enumerate(id, type, 0, list, &size);
        if (error != expected)
            fail_msg("type %u in a container of type %u: error %u instead of %u", (unsigned)type,
                     (unsigned)kind, (unsigned)error, (unsigned)expected);
        if (expected != ERROR_SUCCESS) {
            assert_int_equal(size, LIST);
            assert_true(world_same(&list[0], &sentinel));
        }
    }
}

static void test_enumerate_every_pair_of_container_and_type(void **state)
{
    (void)state;
    start();
    for (DWORD kind = NTMS_CHANGER; kind < TYPES; kind++) {
        NTMS_GUID list[LIST];
        DWORD count = LIST;
        assert_int_equal(enumerate(NULL, kind, 0, list, &count), ERROR_SUCCESS);
        for (DWORD i = 0; i < count && i < 3; i++)
            check_container(&list[i], kind);
    }
}

/* What a library lists is what names it, and nothing else. */
static void test_enumerate_library_lists_its_own(void **state)
{
    static const DWORD types[] = {NTMS_CHANGER, NTMS_DRIVE,      NTMS_IEDOOR,
                                  NTMS_IEPORT,  NTMS_LIBREQUEST, NTMS_STORAGESLOT};
    struct vtl_client_library libraries[2];
    (void)state;
    for (uint32_t i = 0; i < 2; i++) {
        vtl_config_default(&libraries[i], i);
        libraries[i].slots = 3 + i;
        libraries[i].drives = 1 + i;
        libraries[i].ports = 1;
        libraries[i].door = 1;
        libraries[i].cartridges = NULL;
    }
    world_start(libraries, 2, NULL, 0);
    NTMS_GUID owners[WORLD_LIST];
    assert_int_equal(world_list(NULL, NTMS_LIBRARY, owners), 3);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        NTMS_GUID all[WORLD_LIST];
        DWORD total = world_list(NULL, types[i], all);
        DWORD sum = 0;
        for (size_t k = 0; k < 3; k++) {
            NTMS_GUID list[WORLD_LIST];
            DWORD count = world_list(&owners[k], types[i], list);
            sum += count;
            for (DWORD j = 0; j < count; j++) {
                NTMS_OBJECTINFORMATIONW object = world_read(&list[j], types[i]);
                assert_true(holds(all, total, &list[j]));
                if (types[i] == NTMS_DRIVE)
                    assert_true(world_same(&object.Info.Drive.Library, &owners[k]));
                if (types[i] == NTMS_STORAGESLOT)
                    assert_true(world_same(&object.Info.StorageSlot.Library, &owners[k]));
            }
        }
        assert_int_equal(sum, total);
    }
}

static void test_enumerate_root_pool_comes_first(void **state)
{
    NTMS_GUID plain[WORLD_LIST];
    NTMS_GUID rooted[WORLD_LIST];
    (void)state;
    start();
    DWORD count = world_list(NULL, NTMS_MEDIA_POOL, plain);
    DWORD size = WORLD_LIST;
    assert_int_equal(enumerate(NULL, NTMS_MEDIA_POOL, NTMS_ENUM_ROOTPOOL, rooted, &size), 0);
    assert_int_equal(size, count + 1);
    assert_false(holds(plain, count, &rooted[0]));
    assert_memory_equal(rooted + 1, plain, count * sizeof plain[0]);
    size = 1;
    assert_int_equal(enumerate(NULL, NTMS_MEDIA_POOL, NTMS_ENUM_ROOTPOOL, rooted, &size),
                     ERROR_INSUFFICIENT_BUFFER);
    assert_int_equal(size, count + 1);
}

/* The order is that of creation, and the same from call to call and from service to service. */
static void test_enumerate_order_is_stable(void **state)
{
    NTMS_GUID before[WORLD_LIST];
    NTMS_GUID after[WORLD_LIST];
    (void)state;
    world_start_small(1, 0, "s0=A00000L4,data\ns3=A00003L4,data\n");
    DWORD count = world_list(&world.library, NTMS_STORAGESLOT, before);
    world_reopen();
    assert_int_equal(world_list(&world.library, NTMS_STORAGESLOT, after), count);
    assert_memory_equal(before, after, count * sizeof before[0]);
    count = world_list(NULL, NTMS_LIBRARY, before);
    world_reopen();
    assert_int_equal(world_list(NULL, NTMS_LIBRARY, after), count);
    assert_memory_equal(before, after, count * sizeof before[0]);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_enumerate_sizes_of_every_type),
        CASE(test_enumerate_every_pair_of_container_and_type),
        CASE(test_enumerate_library_lists_its_own),
        CASE(test_enumerate_root_pool_comes_first),
        CASE(test_enumerate_order_is_stable),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
