/* SPDX-License-Identifier: MIT */
/* The exported functions over an engine that answers what the test says: conversions, the order of
 * the first checks, and outputs that stay as they were on failure. */
#include "support/cmocka_shim.h"

#include "api/win32.h"
#include "engine_fake.h"

#include <stdio.h>
#include <string.h>

DWORD WINAPI DoEjectFromSADriveW(LPVOID first, LPVOID second, LPVOID third, LPVOID fourth,
                                 LPVOID fifth, LPVOID sixth);

static NTMS_GUID one = {1, 1, 1, {1, 1, 1, 1, 1, 1, 1, 1}};
static NTMS_GUID two = {2, 2, 2, {2, 2, 2, 2, 2, 2, 2, 2}};

static bool same(const struct base_guid *ours, const NTMS_GUID *theirs)
{
    return memcmp(ours->bytes, theirs, sizeof ours->bytes) == 0;
}

static int setup(void **state)
{
    memset(&engine_fake, 0, sizeof engine_fake);
    memcpy(engine_fake.operation.bytes, &two, sizeof engine_fake.operation.bytes);
    *state = OpenNtmsSessionW(NULL, NULL, 0);
    engine_fake.calls = 0;
    return *state == INVALID_HANDLE_VALUE;
}

static int teardown(void **state)
{
    engine_fake.error = 0;
    return *state != NULL && CloseNtmsSession(*state) != ERROR_SUCCESS;
}

static void test_open_null_names_stay_null(void **state)
{
    (void)state;
    assert_string_equal(engine_fake.server, "(null)");
    assert_string_equal(engine_fake.application, "(null)");
    assert_int_equal(GetLastError(), ERROR_SUCCESS);
}

static void test_open_names_are_converted(void **state)
{
    (void)state;
    HANDLE session = OpenNtmsSessionW((LPCWSTR)u"HERE", (LPCWSTR)u"App \u00E9", 1);
    assert_string_equal(engine_fake.server, "HERE");
    assert_string_equal(engine_fake.application, "App \xC3\xA9");
    assert_int_equal(engine_fake.options, 1);
    assert_int_equal(CloseNtmsSession(session), ERROR_SUCCESS);
    session = OpenNtmsSessionA("", "App \xE9", 0);
    assert_string_equal(engine_fake.server, "");
    assert_string_equal(engine_fake.application, "App \xC3\xA9");
    assert_int_equal(CloseNtmsSession(session), ERROR_SUCCESS);
    assert_int_equal(engine_fake.closed, 2);
}

static void test_open_failure_gives_invalid_handle_and_last_error(void **state)
{
    (void)state;
    engine_fake.error = ERROR_ACCESS_DENIED;
    SetLastError(0xDEADBEEF);
    assert_ptr_equal(OpenNtmsSessionA(NULL, NULL, 0), INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), ERROR_ACCESS_DENIED);
}

static void test_open_without_a_handle_left_closes_the_session(void **state)
{
    static HANDLE handles[5000];
    size_t count = 0;
    (void)state;
    while (count < 5000 && (handles[count] = OpenNtmsSessionA(NULL, NULL, 0)) != (HANDLE)-1)
        count++;
    assert_int_equal(GetLastError(), ERROR_NOT_ENOUGH_MEMORY);
    assert_int_equal(engine_fake.closed, 1);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(CloseNtmsSession(handles[i]), ERROR_SUCCESS);
    assert_int_equal(engine_fake.closed, count + 1);
}

static void test_close_bad_handle_fails(void **state)
{
    HANDLE session = *state;
    assert_int_equal(CloseNtmsSession(NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(CloseNtmsSession(INVALID_HANDLE_VALUE), ERROR_INVALID_HANDLE);
    assert_int_equal(CloseNtmsSession(session), ERROR_SUCCESS);
    assert_int_equal(CloseNtmsSession(session), ERROR_INVALID_HANDLE);
    assert_int_equal(engine_fake.closed, 1);
    *state = NULL;
}

static void check_information_w(HANDLE session, NTMS_GUID *id, DWORD size, DWORD type, DWORD error)
{
    static NTMS_OBJECTINFORMATIONW information;
    static NTMS_OBJECTINFORMATIONW before;
    memset(&information, 0xEE, sizeof information);
    information.dwSize = size;
    information.dwType = type;
    before = information;
    assert_int_equal(GetNtmsObjectInformationW(session, id, &information), error);
    if (error != ERROR_SUCCESS)
        assert_memory_equal(&before, &information, sizeof before);
}

static void test_information_bad_arguments_fail_in_order(void **state)
{
    HANDLE session = *state;
    NTMS_OBJECTINFORMATIONW information;
    check_information_w(NULL, NULL, 0, 99, ERROR_INVALID_HANDLE);
    check_information_w(session, NULL, sizeof information, 0, ERROR_INVALID_PARAMETER);
    assert_int_equal(GetNtmsObjectInformationW(session, &one, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(GetNtmsObjectInformationA(session, &one, NULL), ERROR_INVALID_PARAMETER);
    for (DWORD size = 0; size < 1500; size++) {
        if (size != 1408 && size != 1396)
            check_information_w(session, &one, size, 5, ERROR_INVALID_PARAMETER);
    }
    check_information_w(session, &one, 1408, 1, ERROR_INVALID_PARAMETER);
    check_information_w(session, &one, 1408, 18, ERROR_INVALID_PARAMETER);
    check_information_w(session, &one, 1408, 0xFFFFFFFF, ERROR_INVALID_PARAMETER);
    assert_int_equal(engine_fake.calls, 0);
    engine_fake.error = ERROR_OBJECT_NOT_FOUND;
    check_information_w(session, &one, 1408, 5, ERROR_OBJECT_NOT_FOUND);
    assert_true(same(&engine_fake.id, &one));
    assert_int_equal(engine_fake.type, 5);
}

static void test_information_success_fills_no_more_than_the_size(void **state)
{
    struct {
        NTMS_OBJECTINFORMATIONA information;
        BYTE guard[64];
    } out;
    engine_fake.information.object.type = NTMS_STORAGESLOT;
    engine_fake.information.info.slot.number = 7;
    for (int first = 0; first < 2; first++) {
        DWORD size = first ? sizeof(NTMS_I1_OBJECTINFORMATIONA) : sizeof out.information;
        memset(&out, 0xEE, sizeof out);
        out.information.dwSize = size;
        out.information.dwType = 0;
        assert_int_equal(GetNtmsObjectInformationA(*state, &one, &out.information), ERROR_SUCCESS);
        assert_int_equal(out.information.dwSize, size);
        assert_int_equal(out.information.dwType, NTMS_STORAGESLOT);
        assert_int_equal(out.information.Info.StorageSlot.Number, 7);
        for (size_t i = size; i < sizeof out; i++)
            assert_int_equal(((BYTE *)&out)[i], 0xEE);
    }
}

static void test_enumerate_follows_the_size_protocol(void **state)
{
    HANDLE session = *state;
    NTMS_GUID list[4];
    DWORD size = 4;
    memset(list, 0xEE, sizeof list);
    assert_int_equal(EnumerateNtmsObject(NULL, NULL, NULL, NULL, 0, 0), ERROR_INVALID_HANDLE);
    assert_int_equal(EnumerateNtmsObject(session, NULL, list, NULL, 9, 0), ERROR_INVALID_PARAMETER);
    assert_int_equal(EnumerateNtmsObject(session, NULL, NULL, &size, 9, 0),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(size, 4);
    engine_fake.exist = 3;
    assert_int_equal(EnumerateNtmsObject(session, NULL, list, &size, 9, 1), ERROR_SUCCESS);
    assert_int_equal(size, 3);
    assert_int_equal(engine_fake.options, 1);
    assert_true(engine_fake.whole_system);
    assert_int_equal(list[2].Data1, 0x03030303);
    assert_int_equal(list[3].Data1, 0xEEEEEEEE);
    size = 2;
    memset(list, 0xEE, sizeof list);
    assert_int_equal(EnumerateNtmsObject(session, &one, list, &size, 5, 0),
                     ERROR_INSUFFICIENT_BUFFER);
    assert_int_equal(size, 3);
    assert_int_equal(list[2].Data1, 0xEEEEEEEE);
    assert_true(same(&engine_fake.id, &one));
    size = 0;
    assert_int_equal(EnumerateNtmsObject(session, NULL, NULL, &size, 9, 0),
                     ERROR_INSUFFICIENT_BUFFER);
    assert_int_equal(size, 3);
    engine_fake.exist = 0;
    size = 0;
    assert_int_equal(EnumerateNtmsObject(session, NULL, NULL, &size, 9, 0), ERROR_SUCCESS);
    assert_int_equal(size, 0);
    size = 9;
    engine_fake.error = ERROR_OBJECT_NOT_FOUND;
    assert_int_equal(EnumerateNtmsObject(session, &one, NULL, &size, 9, 0),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(EnumerateNtmsObject(session, &one, list, &size, 9, 0), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(size, 9);
}

static void test_cleaner_calls_bad_arguments_fail(void **state)
{
    HANDLE session = *state;
    NTMS_GUID operation = one;
    assert_int_equal(CleanNtmsDrive(session, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(ReserveNtmsCleanerSlot(session, NULL, &one), ERROR_INVALID_PARAMETER);
    assert_int_equal(ReserveNtmsCleanerSlot(session, &one, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(ReleaseNtmsCleanerSlot(session, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(InjectNtmsCleaner(session, NULL, &operation, 1, 0), ERROR_INVALID_PARAMETER);
    assert_int_equal(InjectNtmsCleaner(session, &one, NULL, 1, 0), ERROR_INVALID_PARAMETER);
    assert_int_equal(InjectNtmsCleaner(session, &one, &operation, 1, 2), ERROR_INVALID_PARAMETER);
    assert_int_equal(EjectNtmsCleaner(session, NULL, &operation, 0), ERROR_INVALID_PARAMETER);
    assert_int_equal(EjectNtmsCleaner(session, &one, NULL, 0), ERROR_INVALID_PARAMETER);
    assert_int_equal(EjectNtmsCleaner(session, &one, &operation, 2), ERROR_INVALID_PARAMETER);
    assert_int_equal(engine_fake.calls, 0);
    assert_int_equal(CleanNtmsDrive(NULL, NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(ReserveNtmsCleanerSlot(NULL, NULL, NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(ReleaseNtmsCleanerSlot(NULL, NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(InjectNtmsCleaner(NULL, NULL, NULL, 0, 9), ERROR_INVALID_HANDLE);
    assert_int_equal(EjectNtmsCleaner(NULL, NULL, NULL, 9), ERROR_INVALID_HANDLE);
}

static void test_cleaner_calls_pass_arguments_and_errors_on(void **state)
{
    HANDLE session = *state;
    assert_int_equal(CleanNtmsDrive(session, &one), ERROR_SUCCESS);
    assert_true(same(&engine_fake.id, &one));
    assert_int_equal(ReserveNtmsCleanerSlot(session, &two, &one), ERROR_SUCCESS);
    assert_true(same(&engine_fake.id, &two) && same(&engine_fake.second, &one));
    assert_int_equal(ReleaseNtmsCleanerSlot(session, &one), ERROR_SUCCESS);
    assert_true(same(&engine_fake.id, &one));
    engine_fake.error = ERROR_INVALID_DRIVE;
    assert_int_equal(CleanNtmsDrive(session, &one), ERROR_INVALID_DRIVE);
    engine_fake.error = ERROR_CLEANER_SLOT_SET;
    assert_int_equal(ReserveNtmsCleanerSlot(session, &two, &one), ERROR_CLEANER_SLOT_SET);
    engine_fake.error = ERROR_CLEANER_SLOT_NOT_SET;
    assert_int_equal(ReleaseNtmsCleanerSlot(session, &one), ERROR_CLEANER_SLOT_NOT_SET);
}

static void test_cleaner_operations_are_written_on_started_only(void **state)
{
    HANDLE session = *state;
    NTMS_GUID operation = one;
    assert_int_equal(InjectNtmsCleaner(session, &one, &operation, 33, 0), ERROR_SUCCESS);
    assert_memory_equal(&operation, &two, sizeof two);
    assert_int_equal(engine_fake.cleans_left, 33);
    operation = one;
    assert_int_equal(InjectNtmsCleaner(session, &two, &operation, 0, 1), ERROR_SUCCESS);
    assert_memory_equal(&operation, &one, sizeof one);
    assert_true(same(&engine_fake.second, &one));
    assert_int_equal(engine_fake.action, 1);
    assert_int_equal(EjectNtmsCleaner(session, &one, &operation, 1), ERROR_SUCCESS);
    assert_memory_equal(&operation, &one, sizeof one);
    engine_fake.error = ERROR_EMPTY;
    assert_int_equal(EjectNtmsCleaner(session, &one, &operation, 0), ERROR_EMPTY);
    assert_int_equal(InjectNtmsCleaner(session, &one, &operation, 1, 0), ERROR_EMPTY);
    assert_memory_equal(&operation, &one, sizeof one);
    engine_fake.error = 0;
    assert_int_equal(EjectNtmsCleaner(session, &one, &operation, 0), ERROR_SUCCESS);
    assert_memory_equal(&operation, &two, sizeof two);
}

static void test_pool_calls_bad_arguments_fail(void **state)
{
    HANDLE session = *state;
    WCHAR wide[4];
    char ansi[4];
    DWORD size = 4;
    NTMS_GUID pool = one;
    assert_int_equal(CreateNtmsMediaPoolW(session, NULL, NULL, 2, NULL, &pool),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(CreateNtmsMediaPoolW(session, (LPCWSTR)u"A", NULL, 2, NULL, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(CreateNtmsMediaPoolA(session, NULL, NULL, 2, NULL, &pool),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(GetNtmsMediaPoolNameW(session, NULL, wide, &size), ERROR_INVALID_PARAMETER);
    assert_int_equal(GetNtmsMediaPoolNameW(session, &one, NULL, &size), ERROR_INVALID_PARAMETER);
    assert_int_equal(GetNtmsMediaPoolNameA(session, &one, ansi, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(DeleteNtmsMediaPool(session, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(MoveToNtmsMediaPool(session, NULL, &one), ERROR_INVALID_PARAMETER);
    assert_int_equal(MoveToNtmsMediaPool(session, &one, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(AddNtmsMediaType(session, NULL, &one), ERROR_INVALID_PARAMETER);
    assert_int_equal(AddNtmsMediaType(session, &one, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(engine_fake.calls, 0);
    assert_int_equal(CreateNtmsMediaPoolW(NULL, NULL, NULL, 0, NULL, NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(CreateNtmsMediaPoolA(NULL, NULL, NULL, 0, NULL, NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(GetNtmsMediaPoolNameW(NULL, NULL, NULL, NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(GetNtmsMediaPoolNameA(NULL, NULL, NULL, NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(DeleteNtmsMediaPool(NULL, NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(MoveToNtmsMediaPool(NULL, NULL, NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(ChangeNtmsMediaType(NULL, NULL, NULL), ERROR_INVALID_HANDLE);
}

static void test_pool_create_converts_and_writes_on_success_only(void **state)
{
    HANDLE session = *state;
    NTMS_GUID pool = one;
    assert_int_equal(CreateNtmsMediaPoolW(session, (LPCWSTR)u"\\\u00E9", NULL, 2, NULL, &pool),
                     ERROR_SUCCESS);
    assert_string_equal(engine_fake.path, "\\\xC3\xA9");
    assert_false(engine_fake.has_type || engine_fake.has_descriptor);
    assert_int_equal(engine_fake.action, 2);
    assert_memory_equal(&pool, &two, sizeof two);
    pool = one;
    engine_fake.error = ERROR_ALREADY_EXISTS;
    assert_int_equal(CreateNtmsMediaPoolA(session, "\xE9", &two, 3, NULL, &pool),
                     ERROR_ALREADY_EXISTS);
    assert_string_equal(engine_fake.path, "\xC3\xA9");
    assert_true(engine_fake.has_type && same(&engine_fake.second, &two));
    assert_memory_equal(&pool, &one, sizeof one);
}

static void test_pool_create_reads_descriptors(void **state)
{
    HANDLE session = *state;
    SECURITY_DESCRIPTOR descriptor;
    SECURITY_ATTRIBUTES attributes = {sizeof attributes, NULL, FALSE};
    NTMS_GUID pool;
    memset(&descriptor, 0, sizeof descriptor);
    assert_int_equal(CreateNtmsMediaPoolA(session, "A", NULL, 2, &attributes, &pool), 0);
    assert_false(engine_fake.has_descriptor);
    attributes.lpSecurityDescriptor = &descriptor;
    assert_int_equal(CreateNtmsMediaPoolA(session, "A", NULL, 2, &attributes, &pool), 0);
    assert_true(engine_fake.has_descriptor); /* unsound: there, but of no length */
    assert_int_equal(engine_fake.descriptor_length, 0);
    descriptor.Revision = SECURITY_DESCRIPTOR_REVISION;
    for (int relative = 0; relative < 2; relative++) {
        descriptor.Control = relative ? SE_SELF_RELATIVE : 0;
        assert_int_equal(CreateNtmsMediaPoolA(session, "A", NULL, 2, &attributes, &pool), 0);
        assert_true(engine_fake.has_descriptor);
        assert_int_equal(engine_fake.descriptor_length, 20);
    }
}

static void test_pool_name_follows_the_size_protocol(void **state)
{
    HANDLE session = *state;
    WCHAR wide[8];
    char ansi[8];
    snprintf(engine_fake.path, sizeof engine_fake.path, "\\\xE3\x81\x82"); /* two bytes in A */
    for (DWORD capacity = 0; capacity < 8; capacity++) {
        DWORD size = capacity;
        memset(wide, 0xEE, sizeof wide);
        memset(ansi, 0x7E, sizeof ansi);
        assert_int_equal(GetNtmsMediaPoolNameW(session, &one, wide, &size),
                         capacity < 3 ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS);
        assert_int_equal(size, 3);
        assert_int_equal(wide[capacity < 3 ? 0 : 3], 0xEEEE);
        if (capacity >= 3)
            assert_memory_equal(wide, u"\\\u3042", 6);
#ifndef _WIN32 /* the page of the system may have no such character */
        size = capacity;
        assert_int_equal(GetNtmsMediaPoolNameA(session, &one, ansi, &size),
                         capacity < 4 ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS);
        assert_int_equal(size, 4);
        assert_int_equal(ansi[capacity < 4 ? 0 : 4], 0x7E);
#endif
    }
    engine_fake.error = ERROR_INVALID_MEDIA_POOL;
    DWORD size = 5;
    assert_int_equal(GetNtmsMediaPoolNameW(session, &one, wide, &size), ERROR_INVALID_MEDIA_POOL);
    assert_int_equal(size, 5);
}

static void test_pairs_are_passed_on_in_order(void **state)
{
    HANDLE session = *state;
    DWORD(WINAPI *const calls[])
    (HANDLE, LPNTMS_GUID, LPNTMS_GUID) = {MoveToNtmsMediaPool, ChangeNtmsMediaType,
                                          AddNtmsMediaType, DeleteNtmsMediaType, SwapNtmsMedia};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        engine_fake.error = 0;
        engine_fake.calls = 0;
        assert_int_equal(calls[i](session, NULL, &one), ERROR_INVALID_PARAMETER);
        assert_int_equal(calls[i](session, &two, NULL), ERROR_INVALID_PARAMETER);
        assert_int_equal(calls[i](NULL, &two, &one), ERROR_INVALID_HANDLE);
        assert_int_equal(engine_fake.calls, 0);
        assert_int_equal(calls[i](session, &two, &one), ERROR_SUCCESS);
        assert_true(same(&engine_fake.id, &two) && same(&engine_fake.second, &one));
        engine_fake.error = ERROR_BUSY;
        assert_int_equal(calls[i](session, &two, &one), ERROR_BUSY);
    }
    assert_int_equal(DeleteNtmsMediaPool(session, &one), ERROR_BUSY);
    assert_true(same(&engine_fake.id, &one));
}

static void test_operator_submit_converts_and_writes_on_success_only(void **state)
{
    HANDLE session = *state;
    NTMS_GUID request = one;
    assert_int_equal(
        SubmitNtmsOperatorRequestW(session, NTMS_OPREQ_MESSAGE, NULL, NULL, NULL, NULL),
        ERROR_INVALID_PARAMETER);
    assert_int_equal(engine_fake.calls, 0);
    engine_fake.error = ERROR_MESSAGE_EXCEEDS_MAX_SIZE;
    assert_int_equal(
        SubmitNtmsOperatorRequestA(session, NTMS_OPREQ_CLEANER, "text", &one, NULL, &request),
        ERROR_MESSAGE_EXCEEDS_MAX_SIZE);
    assert_true(memcmp(&request, &one, sizeof one) == 0);
    assert_string_equal(engine_fake.path, "text");
    assert_int_equal(engine_fake.type, NTMS_OPREQ_CLEANER);
    assert_true(engine_fake.has_first && !engine_fake.has_second);
    engine_fake.error = 0;
    assert_int_equal(SubmitNtmsOperatorRequestW(session, NTMS_OPREQ_MOVEMEDIA,
                                                (LPCWSTR)u"t\u00e9xt", &one, &two, &request),
                     ERROR_SUCCESS);
    assert_string_equal(engine_fake.path, "t\xc3\xa9xt");
    assert_true(same(&engine_fake.id, &one) && same(&engine_fake.second, &two));
    assert_true(memcmp(&request, &two, sizeof two) == 0);
    assert_int_equal(
        SubmitNtmsOperatorRequestW(session, NTMS_OPREQ_NEWMEDIA, NULL, &one, NULL, &request),
        ERROR_SUCCESS);
    assert_string_equal(engine_fake.path, "(null)");
}

static void test_calls_about_one_object_pass_it_on(void **state)
{
    HANDLE session = *state;
    DWORD(WINAPI *const calls[])
    (HANDLE, LPNTMS_GUID) = {SetNtmsMediaComplete, DecommissionNtmsMedia, DeleteNtmsMedia};
    for (uint32_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        engine_fake.calls = 0;
        assert_int_equal(calls[i](session, NULL), ERROR_INVALID_PARAMETER);
        assert_int_equal(calls[i](NULL, &one), ERROR_INVALID_HANDLE);
        assert_int_equal(engine_fake.calls, 0);
        engine_fake.error = ERROR_INVALID_STATE;
        assert_int_equal(calls[i](session, &one), ERROR_INVALID_STATE);
        assert_true(same(&engine_fake.id, &one) && engine_fake.action == 6 + i);
        engine_fake.error = 0;
        assert_int_equal(calls[i](session, &two), ERROR_SUCCESS);
        assert_true(same(&engine_fake.id, &two));
    }
}

static void test_deallocate_ignores_its_options(void **state)
{
    HANDLE session = *state;
    assert_int_equal(DeallocateNtmsMedia(NULL, &one, 0), ERROR_INVALID_HANDLE);
    assert_int_equal(DeallocateNtmsMedia(session, NULL, 0), ERROR_INVALID_PARAMETER);
    assert_int_equal(engine_fake.calls, 0);
    assert_int_equal(DeallocateNtmsMedia(session, &one, 0xFFFFFFFF), ERROR_SUCCESS);
    assert_true(same(&engine_fake.id, &one) && engine_fake.action == 9);
}

static void test_operator_calls_pass_the_request_on(void **state)
{
    HANDLE session = *state;
    assert_int_equal(WaitForNtmsOperatorRequest(session, NULL, 0), ERROR_INVALID_PARAMETER);
    assert_int_equal(CancelNtmsOperatorRequest(session, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(SatisfyNtmsOperatorRequest(session, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(engine_fake.calls, 0);
    engine_fake.error = ERROR_TIMEOUT;
    assert_int_equal(WaitForNtmsOperatorRequest(session, &two, 17), ERROR_TIMEOUT);
    assert_true(same(&engine_fake.id, &two) && engine_fake.options == 17);
    engine_fake.error = ERROR_INVALID_STATE;
    assert_int_equal(CancelNtmsOperatorRequest(session, &one), ERROR_INVALID_STATE);
    assert_true(same(&engine_fake.id, &one) && engine_fake.action == NTMS_OPSTATE_REFUSED);
    assert_int_equal(SatisfyNtmsOperatorRequest(session, &two), ERROR_INVALID_STATE);
    assert_true(same(&engine_fake.id, &two) && engine_fake.action == NTMS_OPSTATE_COMPLETE);
}

/* Closing first cancels what waits, then closes. */
static void test_close_cancels_the_waiting_calls(void **state)
{
    HANDLE session = *state;
    assert_int_equal(CloseNtmsSession(session), ERROR_SUCCESS);
    assert_int_equal(engine_fake.cancelled, 1);
    assert_int_equal(engine_fake.closed, 1);
    *state = NULL;
}

static void test_database_calls_need_a_session_and_pass_errors_on(void **state)
{
    HANDLE session = *state;
    uint32_t before = engine_fake.calls;
    assert_int_equal(ExportNtmsDatabase(NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(ImportNtmsDatabase(NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(engine_fake.calls, before);
    assert_int_equal(ExportNtmsDatabase(session), ERROR_SUCCESS);
    assert_int_equal(ImportNtmsDatabase(session), ERROR_SUCCESS);
    engine_fake.error = BASE_ERROR_SHARING_VIOLATION;
    assert_int_equal(ExportNtmsDatabase(session), ERROR_SHARING_VIOLATION);
    assert_int_equal(ImportNtmsDatabase(session), ERROR_SHARING_VIOLATION);
    engine_fake.error = 0;
    assert_int_equal(engine_fake.calls, before + 4);
}

static void test_notification_channels_have_handles_of_their_own(void **state)
{
    HANDLE session = *state;
    NTMS_NOTIFICATIONINFORMATION event = {.dwOperation = 99};
    assert_ptr_equal(OpenNtmsNotification(NULL, 5), INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), ERROR_INVALID_HANDLE);
    engine_fake.error = ERROR_ACCESS_DENIED;
    assert_ptr_equal(OpenNtmsNotification(session, 5), INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), ERROR_ACCESS_DENIED);
    engine_fake.error = 0;
    HANDLE channel = OpenNtmsNotification(session, 5);
    assert_ptr_not_equal(channel, INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), ERROR_SUCCESS);
    /* PROMISE: WaitForNtmsNotification/1 */
    assert_int_equal(WaitForNtmsNotification(NULL, &event, 0), ERROR_INVALID_HANDLE);
    assert_int_equal(WaitForNtmsNotification(session, &event, 0), ERROR_INVALID_HANDLE);
    /* PROMISE: WaitForNtmsNotification/2 */
    assert_int_equal(WaitForNtmsNotification(channel, NULL, 0), ERROR_INVALID_PARAMETER);
    engine_fake.error = ERROR_TIMEOUT;
    assert_int_equal(WaitForNtmsNotification(channel, &event, 7), ERROR_TIMEOUT);
    assert_int_equal(event.dwOperation, 99);
    engine_fake.error = 0;
    assert_int_equal(WaitForNtmsNotification(channel, &event, 7), ERROR_SUCCESS);
    assert_int_equal(event.dwOperation, MODEL_OBJ_INSERT);
    assert_int_equal(((BYTE *)&event.ObjectId)[15], 7);
    /* PROMISE: CloseNtmsNotification/1 */
    assert_int_equal(CloseNtmsNotification(NULL), ERROR_INVALID_PARAMETER);
    /* PROMISE: CloseNtmsNotification/2 */
    assert_int_equal(CloseNtmsNotification(session), ERROR_INVALID_HANDLE);
    assert_int_equal(CloseNtmsNotification(channel), ERROR_SUCCESS);
    assert_int_equal(engine_fake.channels_closed, 1);
    assert_int_equal(CloseNtmsNotification(channel), ERROR_INVALID_HANDLE);
    assert_int_equal(WaitForNtmsNotification(channel, &event, 0), ERROR_INVALID_HANDLE);
}

static void test_what_is_not_implemented_says_so(void **state)
{
    (void)state;
    /* PROMISE: DoEjectFromSADriveW/1 */
    SetLastError(0);
    assert_int_equal(DoEjectFromSADriveW(NULL, NULL, NULL, NULL, NULL, NULL),
                     ERROR_CALL_NOT_IMPLEMENTED);
    assert_int_equal(GetLastError(), ERROR_CALL_NOT_IMPLEMENTED);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_open_null_names_stay_null),
        CASE(test_open_names_are_converted),
        CASE(test_open_failure_gives_invalid_handle_and_last_error),
        CASE(test_open_without_a_handle_left_closes_the_session),
        CASE(test_close_bad_handle_fails),
        CASE(test_information_bad_arguments_fail_in_order),
        CASE(test_information_success_fills_no_more_than_the_size),
        CASE(test_enumerate_follows_the_size_protocol),
        CASE(test_cleaner_calls_bad_arguments_fail),
        CASE(test_cleaner_calls_pass_arguments_and_errors_on),
        CASE(test_cleaner_operations_are_written_on_started_only),
        CASE(test_pool_calls_bad_arguments_fail),
        CASE(test_pool_create_converts_and_writes_on_success_only),
        CASE(test_pool_create_reads_descriptors),
        CASE(test_pool_name_follows_the_size_protocol),
        CASE(test_pairs_are_passed_on_in_order),
        CASE(test_operator_submit_converts_and_writes_on_success_only),
        CASE(test_calls_about_one_object_pass_it_on),
        CASE(test_deallocate_ignores_its_options),
        CASE(test_operator_calls_pass_the_request_on),
        CASE(test_close_cancels_the_waiting_calls),
        CASE(test_database_calls_need_a_session_and_pass_errors_on),
        CASE(test_notification_channels_have_handles_of_their_own),
        CASE(test_what_is_not_implemented_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
