/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "api/handle.h"
#include "base/memory.h"

static int destroyed;
static int object;

static void destroy(void *context)
{
    assert_ptr_equal(context, &object);
    destroyed++;
}

static HANDLE open_one(enum api_handle_type type)
{
    HANDLE handle = NULL;
    assert_int_equal(api_handle_open(type, &object, NULL, destroy, &handle), 0);
    return handle;
}

static void test_open_value_is_no_kernel_handle(void **state)
{
    (void)state;
    HANDLE handle = open_one(API_HANDLE_SESSION);
    uintptr_t value = (uintptr_t)handle;
    assert_non_null(handle);
    assert_true(handle != INVALID_HANDLE_VALUE);
    assert_true((value & 3) != 0);
    assert_true(value >= 0x40000000u && value <= 0x7FFFFFFFu);
    assert_int_equal(api_handle_close(handle, API_HANDLE_SESSION), 0);
}

static void test_acquire_other_values_finds_nothing(void **state)
{
    (void)state;
    HANDLE handle = open_one(API_HANDLE_SESSION);
    uintptr_t value = (uintptr_t)handle;
    assert_null(api_handle_acquire(NULL, API_HANDLE_SESSION));
    assert_null(api_handle_acquire(INVALID_HANDLE_VALUE, API_HANDLE_SESSION));
    assert_null(api_handle_acquire(&object, API_HANDLE_SESSION));
    assert_null(api_handle_acquire(handle, API_HANDLE_NOTIFICATION));
    for (unsigned bit = 0; bit < sizeof value * 8; bit++) {
        HANDLE other = (HANDLE)(value ^ (uintptr_t)1 << bit);
        assert_null(api_handle_acquire(other, API_HANDLE_SESSION));
        assert_int_equal(api_handle_close(other, API_HANDLE_SESSION), BASE_ERROR_INVALID_HANDLE);
    }
    assert_int_equal(api_handle_close(handle, API_HANDLE_NOTIFICATION), BASE_ERROR_INVALID_HANDLE);
    assert_ptr_equal(api_handle_acquire(handle, API_HANDLE_SESSION), &object);
    api_handle_release(handle);
    assert_int_equal(api_handle_close(handle, API_HANDLE_SESSION), 0);
}

static void test_close_twice_fails_and_destroys_once(void **state)
{
    (void)state;
    HANDLE handle = open_one(API_HANDLE_CHANGE_DETECTION);
    destroyed = 0;
    assert_int_equal(api_handle_close(handle, API_HANDLE_CHANGE_DETECTION), 0);
    assert_int_equal(destroyed, 1);
    assert_null(api_handle_acquire(handle, API_HANDLE_CHANGE_DETECTION));
    assert_int_equal(api_handle_close(handle, API_HANDLE_CHANGE_DETECTION),
                     BASE_ERROR_INVALID_HANDLE);
    assert_int_equal(destroyed, 1);
}

static HANDLE shared;

static DWORD WINAPI close_shared(LPVOID context)
{
    (void)context;
    return api_handle_close(shared, API_HANDLE_SESSION);
}

static void test_close_with_a_call_running_waits_for_it(void **state)
{
    (void)state;
    DWORD result = 1;
    shared = open_one(API_HANDLE_SESSION);
    destroyed = 0;
    assert_ptr_equal(api_handle_acquire(shared, API_HANDLE_SESSION), &object);
    HANDLE thread = CreateThread(NULL, 0, close_shared, NULL, 0, NULL);
    while (1) { /* until the thread has closed it */
        void *found = api_handle_acquire(shared, API_HANDLE_SESSION);
        if (found == NULL)
            break;
        api_handle_release(shared);
        Sleep(1);
    }
    Sleep(20);
    assert_int_equal(destroyed, 0);
    api_handle_release(shared);
    assert_int_equal(WaitForSingleObject(thread, INFINITE), WAIT_OBJECT_0);
    assert_true(GetExitCodeThread(thread, &result));
    CloseHandle(thread);
    assert_int_equal(result, 0);
    assert_int_equal(destroyed, 1);
}

static HANDLE held;
static int cancelled;

/* The waiting call ends: it gives its reference back. */
static void cancel(void *context)
{
    assert_ptr_equal(context, &object);
    assert_null(api_handle_acquire(held, API_HANDLE_SESSION));
    assert_int_equal(destroyed, 0);
    cancelled++;
    api_handle_release(held);
}

static void test_close_with_a_call_waiting_cancels_it_first(void **state)
{
    (void)state;
    destroyed = 0;
    cancelled = 0;
    assert_int_equal(api_handle_open(API_HANDLE_SESSION, &object, cancel, destroy, &held), 0);
    assert_ptr_equal(api_handle_acquire(held, API_HANDLE_SESSION), &object);
    assert_int_equal(api_handle_close(held, API_HANDLE_SESSION), 0);
    assert_int_equal(cancelled, 1);
    assert_int_equal(destroyed, 1);
    assert_int_equal(api_handle_close(held, API_HANDLE_SESSION), BASE_ERROR_INVALID_HANDLE);
    assert_int_equal(cancelled, 1);
}

/* Longer than one slot has generations, so that slots are given up on the way. */
static void test_open_a_million_times_revives_no_old_handle(void **state)
{
    (void)state;
    HANDLE old[64] = {0};
    for (uint32_t i = 0; i < 3000000; i++) {
        HANDLE handle = open_one(API_HANDLE_SESSION);
        assert_int_equal(api_handle_close(handle, API_HANDLE_SESSION), 0);
        for (uint32_t k = 0; k < (i % 1000 == 0 ? 64u : 1u); k++)
            assert_null(api_handle_acquire(old[(i + k) % 64], API_HANDLE_SESSION));
        old[i % 64] = handle;
    }
}

static void test_open_more_than_the_table_holds_fails_cleanly(void **state)
{
    (void)state;
    static HANDLE handles[5000];
    size_t count = 0;
    base_error error = 0;
    while (error == 0 && count < 5000) {
        error = api_handle_open(API_HANDLE_SESSION, &object, NULL, destroy, &handles[count]);
        count += error == 0;
    }
    assert_int_equal(error, BASE_ERROR_NOT_ENOUGH_MEMORY);
    assert_true(count > 3000);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(api_handle_close(handles[i], API_HANDLE_SESSION), 0);
    assert_int_equal(api_handle_close(open_one(API_HANDLE_SESSION), API_HANDLE_SESSION), 0);
}

/* Runs first: the table is still empty. */
static void test_open_without_memory_fails(void **state)
{
    (void)state;
    HANDLE handle = NULL;
    base_memory_fail_nth(1);
    assert_int_equal(api_handle_open(API_HANDLE_SESSION, &object, NULL, destroy, &handle),
                     BASE_ERROR_NOT_ENOUGH_MEMORY);
    base_memory_fail_nth(0);
    assert_null(handle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_without_memory_fails),
        cmocka_unit_test(test_open_value_is_no_kernel_handle),
        cmocka_unit_test(test_acquire_other_values_finds_nothing),
        cmocka_unit_test(test_close_twice_fails_and_destroys_once),
        cmocka_unit_test(test_close_with_a_call_running_waits_for_it),
        cmocka_unit_test(test_close_with_a_call_waiting_cancels_it_first),
        cmocka_unit_test(test_open_a_million_times_revives_no_old_handle),
        cmocka_unit_test(test_open_more_than_the_table_holds_fails_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
