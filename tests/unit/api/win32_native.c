/* SPDX-License-Identifier: MIT */
/*
 * The few Win32 functions that src/api and its tests call, for the native build: locks made of one
 * mutex, threads, and an ANSI code page with one double-byte character (U+3042 = 82 A0) and U+00E9
 * = E9.
 */
#define _POSIX_C_SOURCE 200809L /* nanosleep */

#include "api/win32.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static _Thread_local DWORD last_error;

void WINAPI AcquireSRWLockExclusive(PSRWLOCK lock)
{
    (void)lock;
    pthread_mutex_lock(&mutex);
}

void WINAPI ReleaseSRWLockExclusive(PSRWLOCK lock)
{
    (void)lock;
    pthread_mutex_unlock(&mutex);
}

BOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE variable, PSRWLOCK lock, DWORD timeout,
                                      ULONG flags)
{
    (void)variable, (void)lock, (void)timeout, (void)flags;
    pthread_cond_wait(&condition, &mutex);
    return TRUE;
}

void WINAPI WakeAllConditionVariable(PCONDITION_VARIABLE variable)
{
    (void)variable;
    pthread_cond_broadcast(&condition);
}

DWORD WINAPI GetLastError(void)
{
    return last_error;
}

DWORD WINAPI GetCurrentProcessId(void)
{
    return (DWORD)getpid();
}

void WINAPI SetLastError(DWORD error)
{
    last_error = error;
}

BOOL WINAPI IsDBCSLeadByteEx(UINT page, BYTE byte)
{
    (void)page;
    return byte >= 0x81 && byte <= 0x9F;
}

INT WINAPI WideCharToMultiByte(UINT page, DWORD flags, LPCWSTR wide, INT count, LPSTR bytes,
                               INT room, LPCSTR fallback, LPBOOL used)
{
    (void)page, (void)flags, (void)count, (void)room, (void)fallback, (void)used;
    if (wide[0] == 0x3042) {
        bytes[0] = (char)0x82;
        bytes[1] = (char)0xA0;
        return 2;
    }
    bytes[0] = (char)(wide[0] == 0xE9 ? 0xE9 : '?');
    return 1;
}

INT WINAPI MultiByteToWideChar(UINT page, DWORD flags, LPCSTR bytes, INT count, LPWSTR wide,
                               INT room)
{
    (void)flags;
    INT units = 0;
    for (INT i = 0; i < count && units < room; i++) {
        BYTE byte = (BYTE)bytes[i];
        if (IsDBCSLeadByteEx(page, byte)) {
            wide[units++] = 0x3042;
            i++;
        } else {
            wide[units++] = byte;
        }
    }
    return units;
}

/* Descriptors: absolute ones of no parts, and relative ones of 20 bytes. */
BOOL WINAPI IsValidSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor)
{
    return *(const BYTE *)descriptor == SECURITY_DESCRIPTOR_REVISION;
}

BOOL WINAPI GetSecurityDescriptorControl(PSECURITY_DESCRIPTOR descriptor,
                                         PSECURITY_DESCRIPTOR_CONTROL control, LPDWORD revision)
{
    memcpy(control, (const BYTE *)descriptor + 2, sizeof *control);
    *revision = SECURITY_DESCRIPTOR_REVISION;
    return TRUE;
}

DWORD WINAPI GetSecurityDescriptorLength(PSECURITY_DESCRIPTOR descriptor)
{
    (void)descriptor;
    return 20;
}

BOOL WINAPI MakeSelfRelativeSD(PSECURITY_DESCRIPTOR absolute, PSECURITY_DESCRIPTOR relative,
                               LPDWORD size)
{
    (void)absolute;
    if (relative == NULL || *size < 20) {
        *size = 20;
        return FALSE;
    }
    memset(relative, 0, 20);
    return TRUE;
}

struct thread {
    pthread_t id;
    LPTHREAD_START_ROUTINE start;
    LPVOID context;
    DWORD result;
};

static void *run(void *context)
{
    struct thread *thread = context;
    thread->result = thread->start(thread->context);
    return NULL;
}

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES attributes, SIZE_T stack,
                           LPTHREAD_START_ROUTINE start, LPVOID context, DWORD flags, LPDWORD id)
{
    (void)attributes, (void)stack, (void)flags, (void)id;
    struct thread *thread = calloc(1, sizeof *thread);
    thread->start = start;
    thread->context = context;
    pthread_create(&thread->id, NULL, run, thread);
    return (HANDLE)thread;
}

DWORD WINAPI WaitForSingleObject(HANDLE handle, DWORD timeout)
{
    struct thread *thread = (struct thread *)handle;
    (void)timeout;
    return pthread_join(thread->id, NULL) == 0 ? WAIT_OBJECT_0 : WAIT_FAILED;
}

BOOL WINAPI GetExitCodeThread(HANDLE handle, LPDWORD code)
{
    *code = ((struct thread *)handle)->result;
    return TRUE;
}

BOOL WINAPI CloseHandle(HANDLE handle)
{
    free((struct thread *)handle);
    return TRUE;
}

void WINAPI Sleep(DWORD milliseconds)
{
    struct timespec span = {.tv_nsec = (int)milliseconds * 1000000};
    nanosleep(&span, NULL);
}
