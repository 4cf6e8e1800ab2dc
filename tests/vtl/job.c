/* SPDX-License-Identifier: MIT */
/*
 * Commands that take time. A job is one request under way; a clock thread ends it when its time has
 * come. Jobs of the same robot run one after the other; all others run side by side. A cancelled
 * request is answered at once, but what its job does to the devices goes on to its end, as it does
 * with a real robot; only a job that has not started is dropped.
 */
#include "driver.h"

struct job *job_create(IRP *irp, uint32_t in_length, uint32_t out_length)
{
    struct job *job = vtl_alloc(sizeof *job);
    if (job == NULL)
        return NULL;
    job->irp = irp;
    job->in = vtl_alloc(in_length + 1);
    job->out = vtl_alloc(out_length + 1);
    if (job->in == NULL || job->out == NULL) {
        job_free(job);
        return NULL;
    }
    job->call.in = job->in;
    job->call.in_length = in_length;
    job->call.out = job->out;
    job->call.out_length = out_length;
    return job;
}

void job_free(struct job *job)
{
    if (job == NULL)
        return;
    vtl_free(job->in);
    vtl_free(job->out);
    vtl_free(job);
}

uint32_t job_count(void)
{
    uint32_t count = 0;
    for (struct job *job = shell.jobs; job != NULL; job = job->next)
        count += job->irp != NULL;
    return count;
}

static void jobs_append(struct job **list, struct job *job)
{
    while (*list != NULL)
        list = &(*list)->next;
    job->next = NULL;
    *list = job;
}

static void jobs_remove(struct job *job)
{
    struct job **link = &shell.jobs;
    while (*link != NULL && *link != job)
        link = &(*link)->next;
    if (*link != NULL)
        *link = job->next;
    job->next = NULL;
}

static bool robot_is_busy(const struct vtl_library *library)
{
    for (struct job *job = shell.jobs; job != NULL; job = job->next)
        if (job->robot && job->started && job->device->library == library)
            return true;
    return false;
}

/* Starts a robot job; class codes swallow unit attentions as their drivers do. */
static void robot_start(struct job *job, uint64_t now)
{
    int attempts = job->kind == JOB_ROBOT_IOCTL ? 4 : 1;
    do {
        vtl_execute(job->device, &job->request, now);
    } while (--attempts > 0 && job->request.status == SCSI_STATUS_CHECK_CONDITION &&
             (job->request.sense[2] & 0x0F) == 0x06);
    job->started = true;
}

static void set_due(struct job *job, uint32_t delay_ms, uint64_t now)
{
    job->due = delay_ms == VTL_FOREVER ? UINT64_MAX : now + delay_ms;
}

/* The time is up: the robot has done its work. true: the job is over. */
static bool job_end(struct job *job, uint64_t now)
{
    if (!job->robot)
        return true;
    vtl_finish(job->device, &job->request, now);
    job->robot = false;
    if (job->request.delay_ms == VTL_FOREVER) {
        job->due = UINT64_MAX;
        return false;
    }
    return true;
}

/* Begins every robot job whose robot is free; jobs over at once go to *finished. */
static void robots_next(uint64_t now, struct job **finished)
{
    for (struct job *job = shell.jobs, *next; job != NULL; job = next) {
        next = job->next;
        if (job->started || robot_is_busy(job->device->library))
            continue;
        robot_start(job, now);
        set_due(job, job->request.delay_ms, now);
        if (!job->request.robot)
            job->robot = false; /* refused, or lost by a fault */
        if (job->due > now || !job_end(job, now))
            continue;
        jobs_remove(job);
        jobs_append(finished, job);
        next = shell.jobs; /* the robot is free again */
    }
}

static void run_due(uint64_t now, struct job **finished)
{
    for (struct job *job = shell.jobs, *next; job != NULL; job = next) {
        next = job->next;
        if (!job->started || job->due > now || !job_end(job, now))
            continue;
        jobs_remove(job);
        jobs_append(finished, job);
    }
    robots_next(now, finished);
}

static uint64_t next_due(void)
{
    uint64_t due = UINT64_MAX;
    for (struct job *job = shell.jobs; job != NULL; job = job->next)
        if (job->started && job->due < due)
            due = job->due;
    return due;
}

/* ---- requests ---- */

static void irp_complete(IRP *irp, uint32_t status, uint32_t information)
{
    irp->IoStatus.Status = (NTSTATUS)status;
    irp->IoStatus.Information = information;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
}

static void NTAPI irp_cancel(DEVICE_OBJECT *object, IRP *irp)
{
    struct job *job;
    struct job *dropped = NULL;
    (void)object;
    IoReleaseCancelSpinLock(irp->CancelIrql);
    ExAcquireFastMutex(&shell.lock);
    for (job = shell.jobs; job != NULL && job->irp != irp; job = job->next)
        ;
    if (job != NULL) {
        job->irp = NULL;
        if (!job->started || job->due == UINT64_MAX) {
            jobs_remove(job);
            dropped = job;
        }
    }
    ExReleaseFastMutex(&shell.lock);
    job_free(dropped);
    irp_complete(irp, VTL_STATUS_CANCELLED, 0);
}

static uint32_t job_answer(struct job *job, IRP *irp)
{
    uint32_t information = 0;
    uint32_t status;
    uint8_t *buffer = irp->AssociatedIrp.SystemBuffer;
    if (job->kind == JOB_PASS_THROUGH && job->call.status == 0) {
        status = pass_through_answer(job, buffer, &information);
    } else {
        if (job->kind == JOB_ROBOT_IOCTL && job->call.status == 0)
            vtl_class_changer_finish(&job->call, &job->request);
        status = job->call.status;
        information = job->call.information;
        if (information > 0 && job->call.out_length >= information)
            memcpy(buffer, job->out, information);
    }
    irp_complete(irp, status, information);
    return status;
}

NTSTATUS job_complete(struct job *finished, bool pended)
{
    uint32_t status = VTL_STATUS_SUCCESS;
    while (finished != NULL) {
        struct job *job = finished;
        finished = job->next;
        IRP *irp = job->irp;
        /* A cancel routine that is on its way owns the request. */
        if (irp != NULL && (!pended || IoSetCancelRoutine(irp, NULL) != NULL))
            status = job_answer(job, irp);
        job_free(job);
    }
    return (NTSTATUS)status;
}

/* The request stays open; false: it is cancelled already and the caller must end it so. */
static bool irp_pend(IRP *irp)
{
    IoMarkIrpPending(irp);
    (void)IoSetCancelRoutine(irp, irp_cancel);
    return !irp->Cancel || IoSetCancelRoutine(irp, NULL) == NULL;
}

NTSTATUS job_submit(struct job *job, struct job **finished)
{
    uint64_t now = shell_now();
    *finished = NULL;
    if (job->robot) {
        if (!robot_is_busy(job->device->library)) {
            robot_start(job, now);
            set_due(job, job->request.delay_ms, now);
            if (!job->request.robot)
                job->robot = false;
        }
    } else {
        uint32_t delay = job->call.delay_ms;
        if (job->kind == JOB_PASS_THROUGH) {
            vtl_execute(job->device, &job->request, now);
            delay = job->request.delay_ms;
        }
        job->started = true;
        set_due(job, delay, now);
    }
    if (job->started && job->due <= now && job_end(job, now)) {
        *finished = job;
        return STATUS_SUCCESS;
    }
    if (!irp_pend(job->irp)) {
        irp_complete(job->irp, VTL_STATUS_CANCELLED, 0);
        job->irp = NULL;
    }
    jobs_append(&shell.jobs, job);
    KeSetEvent(&shell.wake, 0, FALSE);
    return STATUS_PENDING;
}

struct job *job_abort_all(uint32_t status)
{
    struct job *all = shell.jobs;
    shell.jobs = NULL;
    for (struct job *job = all; job != NULL; job = job->next) {
        job->call.status = status;
        job->call.information = 0;
    }
    return all;
}

struct job *job_release_hung(void)
{
    struct job *released = NULL;
    for (struct job *job = shell.jobs, *next; job != NULL; job = next) {
        next = job->next;
        if (!job->started || job->due != UINT64_MAX)
            continue;
        jobs_remove(job);
        job->call.status = VTL_STATUS_IO_TIMEOUT;
        job->call.information = 0;
        jobs_append(&released, job);
    }
    return released;
}

void job_hurry(uint32_t library, uint32_t move_ms)
{
    uint64_t latest = shell_now() + move_ms;
    for (struct job *job = shell.jobs; job != NULL; job = job->next) {
        if (job->robot && job->started && job->due != UINT64_MAX && job->due > latest &&
            job->device->library_index == library)
            job->due = latest;
    }
    KeSetEvent(&shell.wake, 0, FALSE);
}

/* ---- the clock ---- */

static void NTAPI clock_thread(void *context)
{
    bool stopping = false;
    (void)context;
    while (!stopping) {
        struct job *finished = NULL;
        LARGE_INTEGER timeout;
        ExAcquireFastMutex(&shell.lock);
        uint64_t now = shell_now();
        run_due(now, &finished);
        uint64_t due = next_due();
        stopping = shell.stopping;
        ExReleaseFastMutex(&shell.lock);
        (void)job_complete(finished, true);
        if (stopping)
            break;
        timeout.QuadPart = due == UINT64_MAX ? 0 : -(LONGLONG)((due - now) * 10000u);
        KeWaitForSingleObject(&shell.wake, Executive, KernelMode, FALSE,
                              due == UINT64_MAX ? NULL : &timeout);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

NTSTATUS job_start_thread(void)
{
    HANDLE handle;
    NTSTATUS status =
        PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, clock_thread, NULL);
    if (!NT_SUCCESS(status))
        return status;
    status =
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &shell.thread, NULL);
    ZwClose(handle);
    return status;
}

void job_stop_thread(void)
{
    if (shell.thread == NULL)
        return;
    shell.stopping = true;
    KeSetEvent(&shell.wake, 0, FALSE);
    KeWaitForSingleObject(shell.thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(shell.thread);
    shell.thread = NULL;
}
