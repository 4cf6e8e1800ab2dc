/* SPDX-License-Identifier: MIT */
/*
 * Pools and media types: each call with the n-th allocation or statement failing leaves all as it
 * was or does its work; many callers who want the same pool, cartridge or type agree.
 */
#include "engine_fixture.h"
#include "found_support.h"

#include "base/memory.h"
#include "port/os.h"
#include "port/security.h"
#include "store/fault.h"

#include <string.h>

enum { FAULTS = 90, CALLERS = 5, ROUNDS = 30, LTO = 0x56, DLT = 0x27 };

struct fault {
    const char *name;
    void (*nth)(uint32_t n);
    base_error error;
};

static const struct fault FAULT_KINDS[] = {
    {"allocation", base_memory_fail_nth, BASE_ERROR_NOT_ENOUGH_MEMORY},
    {"statement", store_fault_nth, BASE_ERROR_DATABASE_FAILURE},
};

static struct base_guid type_of(uint32_t code)
{
    struct base_guid ids[64];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_MEDIA_TYPE, ids, 64);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_MEDIA_TYPE, &row);
        if (row.info.media_type.media_type == code) {
            return ids[i];
        }
    }
    fail_msg("no media type %u", code);
    return (struct base_guid){{0}};
}

static base_error open_pool(const char *path, const struct base_guid *type, uint32_t action,
                            struct base_guid *pool)
{
    struct engine_pool_wish wish = {.path = path, .media_type = type, .action = action};
    return engine_pool_open(fixture_session(), &wish, pool);
}

static struct base_guid first_medium(void)
{
    struct base_guid ids[16];
    assert_true(fixture_list(MODEL_PHYSICAL_MEDIA, ids, 16) > 0);
    return ids[0];
}

static struct base_guid pool_of(const struct base_guid *medium)
{
    struct model_information row;
    fixture_read(medium, MODEL_PHYSICAL_MEDIA, &row);
    return row.info.physical_media.media_pool;
}

/* True when the call did its work; fails the case on an error that the fault does not explain. */
static bool worked(const struct fault *fault, base_error error, uint32_t n, const char *call)
{
    fault->nth(0);
    if (error != BASE_ERROR_SUCCESS && error != fault->error) {
        fail_msg("%s: error %u with the %u. %s failing", call, (unsigned)error, n, fault->name);
    }
    return error == BASE_ERROR_SUCCESS;
}

static void pool_with_fault(const struct fault *fault, uint32_t n)
{
    struct base_guid pool = {{7}};
    struct base_guid found;
    char path[ENGINE_POOL_PATH_BYTES] = "as it was";
    fault->nth(n);
    bool made = worked(fault, open_pool("App\\New", NULL, MODEL_CREATE_NEW, &pool), n, "create");
    assert_int_equal(open_pool("App\\New", NULL, MODEL_OPEN_EXISTING, &found),
                     made ? BASE_ERROR_SUCCESS : BASE_ERROR_OBJECT_NOT_FOUND);
    if (!made) {
        assert_int_equal(pool.bytes[0], 7);
        assert_int_equal(open_pool("App\\New", NULL, MODEL_OPEN_ALWAYS, &pool), 0);
    }
    fault->nth(n);
    bool named = worked(fault, engine_pool_path(fixture_session(), &pool, path), n, "name");
    assert_string_equal(path, named ? "\\App\\New" : "as it was");
    fault->nth(n);
    if (!worked(fault, engine_pool_delete(fixture_session(), &pool), n, "delete")) {
        assert_int_equal(engine_pool_delete(fixture_session(), &pool), 0);
    }
}

static void type_with_fault(const struct fault *fault, uint32_t n)
{
    struct base_guid dlt = type_of(DLT);
    uint32_t before = fixture_library_row().number_of_media_types;
    fault->nth(n);
    bool added =
        worked(fault, engine_media_type_add(fixture_session(), &dlt, fixture_library()), n, "add");
    assert_int_equal(fixture_library_row().number_of_media_types, before + added);
    assert_int_equal(engine_media_type_add(fixture_session(), &dlt, fixture_library()), 0);
    fault->nth(n);
    bool dropped = worked(
        fault, engine_media_type_delete(fixture_session(), &dlt, fixture_library()), n, "drop");
    assert_int_equal(fixture_library_row().number_of_media_types, before + !dropped);
    assert_int_equal(engine_media_type_delete(fixture_session(), &dlt, fixture_library()), 0);
}

/* Between two pools of an application, there and back. */
static void move_with_fault(const struct fault *fault, uint32_t n, struct base_guid pools[2])
{
    struct base_guid medium = first_medium();
    struct base_guid now = pool_of(&medium);
    size_t target = base_guid_equal(&now, &pools[0]);
    fault->nth(n);
    bool moved =
        worked(fault, engine_media_move(fixture_session(), &medium, &pools[target]), n, "move");
    now = pool_of(&medium);
    assert_int_equal(base_guid_equal(&now, &pools[target]), moved);
    fault->nth(n);
    (void)worked(fault, engine_media_change_type(fixture_session(), &medium, &pools[target]), n,
                 "change");
}

/* The descriptor of a pool changes whole or not at all. */
static void security_with_fault(const struct fault *fault, uint32_t n, const struct base_guid *pool)
{
    struct base_buffer before = BASE_BUFFER_INIT;
    struct base_buffer after = BASE_BUFFER_INIT;
    struct engine_session *session = fixture_session();
    const uint32_t type = MODEL_MEDIA_POOL;
    uint8_t *given = NULL;
    size_t length = 0;
    assert_int_equal(engine_object_security(session, pool, type, MODEL_SECURITY_ALL, &before), 0);
    assert_int_equal(port_descriptor_from_text("D:", &given, &length), 0);
    given[length - 16] ^= (uint8_t)(n % 2); /* the rights of its entry */
    struct engine_descriptor wish = {given, length};
    fault->nth(n);
    bool set =
        worked(fault, engine_object_set_security(session, pool, type, MODEL_SECURITY_DACL, &wish),
               n, "set security");
    assert_int_equal(engine_object_security(session, pool, type, MODEL_SECURITY_ALL, &after), 0);
    if (!set) {
        assert_int_equal(after.length, before.length);
        assert_memory_equal(after.data, before.data, before.length);
    }
    base_buffer_release(&after);
    fault->nth(n);
    if (!worked(fault, engine_object_security(session, pool, 0, MODEL_SECURITY_OWNER, &after), n,
                "get security")) {
        assert_int_equal(after.length, 0);
    }
    base_buffer_release(&before);
    base_buffer_release(&after);
    base_memory_free(given);
}

/* Puts the first cartridge into the first of two new pools, by way of Free. */
static void make_pools(struct base_guid pools[2])
{
    struct base_guid lto = type_of(LTO);
    struct base_guid app;
    struct base_guid free_pool;
    struct base_guid medium = first_medium();
    struct model_information type;
    char path[64] = "Free\\";
    fixture_read(&lto, MODEL_MEDIA_TYPE, &type);
    strcat(path, type.object.name);
    assert_int_equal(open_pool("App", NULL, MODEL_CREATE_NEW, &app), 0);
    assert_int_equal(open_pool("App\\0", &lto, MODEL_CREATE_NEW, &pools[0]), 0);
    assert_int_equal(open_pool("App\\1", &lto, MODEL_CREATE_NEW, &pools[1]), 0);
    assert_int_equal(open_pool(path, NULL, MODEL_OPEN_EXISTING, &free_pool), 0);
    assert_int_equal(engine_media_move(fixture_session(), &medium, &free_pool), 0);
    found_await(MODEL_LM_WRITESCRATCH);
    found_settle();
    assert_int_equal(engine_media_move(fixture_session(), &medium, &pools[0]), 0);
}

static void test_calls_with_faults_do_all_or_nothing(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < 2; kind++) {
        const struct fault *fault = &FAULT_KINDS[kind];
        struct base_guid pools[2];
        fixture_usual();
        make_pools(pools);
        port_administrator_hook(false); /* so that descriptors are read, too */
        for (uint32_t n = 1; n <= FAULTS; n++) {
            pool_with_fault(fault, n);
            type_with_fault(fault, n);
            move_with_fault(fault, n, pools);
            security_with_fault(fault, n, &pools[1]);
        }
        port_administrator_hook(true);
        fixture_stop();
        fixture_start();
        fixture_check();
        fixture_end();
    }
}

struct caller {
    struct port_thread *thread;
    struct base_guid pools[2];
    struct base_guid medium;
    struct base_guid type;
    struct base_guid shared;
    uint32_t created;
    base_error unexpected;
};

static void note(struct caller *caller, base_error error, base_error other)
{
    if (error != BASE_ERROR_SUCCESS && error != other && caller->unexpected == 0) {
        caller->unexpected = error;
    }
}

static void call_much(void *context)
{
    struct caller *caller = context;
    struct engine_session *session = fixture_session();
    struct base_guid pool;
    for (uint32_t i = 0; i < ROUNDS; i++) {
        base_error error = open_pool("App\\Contested", NULL, MODEL_CREATE_NEW, &pool);
        note(caller, error, BASE_ERROR_ALREADY_EXISTS);
        if (error == BASE_ERROR_SUCCESS) {
            caller->created++;
            note(caller, engine_pool_delete(session, &pool), BASE_ERROR_SUCCESS);
            caller->created--;
        }
        note(caller, open_pool("App\\Shared", NULL, MODEL_OPEN_ALWAYS, &caller->shared),
             BASE_ERROR_SUCCESS);
        note(caller, engine_media_move(session, &caller->medium, &caller->pools[i % 2]),
             BASE_ERROR_SUCCESS);
        note(caller, engine_media_type_add(session, &caller->type, fixture_library()),
             BASE_ERROR_SUCCESS);
        note(caller, engine_media_type_delete(session, &caller->type, fixture_library()),
             BASE_ERROR_SUCCESS);
    }
}

static void test_many_callers_agree(void **state)
{
    struct caller callers[CALLERS];
    struct base_guid pools[2];
    struct base_guid ids[64];
    (void)state;
    fixture_usual();
    make_pools(pools);
    uint32_t before = fixture_list(MODEL_MEDIA_TYPE, ids, 64);
    for (size_t i = 0; i < CALLERS; i++) {
        callers[i] = (struct caller){
            .pools = {pools[0], pools[1]}, .medium = first_medium(), .type = type_of(DLT)};
        assert_int_equal(port_thread_start(call_much, &callers[i], &callers[i].thread), 0);
    }
    for (size_t i = 0; i < CALLERS; i++) {
        port_thread_join(callers[i].thread);
        assert_int_equal(callers[i].unexpected, 0);
        assert_int_equal(callers[i].created, 0);
        assert_true(base_guid_equal(&callers[i].shared, &callers[0].shared));
    }
    assert_int_equal(fixture_list(MODEL_MEDIA_TYPE, ids, 64), before);
    assert_int_equal(open_pool("App\\Contested", NULL, MODEL_OPEN_EXISTING, ids),
                     BASE_ERROR_OBJECT_NOT_FOUND);
    fixture_stop();
    fixture_start();
    fixture_check();
    fixture_end();
}

static base_error refuse(void *context, const uint8_t *descriptor, size_t length, uint32_t desired)
{
    (void)descriptor, (void)length;
    return (desired & *(uint32_t *)context) != 0 ? BASE_ERROR_ACCESS_DENIED : BASE_ERROR_SUCCESS;
}

/* Each call asks for its right and for no other. */
static void test_calls_ask_for_their_rights(void **state)
{
    struct base_guid pools[2];
    struct base_guid pool;
    char path[ENGINE_POOL_PATH_BYTES];
    (void)state;
    fixture_usual();
    make_pools(pools);
    struct base_guid medium = first_medium();
    struct base_guid dlt = type_of(DLT);
    struct engine_session *session = fixture_session();
    port_administrator_hook(false);
    for (uint32_t right = MODEL_USE_ACCESS; right <= MODEL_CONTROL_ACCESS; right *= 2) {
        bool use = right == MODEL_USE_ACCESS;
        bool modify = right == MODEL_MODIFY_ACCESS;
        bool control = right == MODEL_CONTROL_ACCESS;
        port_access_hook(refuse, &right);
        assert_int_equal(
            open_pool(control ? "App\\Other" : "App\\New", NULL, MODEL_OPEN_ALWAYS, &pool),
            control ? BASE_ERROR_ACCESS_DENIED : 0);
        assert_int_equal(engine_pool_path(session, &pools[0], path),
                         use ? BASE_ERROR_ACCESS_DENIED : 0);
        if (!control) {
            assert_int_equal(engine_pool_delete(session, &pool),
                             modify ? BASE_ERROR_ACCESS_DENIED : 0);
        }
        assert_int_equal(engine_media_move(session, &medium, &pools[1]),
                         control ? BASE_ERROR_ACCESS_DENIED : 0);
        assert_int_equal(engine_media_change_type(session, &medium, &pools[0]),
                         modify ? BASE_ERROR_ACCESS_DENIED : 0);
        assert_int_equal(engine_media_type_add(session, &dlt, fixture_library()),
                         modify ? BASE_ERROR_ACCESS_DENIED : 0);
        assert_int_equal(engine_media_type_delete(session, &dlt, fixture_library()),
                         modify ? BASE_ERROR_ACCESS_DENIED : 0);
    }
    port_access_hook(NULL, NULL);
    port_administrator_hook(true);
    fixture_stop();
    fixture_end();
}

/* Of a descriptor, each part asks for its own; a list of audits for a privilege. */
static void test_security_asks_for_its_rights(void **state)
{
    static const uint32_t RIGHTS[] = {MODEL_USE_ACCESS,   MODEL_MODIFY_ACCESS, MODEL_CONTROL_ACCESS,
                                      MODEL_READ_CONTROL, MODEL_WRITE_DAC,     MODEL_WRITE_OWNER};
    struct base_buffer stored = BASE_BUFFER_INIT;
    struct base_buffer read = BASE_BUFFER_INIT;
    (void)state;
    fixture_usual();
    struct base_guid app = found_pool("App", type_of(LTO));
    struct engine_session *session = fixture_session();
    assert_int_equal(engine_object_security(session, &app, 0, MODEL_SECURITY_ALL, &stored), 0);
    struct engine_descriptor wish = {stored.data, stored.length};
    port_administrator_hook(false);
    for (size_t i = 0; i < sizeof RIGHTS / sizeof RIGHTS[0]; i++) {
        uint32_t right = RIGHTS[i];
        base_error denied = BASE_ERROR_ACCESS_DENIED;
        port_access_hook(refuse, &right);
        assert_int_equal(engine_object_security(session, &app, 0, MODEL_SECURITY_DACL, &read),
                         right == MODEL_READ_CONTROL ? denied : 0);
        assert_int_equal(engine_object_set_security(session, &app, 0, MODEL_SECURITY_DACL, &wish),
                         right == MODEL_WRITE_DAC ? denied : 0);
        assert_int_equal(engine_object_set_security(
                             session, &app, 0, MODEL_SECURITY_OWNER | MODEL_SECURITY_GROUP, &wish),
                         right == MODEL_WRITE_OWNER ? denied : 0);
        for (int may = 0; may < 2; may++) {
            port_audit_hook(may != 0);
            assert_int_equal(
                engine_object_set_security(session, &app, 0, MODEL_SECURITY_SACL, &wish),
                may != 0 ? 0 : denied);
            assert_int_equal(engine_object_security(session, &app, 0, MODEL_SECURITY_SACL, &read),
                             may != 0 && right != MODEL_READ_CONTROL ? 0 : denied);
        }
    }
    port_access_hook(NULL, NULL);
    port_administrator_hook(true);
    base_buffer_release(&stored);
    base_buffer_release(&read);
    fixture_stop();
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calls_with_faults_do_all_or_nothing),
        cmocka_unit_test(test_many_callers_agree),
        cmocka_unit_test(test_calls_ask_for_their_rights),
        cmocka_unit_test(test_security_asks_for_its_rights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
