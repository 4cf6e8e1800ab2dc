/* SPDX-License-Identifier: MIT */
/*
 * Keeps completed requests alive for a moment. Wine 8.0 queues the cancel of a request by its
 * address and hands it to IoCancelIrp unchecked, though the request may have been completed and
 * freed meanwhile; a program that is killed at the wrong time would take the driver with it. So the
 * completion routine of Wine's dispatcher is wrapped: it does its work, but the request is freed
 * later.
 *
 * A request that ends inside its dispatch routine is completed twice by Wine: first by the driver,
 * then by the dispatcher, which frees it. For that second time the stack location is armed anew,
 * with a copy below it where the dispatcher looks for the request's parameters (hence two stack
 * locations).
 */
#include "driver.h"

enum {
    KEEP_MS = 1000,
    INVOKE_ALWAYS = SL_INVOKE_ON_SUCCESS | SL_INVOKE_ON_ERROR | SL_INVOKE_ON_CANCEL
};

struct kept {
    struct kept *next;
    IRP *irp;
    PIO_COMPLETION_ROUTINE routine; /* Wine's, NULL once it has run */
    void *context;
    uint64_t died;
};

static FAST_MUTEX kept_lock;
static struct kept *first;
static struct kept *last;
static bool needed;

void request_init(void)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"wine_ntoskrnl_main_loop");
    ExInitializeFastMutex(&kept_lock);
    needed = MmGetSystemRoutineAddress(&name) != NULL;
}

static void entomb(struct kept *kept)
{
    kept->died = shell_now();
    kept->next = NULL;
    ExAcquireFastMutex(&kept_lock);
    if (last != NULL)
        last->next = kept;
    else
        first = kept;
    last = kept;
    ExReleaseFastMutex(&kept_lock);
}

static NTSTATUS NTAPI completed(DEVICE_OBJECT *object, IRP *irp, void *context)
{
    struct kept *kept = context;
    PIO_COMPLETION_ROUTINE routine = kept->routine;
    if (routine != NULL) {
        kept->routine = NULL;
        IoSetNextIrpStackLocation(irp);
        IO_STACK_LOCATION *stack = IoGetCurrentIrpStackLocation(irp);
        stack[-1] = *stack;
        stack->CompletionRoutine = completed;
        stack->Context = kept;
        stack->Control = INVOKE_ALWAYS;
        if (routine(object, irp, kept->context) == STATUS_MORE_PROCESSING_REQUIRED)
            return STATUS_MORE_PROCESSING_REQUIRED; /* the dispatcher has it, perhaps already */
        IoSkipCurrentIrpStackLocation(irp);
    }
    entomb(kept);
    return STATUS_MORE_PROCESSING_REQUIRED;
}

void request_keep(IRP *irp)
{
    IO_STACK_LOCATION *stack = IoGetCurrentIrpStackLocation(irp);
    struct kept *kept;
    if (!needed)
        return;
    request_bury(shell_now());
    if (stack->CompletionRoutine == NULL || irp->StackCount < 2)
        return;
    kept = vtl_alloc(sizeof *kept);
    if (kept == NULL)
        return;
    kept->irp = irp;
    kept->routine = stack->CompletionRoutine;
    kept->context = stack->Context;
    stack->CompletionRoutine = completed;
    stack->Context = kept;
}

void request_bury(uint64_t now)
{
    for (;;) {
        struct kept *kept = NULL;
        ExAcquireFastMutex(&kept_lock);
        if (first != NULL && (now == UINT64_MAX || now - first->died >= KEEP_MS)) {
            kept = first;
            first = kept->next;
            if (first == NULL)
                last = NULL;
        }
        ExReleaseFastMutex(&kept_lock);
        if (kept == NULL)
            return;
        /* Its stack is used up: this frees its buffer and itself and calls nobody. */
        kept->irp->UserIosb = NULL;
        kept->irp->UserEvent = NULL;
        IoCompleteRequest(kept->irp, IO_NO_INCREMENT);
        vtl_free(kept);
    }
}
