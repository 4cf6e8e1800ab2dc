/* SPDX-License-Identifier: MIT */
/* The calls of a random walk, and what each of them may return while others work. */
#include "walk.h"

enum { LIST = 8192, NEWEST = 24, ERRORS = 14 };

/* As the page of each call has it; nothing here is disabled, denied or of another library. */
static const struct {
    const char *name;
    DWORD errors[ERRORS];
} calls[WALK_CALLS] = {
    [WALK_ENUMERATE] = {"EnumerateNtmsObject", {ERROR_OBJECT_NOT_FOUND}},
    [WALK_READ] = {"GetNtmsObjectInformation", {ERROR_OBJECT_NOT_FOUND}},
    [WALK_ALLOCATE] = {"AllocateNtmsMedia",
                       {ERROR_CANCELLED, ERROR_TIMEOUT, ERROR_INVALID_MEDIA, ERROR_MEDIA_OFFLINE,
                        ERROR_MEDIA_UNAVAILABLE, ERROR_MEDIA_INCOMPATIBLE}},
    [WALK_DEALLOCATE] = {"DeallocateNtmsMedia", {ERROR_INVALID_MEDIA}},
    [WALK_SWAP] = {"SwapNtmsMedia",
                   {ERROR_INVALID_MEDIA, ERROR_INVALID_MEDIA_POOL, ERROR_INVALID_STATE}},
    [WALK_COMPLETE] = {"SetNtmsMediaComplete", {ERROR_INVALID_MEDIA, ERROR_INVALID_STATE}},
    [WALK_DECOMMISSION] = {"DecommissionNtmsMedia", {ERROR_INVALID_MEDIA, ERROR_INVALID_STATE}},
    [WALK_MOUNT] = {"MountNtmsMedia",
                    {ERROR_WRITE_PROTECT, ERROR_BUSY, ERROR_CANCELLED, ERROR_TIMEOUT,
                     ERROR_INVALID_MEDIA, ERROR_DRIVE_MEDIA_MISMATCH, ERROR_MEDIA_OFFLINE,
                     ERROR_REQUEST_REFUSED, ERROR_INVALID_STATE, ERROR_INVALID_DRIVE,
                     ERROR_RESOURCE_NOT_AVAILABLE}},
    [WALK_DISMOUNT] = {"DismountNtmsMedia",
                       {ERROR_TIMEOUT, ERROR_INVALID_MEDIA, ERROR_MEDIA_OFFLINE,
                        ERROR_MEDIA_NOT_AVAILABLE, ERROR_DEVICE_NOT_AVAILABLE,
                        ERROR_INVALID_STATE}},
    [WALK_MOVE] = {"MoveToNtmsMediaPool",
                   {ERROR_BUSY, ERROR_INVALID_MEDIA, ERROR_INVALID_MEDIA_POOL,
                    ERROR_MEDIA_INCOMPATIBLE}},
    [WALK_CANCEL] = {"CancelNtmsLibraryRequest", {ERROR_ACCESS_DENIED, ERROR_OBJECT_NOT_FOUND}},
    [WALK_SATISFY] = {"SatisfyNtmsOperatorRequest", {ERROR_OBJECT_NOT_FOUND}},
    [WALK_REFUSE] = {"CancelNtmsOperatorRequest", {ERROR_OBJECT_NOT_FOUND, ERROR_INVALID_STATE}},
    [WALK_INVENTORY] = {"InventoryNtmsLibrary", {ERROR_DEVICE_NOT_AVAILABLE}},
};

const char *walk_call_name(enum walk_call call)
{
    return calls[call].name;
}

/* Well mixed: a chain of choices must not rule out what follows. */
uint32_t walk_draw(uint32_t *state, uint32_t below)
{
    uint32_t mixed = *state += 0x9E3779B9u;
    mixed = (mixed ^ mixed >> 16) * 0x85EBCA6Bu;
    mixed = (mixed ^ mixed >> 13) * 0xC2B2AE35u;
    return (mixed ^ mixed >> 16) % below;
}

static uint32_t draw(struct walker *walker, uint32_t below)
{
    return walk_draw(&walker->state, below);
}

static BOOL is_documented(enum walk_call call, DWORD error)
{
    for (size_t i = 0; i < ERRORS; i++) {
        if (calls[call].errors[i] == error)
            return TRUE; /* the rest of the list is ERROR_SUCCESS */
    }
    return FALSE;
}

static DWORD note(struct walker *walker, enum walk_call call, DWORD error)
{
    walker->made[call]++;
    walker->passed[call] += error == ERROR_SUCCESS;
    if (error != ERROR_SUCCESS && !is_documented(call, error) && walker->wrong == ERROR_SUCCESS) {
        walker->wrong = error;
        walker->wrong_call = call;
    }
    return error;
}

/* Any object of a type, of the `newest` last ones; FALSE: there is none. */
static BOOL pick(struct walker *walker, DWORD type, DWORD newest, NTMS_GUID *id)
{
    NTMS_GUID *list = malloc(LIST * sizeof *list);
    DWORD count = LIST;
    if (list == NULL)
        return FALSE;
    DWORD error = note(walker, WALK_ENUMERATE,
                       EnumerateNtmsObject(walker->session, NULL, list, &count, type, 0));
    BOOL found = error == ERROR_SUCCESS && count > 0 && count <= LIST;
    if (found)
        *id = list[count <= newest ? draw(walker, count) : count - 1 - draw(walker, newest)];
    free(list);
    return found;
}

static BOOL read_object(struct walker *walker, const NTMS_GUID *id, DWORD type,
                        NTMS_OBJECTINFORMATIONW *object)
{
    NTMS_GUID copy = *id;
    memset(object, 0, sizeof *object);
    object->dwSize = sizeof *object;
    object->dwType = type;
    return note(walker, WALK_READ, GetNtmsObjectInformationW(walker->session, &copy, object)) ==
           ERROR_SUCCESS;
}

static void look(struct walker *walker)
{
    static const DWORD types[] = {NTMS_DRIVE,          NTMS_LIBRARY,     NTMS_LIBREQUEST,
                                  NTMS_LOGICAL_MEDIA,  NTMS_MEDIA_POOL,  NTMS_PARTITION,
                                  NTMS_PHYSICAL_MEDIA, NTMS_STORAGESLOT, NTMS_OPREQUEST};
    NTMS_OBJECTINFORMATIONW object;
    NTMS_GUID id;
    DWORD type = types[draw(walker, 9)];
    if (pick(walker, type, LIST, &id))
        (void)read_object(walker, &id, type, &object);
}

static void allocate(struct walker *walker)
{
    static const DWORD options[] = {0, NTMS_ALLOCATE_NEW, NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE};
    NTMS_ALLOCATION_INFORMATION information = {.dwSize = sizeof information};
    NTMS_GUID pool = walker->plan->pool;
    NTMS_GUID side;
    NTMS_GUID logical;
    BOOL given = draw(walker, 6) == 0 && pick(walker, NTMS_PARTITION, LIST, &side);
    note(walker, WALK_ALLOCATE,
         AllocateNtmsMedia(walker->session, &pool, given ? &side : NULL, &logical,
                           options[draw(walker, 3)], draw(walker, 60), &information));
}

/* The side that some drive has loaded. */
static BOOL pick_loaded(struct walker *walker, NTMS_GUID *side)
{
    NTMS_OBJECTINFORMATIONW object;
    NTMS_GUID drive;
    if (!pick(walker, NTMS_DRIVE, LIST, &drive) ||
        !read_object(walker, &drive, NTMS_DRIVE, &object) ||
        object.Info.Drive.State != NTMS_DRIVESTATE_LOADED)
        return FALSE;
    *side = object.Info.Drive.SavedPartitionId;
    return TRUE;
}

static void dismount_these(struct walker *walker, NTMS_GUID *media, DWORD count)
{
    DWORD option = draw(walker, 2) == 0 ? NTMS_DISMOUNT_DEFERRED : NTMS_DISMOUNT_IMMEDIATE;
    note(walker, WALK_DISMOUNT, DismountNtmsMedia(walker->session, media, count, option));
}

static void mount(struct walker *walker)
{
    static const DWORD options[] = {NTMS_MOUNT_READ,
                                    NTMS_MOUNT_READ | NTMS_MOUNT_WRITE,
                                    NTMS_MOUNT_READ | NTMS_MOUNT_ERROR_NOT_AVAILABLE,
                                    NTMS_MOUNT_READ | NTMS_MOUNT_NOWAIT,
                                    NTMS_MOUNT_READ | NTMS_MOUNT_SPECIFIC_DRIVE,
                                    NTMS_MOUNT_WRITE | NTMS_MOUNT_ERROR_OFFLINE};
    NTMS_GUID media[2];
    NTMS_GUID drives[2] = {NTMS_NULLGUID, NTMS_NULLGUID};
    DWORD count = 1 + (draw(walker, 4) == 0);
    DWORD chosen = options[draw(walker, 6)];
    for (DWORD i = 0; i < count; i++) {
        DWORD type = draw(walker, 8) == 0 ? NTMS_PARTITION : NTMS_LOGICAL_MEDIA;
        if (!pick(walker, type, LIST, &media[i]) || ((chosen & NTMS_MOUNT_SPECIFIC_DRIVE) != 0 &&
                                                     !pick(walker, NTMS_DRIVE, LIST, &drives[i])))
            return;
    }
    DWORD error = note(walker, WALK_MOUNT,
                       MountNtmsMedia(walker->session, media, drives, count, chosen,
                                      (int)draw(walker, 31) - 15, 1 + draw(walker, 700), NULL));
    if (error == ERROR_SUCCESS && draw(walker, 6) != 0) {
        Sleep(draw(walker, 20));
        dismount_these(walker, media, count);
    }
}

static void dismount(struct walker *walker)
{
    NTMS_GUID media;
    BOOL found = draw(walker, 4) == 0 ? pick(walker, NTMS_LOGICAL_MEDIA, LIST, &media)
                                      : pick_loaded(walker, &media);
    if (found)
        dismount_these(walker, &media, 1);
}

static void give_up(struct walker *walker)
{
    HANDLE session = walker->session;
    NTMS_GUID first;
    NTMS_GUID second;
    uint32_t what = draw(walker, 10);
    if (what == 0 && draw(walker, 4) == 0) {
        if (pick(walker, NTMS_PARTITION, LIST, &first))
            note(walker, WALK_DECOMMISSION, DecommissionNtmsMedia(session, &first));
        return;
    }
    if (!pick(walker, NTMS_LOGICAL_MEDIA, LIST, &first) ||
        !pick(walker, NTMS_LOGICAL_MEDIA, LIST, &second))
        return;
    if (what == 1)
        note(walker, WALK_COMPLETE, SetNtmsMediaComplete(session, &first));
    else if (what < 7)
        note(walker, WALK_SWAP, SwapNtmsMedia(session, &first, &second));
    else
        note(walker, WALK_DEALLOCATE, DeallocateNtmsMedia(session, &first, 0));
}

static void move(struct walker *walker)
{
    NTMS_GUID medium;
    NTMS_GUID pool = draw(walker, 2) == 0 ? walker->plan->pool : walker->plan->free_pool;
    if (draw(walker, 2) == 0 && pick(walker, NTMS_PHYSICAL_MEDIA, LIST, &medium))
        note(walker, WALK_MOVE, MoveToNtmsMediaPool(walker->session, &medium, &pool));
}

static void manage(struct walker *walker)
{
    NTMS_GUID id;
    uint32_t what = draw(walker, 4);
    if (what < 2) {
        if (pick(walker, NTMS_LIBREQUEST, NEWEST, &id))
            note(walker, WALK_CANCEL, CancelNtmsLibraryRequest(walker->session, &id));
    } else if (pick(walker, NTMS_OPREQUEST, NEWEST, &id)) {
        if (what == 2)
            note(walker, WALK_SATISFY, SatisfyNtmsOperatorRequest(walker->session, &id));
        else
            note(walker, WALK_REFUSE, CancelNtmsOperatorRequest(walker->session, &id));
    }
}

static void take_stock(struct walker *walker)
{
    static const DWORD actions[] = {NTMS_INVENTORY_FAST, NTMS_INVENTORY_OMID,
                                    NTMS_INVENTORY_DEFAULT, NTMS_INVENTORY_STOP};
    NTMS_GUID library = walker->plan->library;
    /* One by labels keeps the drives for long: it is soon stopped. */
    DWORD action = actions[draw(walker, 4)];
    note(walker, WALK_INVENTORY, InventoryNtmsLibrary(walker->session, &library, action));
    if (action == NTMS_INVENTORY_OMID) {
        Sleep(100 + draw(walker, 200));
        note(walker, WALK_INVENTORY,
             InventoryNtmsLibrary(walker->session, &library, NTMS_INVENTORY_STOP));
    }
}

void walk_step(struct walker *walker)
{
    static void (*const steps[])(struct walker *) = {allocate, allocate, mount,    mount,  mount,
                                                     dismount, dismount, dismount, look,   look,
                                                     give_up,  give_up,  move,     manage, manage};
    enum { STEPS = sizeof steps / sizeof steps[0] };
    if (draw(walker, 60) == 0)
        take_stock(walker);
    else
        steps[draw(walker, STEPS)](walker);
}
