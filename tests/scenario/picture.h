/* SPDX-License-Identifier: MIT */
/*
 * A management program's picture of everything: objects by type, and what is known of each. One is
 * made by enumerating; another lives on notifications alone, and reads again only what they name.
 * Nothing here fails a case: these functions run on threads of their own.
 */
#ifndef TESTS_SCENARIO_PICTURE_H
#define TESTS_SCENARIO_PICTURE_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <ntmsapi.h>

#include <stdint.h>

enum { PICTURE_FIRST = NTMS_CHANGER, PICTURE_LAST = NTMS_OPREQUEST };

struct picture_object {
    NTMS_GUID id;
    BOOL is_read; /* FALSE: it was erased before it was read */
    NTMS_OBJECTINFORMATIONW information;
};

/* The objects of one type. Starts as zeros. */
struct picture {
    DWORD count;
    DWORD room;
    struct picture_object *objects;
};

void picture_free(struct picture *picture);

/* All objects of a type, read one by one; those that go meanwhile are left out. Replaces what was
 * there. Returns the first error. */
DWORD picture_enumerate(struct picture *picture, HANDLE session, DWORD type);

/*
 * Does what a notification says. ERROR_INVALID_DATA: it cannot follow the ones before it (an insert
 * of what is there, an update or delete of what is not).
 */
DWORD picture_apply(struct picture *picture, HANDLE session, DWORD type,
                    const NTMS_NOTIFICATIONINFORMATION *event);

/* PROMISE: OpenNtmsNotification/derived
 * Members that tell of other objects are not stored, and change without an event of the object that
 * shows them: the counts of what is in a library, a pool or a logical medium, and that an inventory
 * has yet to come to a slot. Sets them to what the rest of the picture says; `all` is indexed by
 * type.
 */
void picture_derive(struct picture all[PICTURE_LAST + 1]);

/* Whether both tell the same; says the first few differences on standard error, with `type`. */
BOOL picture_same(const struct picture *told, const struct picture *listed, DWORD type);

#endif
