/* SPDX-License-Identifier: MIT */
#include "picture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GROWTH = 64 };

static BOOL same(const NTMS_GUID *a, const NTMS_GUID *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

void picture_free(struct picture *picture)
{
    free(picture->objects);
    memset(picture, 0, sizeof *picture);
}

static struct picture_object *find(const struct picture *picture, const NTMS_GUID *id)
{
    for (DWORD i = 0; i < picture->count; i++) {
        if (same(&picture->objects[i].id, id))
            return &picture->objects[i];
    }
    return NULL;
}

static struct picture_object *add(struct picture *picture, const NTMS_GUID *id)
{
    if (picture->count == picture->room) {
        DWORD room = picture->room + GROWTH;
        struct picture_object *objects = realloc(picture->objects, room * sizeof *objects);
        if (objects == NULL)
            return NULL;
        picture->objects = objects;
        picture->room = room;
    }
    struct picture_object *object = &picture->objects[picture->count++];
    memset(object, 0, sizeof *object);
    object->id = *id;
    return object;
}

static void drop(struct picture *picture, struct picture_object *object)
{
    *object = picture->objects[--picture->count];
}

/* That it has gone is no error. */
static DWORD read_object(struct picture_object *object, HANDLE session, DWORD type)
{
    NTMS_GUID id = object->id;
    memset(&object->information, 0, sizeof object->information);
    object->information.dwSize = sizeof object->information;
    object->information.dwType = type;
    DWORD error = GetNtmsObjectInformationW(session, &id, &object->information);
    object->is_read = error == ERROR_SUCCESS;
    return error == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : error;
}

/* ---- enumerating ---- */

/* What is in a container (NULL: everywhere), in memory of the caller. */
static DWORD list(HANDLE session, NTMS_GUID *container, DWORD type, NTMS_GUID **ids, DWORD *count)
{
    DWORD options =
        container == NULL && type == NTMS_MEDIA_POOL ? NTMS_ENUM_ROOTPOOL : NTMS_ENUM_DEFAULT;
    DWORD error = ERROR_INSUFFICIENT_BUFFER;
    *ids = NULL;
    *count = GROWTH;
    while (error == ERROR_INSUFFICIENT_BUFFER) {
        *count += GROWTH;
        free(*ids);
        *ids = calloc(*count, sizeof **ids);
        if (*ids == NULL)
            return ERROR_NOT_ENOUGH_MEMORY;
        error = EnumerateNtmsObject(session, container, *ids, count, type, options);
    }
    return error;
}

static DWORD read_all(struct picture *picture, HANDLE session, NTMS_GUID *container, DWORD type)
{
    NTMS_GUID *ids = NULL;
    DWORD count = 0;
    DWORD error = list(session, container, type, &ids, &count);
    for (DWORD i = 0; error == ERROR_SUCCESS && i < count; i++) {
        struct picture_object *object = add(picture, &ids[i]);
        error = object == NULL ? ERROR_NOT_ENOUGH_MEMORY : read_object(object, session, type);
        if (error == ERROR_SUCCESS && !object->is_read)
            drop(picture, object);
    }
    free(ids);
    return error;
}

DWORD picture_enumerate(struct picture *picture, HANDLE session, DWORD type)
{
    picture->count = 0;
    DWORD error = read_all(picture, session, NULL, type);
    /* A list of pools tells one level; those found on the way are looked into as well. */
    for (DWORD i = 1; type == NTMS_MEDIA_POOL && error == ERROR_SUCCESS && i < picture->count;
         i++) {
        NTMS_GUID pool = picture->objects[i].id;
        error = read_all(picture, session, &pool, type);
        error = error == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : error;
    }
    return error;
}

/* ---- notifications ---- */

DWORD picture_apply(struct picture *picture, HANDLE session, DWORD type,
                    const NTMS_NOTIFICATIONINFORMATION *event)
{
    struct picture_object *object = find(picture, &event->ObjectId);
    if ((event->dwOperation == NTMS_OBJ_INSERT) != (object == NULL))
        return ERROR_INVALID_DATA;
    if (event->dwOperation == NTMS_OBJ_DELETE) {
        drop(picture, object);
        return ERROR_SUCCESS;
    }
    if (object == NULL)
        object = add(picture, &event->ObjectId);
    return object == NULL ? ERROR_NOT_ENOUGH_MEMORY : read_object(object, session, type);
}

/* ---- what follows from other objects ---- */

static BOOL is_unfinished(DWORD state)
{
    return state == NTMS_LM_QUEUED || state == NTMS_LM_INPROCESS || state == NTMS_LM_WAITING ||
           state == NTMS_LM_DEFERRED;
}

/* The object that an object of this type is counted in, or NULL: in none. */
static const NTMS_GUID *place_of(const NTMS_OBJECTINFORMATIONW *object, DWORD container)
{
    switch (object->dwType) {
    case NTMS_PHYSICAL_MEDIA:
        return container == NTMS_LIBRARY ? &object->Info.PhysicalMedia.CurrentLibrary
                                         : &object->Info.PhysicalMedia.MediaPool;
    case NTMS_LOGICAL_MEDIA:
        return &object->Info.LogicalMedia.MediaPool;
    case NTMS_PARTITION:
        return &object->Info.Partition.LogicalMedia;
    case NTMS_LIBREQUEST:
        return is_unfinished(object->Info.LibRequest.State) ? &object->Info.LibRequest.Library
                                                            : NULL;
    default:
        return NULL;
    }
}

static DWORD count_in(const struct picture all[PICTURE_LAST + 1], DWORD type,
                      const struct picture_object *container)
{
    DWORD found = 0;
    for (DWORD i = 0; i < all[type].count; i++) {
        const NTMS_GUID *place =
            place_of(&all[type].objects[i].information, container->information.dwType);
        found += place != NULL && same(place, &container->id);
    }
    return found;
}

static void derive(const struct picture all[PICTURE_LAST + 1], struct picture_object *object)
{
    NTMS_OBJECTINFORMATIONW *information = &object->information;
    switch (information->dwType) {
    case NTMS_LIBRARY:
        information->Info.Library.dwNumberOfMedia = count_in(all, NTMS_PHYSICAL_MEDIA, object);
        information->Info.Library.dwNumberOfLibRequests = count_in(all, NTMS_LIBREQUEST, object);
        break;
    case NTMS_MEDIA_POOL:
        information->Info.MediaPool.dwNumberOfPhysicalMedia =
            count_in(all, NTMS_PHYSICAL_MEDIA, object);
        information->Info.MediaPool.dwNumberOfLogicalMedia =
            count_in(all, NTMS_LOGICAL_MEDIA, object);
        break;
    case NTMS_LOGICAL_MEDIA:
        information->Info.LogicalMedia.dwNumberOfPartitions = count_in(all, NTMS_PARTITION, object);
        break;
    case NTMS_STORAGESLOT:
        if (information->Info.StorageSlot.State == NTMS_SLOTSTATE_NEEDSINVENTORY)
            information->Info.StorageSlot.State = NTMS_SLOTSTATE_FULL;
        break;
    default:
        break;
    }
}

void picture_derive(struct picture all[PICTURE_LAST + 1])
{
    for (DWORD type = PICTURE_FIRST; type <= PICTURE_LAST; type++) {
        for (DWORD i = 0; i < all[type].count; i++)
            derive(all, &all[type].objects[i]);
    }
}

/* ---- comparing ---- */

static void tell(const struct picture_object *object, DWORD type, const char *what, size_t place)
{
    fprintf(stderr, "type %u, object %08x '%ls': %s %u\n", (unsigned)type,
            (unsigned)object->id.Data1, (const wchar_t *)object->information.szName, what,
            (unsigned)place);
}

static BOOL object_is_same(const struct picture_object *told, const struct picture_object *listed,
                           DWORD type)
{
    const BYTE *left = (const BYTE *)&told->information;
    const BYTE *right = (const BYTE *)&listed->information;
    size_t i = 0;
    while (i < sizeof told->information && left[i] == right[i])
        i++;
    if (i < sizeof told->information)
        tell(listed, type, "was told otherwise at byte", i);
    return i == sizeof told->information;
}

BOOL picture_same(const struct picture *told, const struct picture *listed, DWORD type)
{
    BOOL result = TRUE;
    for (DWORD i = 0; i < listed->count; i++) {
        const struct picture_object *object = find(told, &listed->objects[i].id);
        if (object == NULL)
            tell(&listed->objects[i], type, "was never told of; entry", i);
        result = object != NULL && object_is_same(object, &listed->objects[i], type) && result;
    }
    for (DWORD i = 0; i < told->count; i++) {
        if (find(listed, &told->objects[i].id) == NULL) {
            tell(&told->objects[i], type, "is gone, which was not told; entry", i);
            result = FALSE;
        }
    }
    return result;
}
