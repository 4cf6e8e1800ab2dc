/* SPDX-License-Identifier: MIT */
/*
 * SubmitNtmsOperatorRequest, CancelNtmsOperatorRequest, SatisfyNtmsOperatorRequest: each row of
 * their tables, what a request says, and what settling one does to a cleaning that waits.
 */
#include "pools_support.h"

#include <stdio.h>

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";
static const char nobody[] = "O:BAG:SYD:(A;;0x60007;;;SY)";
static const char using[] = "O:BAG:SYD:(A;;0x60007;;;SY)(A;;0x1;;;WD)";
static const char control[] = "O:BAG:SYD:(A;;0x60007;;;SY)(A;;0x4;;;WD)";

/* What is submitted; NULL as the API takes it. */
struct wish {
    DWORD command;
    const WCHAR *message;
    const NTMS_GUID *first;
    const NTMS_GUID *second;
};

static DWORD submit(const struct wish *wish, NTMS_GUID *request)
{
    NTMS_GUID first = wish->first != NULL ? *wish->first : world_null_guid;
    NTMS_GUID second = wish->second != NULL ? *wish->second : world_null_guid;
    NTMS_GUID made = world_stray_guid;
    DWORD error = SubmitNtmsOperatorRequestW(world.session, wish->command, wish->message,
                                             wish->first != NULL ? &first : NULL,
                                             wish->second != NULL ? &second : NULL, &made);
    assert_int_equal(error != ERROR_SUCCESS, world_same(&made, &world_stray_guid));
    if (error == ERROR_SUCCESS && request != NULL)
        *request = made;
    return error;
}

static NTMS_GUID say(const WCHAR *message)
{
    NTMS_GUID request = world_null_guid;
    assert_int_equal(submit(&(struct wish){NTMS_OPREQ_MESSAGE, message, NULL, NULL}, &request),
                     ERROR_SUCCESS);
    return request;
}

static DWORD cancel(const NTMS_GUID *request)
{
    NTMS_GUID copy = *request;
    return CancelNtmsOperatorRequest(world.session, &copy);
}

static DWORD satisfy(const NTMS_GUID *request)
{
    NTMS_GUID copy = *request;
    return SatisfyNtmsOperatorRequest(world.session, &copy);
}

static NTMS_OPREQUESTINFORMATIONW read_request(const NTMS_GUID *request)
{
    return world_read(request, NTMS_OPREQUEST).Info.OpRequest;
}

static int64_t request_count(void)
{
    return world_sql_number("SELECT count(*) FROM op_request", NULL);
}

static NTMS_GUID object(DWORD type)
{
    NTMS_GUID list[WORLD_LIST];
    assert_true(world_list(&world.library, type, list) >= 1);
    return list[0];
}

static NTMS_GUID computer_object(void)
{
    NTMS_GUID list[WORLD_LIST];
    assert_int_equal(world_list(NULL, NTMS_COMPUTER, list), 1);
    return list[0];
}

/* ---- SubmitNtmsOperatorRequest ---- */

static void test_submit_bad_arguments_fail(void **state)
{
    static const DWORD bad[] = {0, 6, 7, 0x80000001, 0xFFFFFFFF};
    NTMS_GUID request = world_stray_guid;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID medium = pools_medium(0);
    /* PROMISE: SubmitNtmsOperatorRequest/1 */
    assert_int_equal(SubmitNtmsOperatorRequestW(NULL, 0, NULL, NULL, NULL, NULL),
                     ERROR_INVALID_HANDLE);
    assert_int_equal(SubmitNtmsOperatorRequestA(INVALID_HANDLE_VALUE, NTMS_OPREQ_MESSAGE, "text",
                                                NULL, NULL, &request),
                     ERROR_INVALID_HANDLE);
    /* PROMISE: SubmitNtmsOperatorRequest/3 */
    assert_int_equal(
        SubmitNtmsOperatorRequestW(world.session, NTMS_OPREQ_MESSAGE, L"text", NULL, NULL, NULL),
        ERROR_INVALID_PARAMETER);
    assert_int_equal(
        SubmitNtmsOperatorRequestA(world.session, NTMS_OPREQ_MESSAGE, "text", NULL, NULL, NULL),
        ERROR_INVALID_PARAMETER);
    /* PROMISE: SubmitNtmsOperatorRequest/4 */
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(submit(&(struct wish){bad[i], L"text", &medium, &world.library}, NULL),
                         ERROR_INVALID_PARAMETER);
    /* PROMISE: SubmitNtmsOperatorRequest/5 */
    for (DWORD kind = NTMS_OPREQ_NEWMEDIA; kind < NTMS_OPREQ_MESSAGE; kind++)
        assert_int_equal(submit(&(struct wish){kind, L"text", NULL, &world.library}, NULL),
                         ERROR_INVALID_PARAMETER);
    assert_int_equal(submit(&(struct wish){NTMS_OPREQ_MOVEMEDIA, L"text", &medium, NULL}, NULL),
                     ERROR_INVALID_PARAMETER);
    /* PROMISE: SubmitNtmsOperatorRequest/6 */
    assert_int_equal(submit(&(struct wish){NTMS_OPREQ_MESSAGE, NULL, NULL, NULL}, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(request_count(), 0);
}

/* The kinds of object that each command takes; PROMISE: SubmitNtmsOperatorRequest/7 */
static void test_submit_takes_objects_of_its_kind_only(void **state)
{
    static const DWORD types[] = {NTMS_MEDIA_POOL,     NTMS_LIBRARY, NTMS_STORAGESLOT, NTMS_IEDOOR,
                                  NTMS_PHYSICAL_MEDIA, NTMS_DRIVE,   NTMS_CHANGER,     NTMS_IEPORT,
                                  NTMS_MEDIA_TYPE,     NTMS_COMPUTER};
    static const char taken[][11] = {"x.........", ".xx.......", ".xxxxxxx..", "....x....."};
    (void)state;
    world_start_small(1, 1, cartridges);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        NTMS_GUID list[WORLD_LIST];
        NTMS_GUID id = world.library;
        if (types[i] == NTMS_MEDIA_POOL || types[i] == NTMS_MEDIA_TYPE ||
            types[i] == NTMS_COMPUTER) {
            assert_true(world_list(NULL, types[i], list) >= 1);
            id = list[0];
        } else if (types[i] != NTMS_LIBRARY) {
            id = object(types[i]);
        }
        for (DWORD kind = NTMS_OPREQ_NEWMEDIA; kind < NTMS_OPREQ_MESSAGE; kind++) {
            NTMS_GUID request = world_null_guid;
            DWORD expected = taken[kind - 1][i] == 'x' ? ERROR_SUCCESS : ERROR_OBJECT_NOT_FOUND;
            assert_int_equal(submit(&(struct wish){kind, NULL, &id, &world.library}, &request),
                             expected);
            if (expected != ERROR_SUCCESS)
                continue;
            NTMS_OPREQUESTINFORMATIONW row = read_request(&request);
            BOOL second = kind == NTMS_OPREQ_NEWMEDIA || kind == NTMS_OPREQ_MOVEMEDIA;
            assert_int_equal(row.Request, kind);
            assert_int_equal(row.Arg1Type, types[i]);
            assert_true(world_same(&row.Arg1, &id));
            assert_int_equal(row.Arg2Type, second ? NTMS_LIBRARY : NTMS_UNKNOWN);
            assert_true(world_same(&row.Arg2, second ? &world.library : &world_null_guid));
            assert_int_equal(row.szMessage[0], 0);
        }
    }
}

/* PROMISE: SubmitNtmsOperatorRequest/7 */
static void test_submit_unknown_objects_fail(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID medium = pools_medium(0);
    NTMS_GUID pool = pools_root();
    for (DWORD kind = NTMS_OPREQ_NEWMEDIA; kind < NTMS_OPREQ_MESSAGE; kind++) {
        struct wish wish = {kind, L"text", &world_stray_guid, &world.library};
        assert_int_equal(submit(&wish, NULL), ERROR_OBJECT_NOT_FOUND);
        wish.first = &world_null_guid;
        assert_int_equal(submit(&wish, NULL), ERROR_OBJECT_NOT_FOUND);
    }
    struct wish move = {NTMS_OPREQ_MOVEMEDIA, L"text", &medium, &world_stray_guid};
    assert_int_equal(submit(&move, NULL), ERROR_OBJECT_NOT_FOUND);
    move.second = &world.slots[0];
    assert_int_equal(submit(&move, NULL), ERROR_OBJECT_NOT_FOUND);
    struct wish fill = {NTMS_OPREQ_NEWMEDIA, L"text", &pool, &world.drives[0]};
    assert_int_equal(submit(&fill, NULL), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(request_count(), 0);
    fill.second = NULL;
    assert_int_equal(submit(&fill, NULL), ERROR_SUCCESS);
}

static BOOL is_ansi(const WCHAR *wide, const char *text)
{
    while (*text != '\0' && *wide == (WCHAR)(BYTE)*text) {
        wide++;
        text++;
    }
    return *wide == 0 && *text == '\0';
}

static void test_submit_message_says_who_and_when(void **state)
{
    NTMS_GUID request = world_null_guid;
    WCHAR name[64];
    DWORD size = 64;
    FILETIME now;
    FILETIME then;
    (void)state;
    world_start_small(1, 0, cartridges);
    HANDLE session = OpenNtmsSessionA(NULL, "somebody", 0);
    /* Arguments are not looked at. */
    NTMS_GUID stray = world_stray_guid;
    assert_int_equal(SubmitNtmsOperatorRequestA(session, NTMS_OPREQ_MESSAGE, "Please look.", &stray,
                                                &stray, &request),
                     ERROR_SUCCESS);
    assert_int_equal(CloseNtmsSession(session), ERROR_SUCCESS);
    NTMS_OPREQUESTINFORMATIONW row = read_request(&request);
    assert_int_equal(row.Request, NTMS_OPREQ_MESSAGE);
    assert_int_equal(row.State, NTMS_OPSTATE_SUBMITTED);
    assert_int_equal(row.Arg1Type, NTMS_UNKNOWN);
    assert_int_equal(row.Arg2Type, NTMS_UNKNOWN);
    assert_true(world_same(&row.Arg1, &world_null_guid));
    assert_true(world_same(&row.Arg2, &world_null_guid));
    assert_true(is_ansi(row.szMessage, "Please look."));
    assert_true(is_ansi(row.szApplication, "somebody"));
    assert_true(row.szUser[0] != 0);
    assert_true(GetComputerNameW(name, &size));
    assert_int_equal(lstrcmpiW(row.szComputer, name), 0);
    assert_true(SystemTimeToFileTime(&row.Submitted, &then));
    GetSystemTimeAsFileTime(&now);
    assert_true(CompareFileTime(&then, &now) <= 0);
    assert_int_equal(world_sql_number("SELECT count(*) FROM journal WHERE id = %g", &request), 1);
}

/* PROMISE: SubmitNtmsOperatorRequest/9 */
static void test_submit_message_has_a_longest(void **state)
{
    static WCHAR text[3000];
    static char ansi[3000];
    static const size_t lengths[] = {256, 257, 1535, 1536, 2999};
    NTMS_GUID request = world_null_guid;
    (void)state;
    world_start_small(1, 0, cartridges);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        memset(text, 0, sizeof text);
        memset(ansi, 0, sizeof ansi);
        memset(ansi, 'm', lengths[i]);
        for (size_t k = 0; k < lengths[i]; k++)
            text[k] = 0x20AC;
        assert_int_equal(submit(&(struct wish){NTMS_OPREQ_MESSAGE, text, NULL, NULL}, NULL),
                         ERROR_MESSAGE_EXCEEDS_MAX_SIZE);
        assert_int_equal(SubmitNtmsOperatorRequestA(world.session, NTMS_OPREQ_CLEANER, ansi,
                                                    &world.library, NULL, &request),
                         ERROR_MESSAGE_EXCEEDS_MAX_SIZE);
    }
    assert_int_equal(request_count(), 0);
    text[255] = 0;
    request = say(text);
    NTMS_OPREQUESTINFORMATIONW row = read_request(&request);
    assert_memory_equal(row.szMessage, text, 256 * sizeof(WCHAR));
    /* What it is about is looked at first. */
    text[255] = L'x';
    assert_int_equal(
        submit(&(struct wish){NTMS_OPREQ_CLEANER, text, &world_stray_guid, NULL}, NULL),
        ERROR_OBJECT_NOT_FOUND);
}

/* PROMISE: SubmitNtmsOperatorRequest/10 */
static void test_submit_without_database_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID request = say(L"first");
    world_break_database();
    DWORD submitted = submit(&(struct wish){NTMS_OPREQ_MESSAGE, L"second", NULL, NULL}, NULL);
    world_mend_database();
    assert_int_equal(submitted, ERROR_DATABASE_FAILURE);
    assert_int_equal(request_count(), 1);
    assert_int_equal(read_request(&request).State, NTMS_OPSTATE_SUBMITTED);
}

static DWORD user_submits(void *context)
{
    return submit(context, NULL);
}

/* PROMISE: SubmitNtmsOperatorRequest/8 */
static void test_submit_without_right_fails(void **state)
{
    static WCHAR text[300];
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID computer = computer_object();
    NTMS_GUID medium = pools_medium(0);
    NTMS_GUID pool = world_read(&medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia.MediaPool;
    for (size_t i = 0; i < 299; i++)
        text[i] = L'm';
    struct wish message = {NTMS_OPREQ_MESSAGE, L"text", NULL, NULL};
    struct wish of_library[] = {{NTMS_OPREQ_CLEANER, NULL, &world.library, NULL},
                                {NTMS_OPREQ_CLEANER, NULL, &world.slots[0], NULL},
                                {NTMS_OPREQ_DEVICESERVICE, NULL, &world.drives[0], NULL},
                                {NTMS_OPREQ_DEVICESERVICE, NULL, &medium, NULL}};
    struct wish of_pool[] = {{NTMS_OPREQ_NEWMEDIA, NULL, &pool, NULL},
                             {NTMS_OPREQ_MOVEMEDIA, NULL, &medium, &world.library}};
    assert_int_equal(world_as_user(user_submits, &message), ERROR_SUCCESS);
    pools_protect(&computer, nobody);
    assert_int_equal(world_as_user(user_submits, &message), ERROR_ACCESS_DENIED);
    message.message = text; /* too long, but the right comes first */
    assert_int_equal(world_as_user(user_submits, &message), ERROR_ACCESS_DENIED);
    for (size_t i = 0; i < 4; i++) {
        pools_protect(&pool, control);
        pools_protect(&world.library, using);
        assert_int_equal(world_as_user(user_submits, &of_library[i]), ERROR_ACCESS_DENIED);
        pools_protect(&pool, nobody);
        pools_protect(&world.library, control);
        assert_int_equal(world_as_user(user_submits, &of_library[i]), ERROR_SUCCESS);
    }
    for (size_t i = 0; i < 2; i++) {
        pools_protect(&pool, using);
        pools_protect(&world.library, control);
        assert_int_equal(world_as_user(user_submits, &of_pool[i]), ERROR_ACCESS_DENIED);
        pools_protect(&pool, control);
        pools_protect(&world.library, nobody);
        assert_int_equal(world_as_user(user_submits, &of_pool[i]), ERROR_SUCCESS);
    }
}

/* ---- CancelNtmsOperatorRequest, SatisfyNtmsOperatorRequest ---- */

static void test_settle_bad_arguments_fail(void **state)
{
    NTMS_GUID request = world_stray_guid;
    (void)state;
    world_start_small(1, 0, cartridges);
    /* PROMISE: CancelNtmsOperatorRequest/1 */
    assert_int_equal(CancelNtmsOperatorRequest(NULL, NULL), ERROR_INVALID_HANDLE);
    /* PROMISE: SatisfyNtmsOperatorRequest/1 */
    assert_int_equal(SatisfyNtmsOperatorRequest(NULL, NULL), ERROR_INVALID_HANDLE);
    /* PROMISE: CancelNtmsOperatorRequest/2 */
    assert_int_equal(CancelNtmsOperatorRequest(world.session, NULL), ERROR_INVALID_PARAMETER);
    /* PROMISE: SatisfyNtmsOperatorRequest/2 */
    assert_int_equal(SatisfyNtmsOperatorRequest(world.session, NULL), ERROR_INVALID_PARAMETER);
    /* PROMISE: CancelNtmsOperatorRequest/4, SatisfyNtmsOperatorRequest/4 */
    const NTMS_GUID *const wrong[] = {&request, &world_null_guid, &world.library, &world.slots[0]};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(cancel(wrong[i]), ERROR_OBJECT_NOT_FOUND);
        assert_int_equal(satisfy(wrong[i]), ERROR_OBJECT_NOT_FOUND);
    }
}

static void test_settle_is_final(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID refused = say(L"no");
    NTMS_GUID done = say(L"yes");
    assert_int_equal(cancel(&refused), ERROR_SUCCESS);
    assert_int_equal(read_request(&refused).State, NTMS_OPSTATE_REFUSED);
    assert_int_equal(read_request(&done).State, NTMS_OPSTATE_SUBMITTED);
    assert_int_equal(satisfy(&done), ERROR_SUCCESS);
    assert_int_equal(read_request(&done).State, NTMS_OPSTATE_COMPLETE);
    static const char noted[] =
        "SELECT count(*) FROM journal WHERE id IN (SELECT id FROM op_request)";
    int64_t journal = world_sql_number(noted, NULL);
    /* PROMISE: CancelNtmsOperatorRequest/5, SatisfyNtmsOperatorRequest/5 */
    assert_int_equal(cancel(&refused), ERROR_INVALID_STATE);
    assert_int_equal(cancel(&done), ERROR_INVALID_STATE);
    assert_int_equal(satisfy(&refused), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(satisfy(&done), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(read_request(&refused).State, NTMS_OPSTATE_REFUSED);
    assert_int_equal(read_request(&done).State, NTMS_OPSTATE_COMPLETE);
    assert_int_equal(world_sql_number(noted, NULL), journal);
    world_reopen();
    assert_int_equal(read_request(&refused).State, NTMS_OPSTATE_REFUSED);
    assert_int_equal(cancel(&refused), ERROR_INVALID_STATE);
    /* Read by a console, or begun: still open. */
    for (DWORD open = NTMS_OPSTATE_ACTIVE; open <= NTMS_OPSTATE_INPROGRESS; open++) {
        char statement[64];
        NTMS_GUID begun = say(L"begun");
        snprintf(statement, sizeof statement, "UPDATE op_request SET state = %u WHERE id = %%g",
                 (unsigned)open);
        world_sql_beside(statement, &begun);
        assert_int_equal(open == NTMS_OPSTATE_ACTIVE ? cancel(&begun) : satisfy(&begun),
                         ERROR_SUCCESS);
    }
}

static DWORD user_cancels(void *context)
{
    return cancel(context);
}

static DWORD user_satisfies(void *context)
{
    return satisfy(context);
}

/* PROMISE: CancelNtmsOperatorRequest/3, SatisfyNtmsOperatorRequest/3 */
static void test_settle_without_right_fails(void **state)
{
    NTMS_GUID stray = world_stray_guid;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID computer = computer_object();
    NTMS_GUID first = say(L"first");
    NTMS_GUID second = say(L"second");
    assert_int_equal(world_as_user(user_cancels, &first), ERROR_ACCESS_DENIED);
    assert_int_equal(world_as_user(user_satisfies, &second), ERROR_ACCESS_DENIED);
    assert_int_equal(world_as_user(user_cancels, &stray), ERROR_ACCESS_DENIED);
    assert_int_equal(world_as_user(user_satisfies, &stray), ERROR_ACCESS_DENIED);
    assert_int_equal(read_request(&first).State, NTMS_OPSTATE_SUBMITTED);
    pools_protect(&computer, control);
    assert_int_equal(world_as_user(user_cancels, &first), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_satisfies, &second), ERROR_SUCCESS);
}

/* ---- what a cleaning waits for ---- */

static NTMS_GUID clean_and_wait(NTMS_GUID *asked)
{
    world_start_small(1, 0, cartridges);
    assert_int_equal(CleanNtmsDrive(world.session, &world.drives[0]), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_wait_operator(NTMS_OPREQ_CLEANER, asked);
    world_wait_state(&request, NTMS_LM_WAITING);
    return request;
}

static BOOL is_asked_anew(void *context)
{
    NTMS_GUID newest = world_null_guid;
    return world_operator_requests(NTMS_OPREQ_CLEANER, &newest) == 1 &&
           !world_same(&newest, context);
}

static void test_satisfied_without_a_cleaner_is_asked_again(void **state)
{
    NTMS_GUID asked;
    (void)state;
    NTMS_GUID request = clean_and_wait(&asked);
    assert_int_equal(satisfy(&asked), ERROR_SUCCESS);
    world_wait(is_asked_anew, &asked, "the operator asked again");
    assert_int_equal(read_request(&asked).State, NTMS_OPSTATE_COMPLETE);
    world_wait_state(&request, NTMS_LM_WAITING);
    world_reserve(3);
    world_inject_by_port("CLN001L4", 5, 5);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_CLEANER, NULL), 0);
    assert_int_equal(world_device_cleanings(0), 1);
    world_check_truth();
}

static void test_refused_cleaner_fails_the_cleaning(void **state)
{
    NTMS_GUID asked;
    (void)state;
    NTMS_GUID request = clean_and_wait(&asked);
    assert_int_equal(cancel(&asked), ERROR_SUCCESS);
    world_expect_end(&request, NTMS_LM_FAILED, ERROR_REQUEST_REFUSED);
    assert_int_equal(read_request(&asked).State, NTMS_OPSTATE_REFUSED);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_CLEANER, NULL), 0);
    assert_int_equal(world_device_cleanings(0), 0);
    world_check_truth();
    /* The drive can be cleaned later. */
    world_reserve(3);
    world_inject_by_port("CLN001L4", 5, 5);
    assert_int_equal(CleanNtmsDrive(world.session, &world.drives[0]), ERROR_SUCCESS);
    request = world_request(NTMS_LM_CLEANDRIVE);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
}

static void test_request_for_a_cleaner_is_answered_by_one(void **state)
{
    NTMS_GUID asked = world_null_guid;
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_int_equal(
        submit(&(struct wish){NTMS_OPREQ_CLEANER, L"soon", &world.library, NULL}, &asked),
        ERROR_SUCCESS);
    world_reserve(3);
    world_inject_by_port("CLN001L4", 5, 5);
    assert_int_equal(read_request(&asked).State, NTMS_OPSTATE_COMPLETE);
    assert_int_equal(satisfy(&asked), ERROR_OBJECT_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_submit_bad_arguments_fail, world_teardown),
        cmocka_unit_test_teardown(test_submit_takes_objects_of_its_kind_only, world_teardown),
        cmocka_unit_test_teardown(test_submit_unknown_objects_fail, world_teardown),
        cmocka_unit_test_teardown(test_submit_message_says_who_and_when, world_teardown),
        cmocka_unit_test_teardown(test_submit_message_has_a_longest, world_teardown),
        cmocka_unit_test_teardown(test_submit_without_database_fails, world_teardown),
        cmocka_unit_test_teardown(test_submit_without_right_fails, world_teardown),
        cmocka_unit_test_teardown(test_settle_bad_arguments_fail, world_teardown),
        cmocka_unit_test_teardown(test_settle_is_final, world_teardown),
        cmocka_unit_test_teardown(test_settle_without_right_fails, world_teardown),
        cmocka_unit_test_teardown(test_satisfied_without_a_cleaner_is_asked_again, world_teardown),
        cmocka_unit_test_teardown(test_refused_cleaner_fails_the_cleaning, world_teardown),
        cmocka_unit_test_teardown(test_request_for_a_cleaner_is_answered_by_one, world_teardown),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
