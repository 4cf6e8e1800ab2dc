/* SPDX-License-Identifier: MIT */
#include "driver.h"

#include "linux.h"

enum {
    CODE_SCSI_PASS_THROUGH = 0x4D004,
};
/* An error (STATUS_DEVICE_BUSY is a warning only) that programs see as ERROR_BUSY. */
#define STATUS_IN_USE 0xC0000433u
/* 1601-01-01 to 1970-01-01 in milliseconds. */
#define EPOCH_MS 11644473600000ULL

struct shell shell;

/* Read once: the counter is cheaper than the system time, which Wine emulates by faults, and never
 * steps back. */
static uint64_t clock_base;
static LARGE_INTEGER clock_start;
static LARGE_INTEGER clock_frequency;

static void clock_init(void)
{
    LARGE_INTEGER time;
    KeQuerySystemTime(&time);
    clock_base = (uint64_t)time.QuadPart / 10000u - EPOCH_MS;
    clock_start = KeQueryPerformanceCounter(&clock_frequency);
}

uint64_t shell_now(void)
{
    uint64_t ticks = (uint64_t)(KeQueryPerformanceCounter(NULL).QuadPart - clock_start.QuadPart);
    uint64_t frequency = (uint64_t)clock_frequency.QuadPart;
    return clock_base + ticks / frequency * 1000u + ticks % frequency * 1000u / frequency;
}

/* ---- device objects and their names ---- */

static void append_text(WCHAR *to, uint32_t *length, const char *text)
{
    while (*text != '\0')
        to[(*length)++] = (WCHAR)*text++;
}

static void append_number(WCHAR *to, uint32_t *length, uint32_t number)
{
    WCHAR digits[10];
    uint32_t count = 0;
    do {
        digits[count++] = (WCHAR)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    while (count > 0)
        to[(*length)++] = digits[--count];
}

/* "\Device\VtlTape3" or "\DosDevices\Tape3"; `name` has room for 64 characters. */
static UNICODE_STRING device_name(WCHAR *name, bool link, uint32_t kind, uint32_t number)
{
    uint32_t length = 0;
    UNICODE_STRING out;
    append_text(name, &length, link ? "\\DosDevices\\" : "\\Device\\Vtl");
    if (kind == SHELL_CONTROL) {
        append_text(name, &length, "NtmsVtl");
    } else {
        append_text(name, &length, kind == SHELL_CHANGER ? "Changer" : "Tape");
        append_number(name, &length, number);
        append_text(name, &length, kind == SHELL_COMMANDS ? "sg" : "");
    }
    out.Buffer = name;
    out.Length = (USHORT)(length * sizeof(WCHAR));
    out.MaximumLength = out.Length;
    return out;
}

static struct shell_device *shell_device_find(uint32_t kind, uint32_t number)
{
    struct shell_device *at = shell.devices;
    while (at != NULL && (at->kind != kind || at->number != number))
        at = at->next;
    return at;
}

static struct shell_device *shell_device_create(uint32_t kind, uint32_t number)
{
    static const DEVICE_TYPE types[] = {FILE_DEVICE_UNKNOWN, FILE_DEVICE_CHANGER, FILE_DEVICE_TAPE,
                                        FILE_DEVICE_UNKNOWN};
    WCHAR buffer[64];
    UNICODE_STRING name = device_name(buffer, false, kind, number);
    DEVICE_OBJECT *object;
    struct shell_device *extension;
    if (!NT_SUCCESS(
            IoCreateDevice(shell.driver, sizeof *extension, &name, types[kind], 0, FALSE, &object)))
        return NULL;
    extension = object->DeviceExtension;
    RtlZeroMemory(extension, sizeof *extension);
    extension->object = object;
    extension->kind = kind;
    extension->number = number;
    extension->next = shell.devices;
    shell.devices = extension;
    object->StackSize = 2; /* see pending.c */
    object->Flags |= DO_BUFFERED_IO;
    object->Flags &= ~(ULONG)DO_DEVICE_INITIALIZING;
    return extension;
}

static NTSTATUS link_set(struct shell_device *device, bool wanted)
{
    WCHAR link_buffer[64];
    WCHAR name_buffer[64];
    UNICODE_STRING link = device_name(link_buffer, true, device->kind, device->number);
    UNICODE_STRING name = device_name(name_buffer, false, device->kind, device->number);
    NTSTATUS status = STATUS_SUCCESS;
    if (device->linked == wanted)
        return status;
    status = wanted ? IoCreateSymbolicLink(&link, &name) : IoDeleteSymbolicLink(&link);
    if (NT_SUCCESS(status))
        device->linked = wanted;
    return status;
}

/* Names follow what is there and switched on. Holds reset_lock, not lock. */
static NTSTATUS links_update(void)
{
    NTSTATUS status = STATUS_SUCCESS;
    for (struct shell_device *at = shell.devices; at != NULL; at = at->next) {
        bool wanted =
            at->kind == SHELL_CONTROL || (at->device != NULL && !vtl_device_detached(at->device));
        NTSTATUS one = link_set(at, wanted);
        if (!NT_SUCCESS(one))
            status = one;
    }
    return status;
}

/* ---- a new world ---- */

static NTSTATUS for_drive(struct vtl_device *device,
                          NTSTATUS (*use)(uint32_t kind, struct vtl_device *device))
{
    NTSTATUS status = use(SHELL_TAPE, device);
    return NT_SUCCESS(status) && device->real_linux ? use(SHELL_COMMANDS, device) : status;
}

/* Calls use on every device of the world; stops at the first failure. */
static NTSTATUS for_devices(struct vtl_world *world,
                            NTSTATUS (*use)(uint32_t kind, struct vtl_device *device))
{
    NTSTATUS status = STATUS_SUCCESS;
    for (uint32_t l = 0; l < world->library_count && NT_SUCCESS(status); l++) {
        struct vtl_library *library = world->libraries[l];
        status = use(SHELL_CHANGER, &library->changer);
        for (uint32_t d = 0; d < library->config.count[VTL_DRIVE] && NT_SUCCESS(status); d++)
            status = for_drive(&library->drives[d], use);
    }
    for (uint32_t d = 0; d < world->standalone_count && NT_SUCCESS(status); d++)
        status = for_drive(&world->standalone[d]->device, use);
    return status;
}

static NTSTATUS ensure_object(uint32_t kind, struct vtl_device *device)
{
    if (shell_device_find(kind, device->number) == NULL &&
        shell_device_create(kind, device->number) == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    return STATUS_SUCCESS;
}

static NTSTATUS attach(uint32_t kind, struct vtl_device *device)
{
    struct shell_device *at = shell_device_find(kind, device->number);
    if (at->device != NULL)
        return STATUS_OBJECT_NAME_COLLISION; /* the first one keeps the number */
    at->device = device;
    at->generation = shell.generation;
    return STATUS_SUCCESS;
}

static NTSTATUS shell_reset(void)
{
    struct vtl_world *fresh = NULL;
    struct vtl_world *old;
    struct job *aborted;
    NTSTATUS status = config_build_world(&shell.registry, shell_now(), &fresh);
    if (!NT_SUCCESS(status))
        return status;
    status = for_devices(fresh, ensure_object);
    if (!NT_SUCCESS(status)) {
        vtl_world_free(fresh);
        return status;
    }
    ExAcquireFastMutex(&shell.lock);
    aborted = job_abort_all(VTL_STATUS_DEVICE_NOT_CONNECTED);
    old = shell.world;
    shell.world = fresh;
    shell.generation++;
    for (struct shell_device *at = shell.devices; at != NULL; at = at->next)
        at->device = NULL;
    status = for_devices(fresh, attach);
    ExReleaseFastMutex(&shell.lock);
    (void)job_complete(aborted, true);
    vtl_world_free(old);
    NTSTATUS links = links_update();
    return NT_SUCCESS(status) ? links : status;
}

/* ---- dispatch ---- */

static NTSTATUS answer(IRP *irp, uint32_t status, uint32_t information)
{
    irp->IoStatus.Status = (NTSTATUS)status;
    irp->IoStatus.Information = information;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return (NTSTATUS)status;
}

/* What programs see as ERROR_BUSY, or on Linux as ERROR_LOCK_VIOLATION. */
static uint32_t in_use_status(const struct shell_device *at)
{
    return at->device->real_linux ? (uint32_t)STATUS_FILE_LOCK_CONFLICT : STATUS_IN_USE;
}

/* Wine opens the file whatever a driver says, so a handle that was refused remembers it. */
static void *refused(const struct shell_device *at)
{
    return (void *)~at->generation;
}

static NTSTATUS NTAPI dispatch_create(DEVICE_OBJECT *object, IRP *irp)
{
    struct shell_device *at = object->DeviceExtension;
    FILE_OBJECT *file = IoGetCurrentIrpStackLocation(irp)->FileObject;
    uint32_t status = VTL_STATUS_SUCCESS;
    request_keep(irp);
    ExAcquireFastMutex(&shell.lock);
    if (at->kind != SHELL_CONTROL && (at->device == NULL || vtl_device_detached(at->device)))
        status = VTL_STATUS_NO_SUCH_DEVICE;
    else if (at->kind == SHELL_TAPE && at->device->exclusive && at->device->opens > 0)
        status = in_use_status(at);
    if (file != NULL)
        file->FsContext = status == VTL_STATUS_SUCCESS          ? (void *)at->generation
                          : status == VTL_STATUS_NO_SUCH_DEVICE ? NULL
                                                                : refused(at);
    if (file != NULL && status == VTL_STATUS_SUCCESS && at->device != NULL &&
        at->kind != SHELL_COMMANDS)
        at->device->opens++;
    ExReleaseFastMutex(&shell.lock);
    return answer(irp, status, 0);
}

/* The last handle of a file is closed; comes once or, as cleanup and close, twice. */
static NTSTATUS NTAPI dispatch_close(DEVICE_OBJECT *object, IRP *irp)
{
    struct shell_device *at = object->DeviceExtension;
    FILE_OBJECT *file = IoGetCurrentIrpStackLocation(irp)->FileObject;
    request_keep(irp);
    ExAcquireFastMutex(&shell.lock);
    if (file != NULL && at->device != NULL && at->kind != SHELL_COMMANDS &&
        (ULONG_PTR)file->FsContext == at->generation)
        at->device->opens--;
    if (file != NULL)
        file->FsContext = NULL;
    ExReleaseFastMutex(&shell.lock);
    return answer(irp, VTL_STATUS_SUCCESS, 0);
}

/* The device behind a handle, or NULL when it went since. Holds lock. */
static struct vtl_device *device_of(const struct shell_device *at, const FILE_OBJECT *file)
{
    if (at->device == NULL || vtl_device_detached(at->device))
        return NULL;
    if (file != NULL && (ULONG_PTR)file->FsContext != at->generation)
        return NULL;
    return at->device;
}

/* Reset, power and the like touch names, so they run one after the other. */
static uint32_t control_serial(struct vtl_ioctl *call)
{
    uint32_t status;
    KeWaitForSingleObject(&shell.reset_lock, Executive, KernelMode, FALSE, NULL);
    if (call->code == VTL_IOCTL_RESET) {
        status = (uint32_t)shell_reset();
    } else {
        ExAcquireFastMutex(&shell.lock);
        vtl_control_call(shell.world, call, shell_now());
        ExReleaseFastMutex(&shell.lock);
        status = call->status;
        if (NT_SUCCESS((NTSTATUS)status))
            status = (uint32_t)links_update();
    }
    KeReleaseMutex(&shell.reset_lock, FALSE);
    return status;
}

static void hurry(const struct vtl_control_delays *delays)
{
    if (delays->library != VTL_STANDALONE && delays->move_ms >= 0)
        job_hurry(delays->library, (uint32_t)delays->move_ms);
}

static NTSTATUS control_ioctl(struct job *job)
{
    struct vtl_ioctl *call = &job->call;
    struct job *released = NULL;
    if (call->code == VTL_IOCTL_RESET || call->code == VTL_IOCTL_POWER) {
        call->status = control_serial(call);
    } else {
        ExAcquireFastMutex(&shell.lock);
        vtl_control_call(shell.world, call, shell_now());
        if (call->code == VTL_IOCTL_CLEAR_FAULTS)
            released = job_release_hung();
        if (call->code == VTL_IOCTL_SET_DELAYS && call->status == VTL_STATUS_SUCCESS)
            hurry((const struct vtl_control_delays *)job->in);
        if (call->code == VTL_IOCTL_QUERY && call->information > 0)
            ((struct vtl_control_query *)call->out)->pending = job_count();
        ExReleaseFastMutex(&shell.lock);
        (void)job_complete(released, true);
    }
    return job_complete(job, false);
}

/* Lets the class code have the call, or decodes the pass-through. Holds lock. */
static void prepare(struct job *job, const uint8_t *in, uint32_t in_length, uint32_t out_length)
{
    uint64_t now = shell_now();
    struct vtl_ioctl *call = &job->call;
    if (job->device->real_linux && vtl_linux_call(job->device, job->program_node, call, now))
        return;
    if (call->code == CODE_SCSI_PASS_THROUGH) {
        job->kind = JOB_PASS_THROUGH;
        call->status = pass_through_parse(job, in, in_length, out_length);
        if (call->status != VTL_STATUS_SUCCESS)
            job->kind = JOB_IOCTL;
        else
            job->robot = job->device->kind == VTL_DEVICE_CHANGER && vtl_smc_is_robot(&job->request);
        return;
    }
    enum vtl_class_answer who = vtl_class_changer(job->device, call, job->cdb, now);
    if (who == VTL_CLASS_ROBOT) {
        static const uint8_t lengths[8] = {6, 10, 10, 10, 16, 12, 6, 6};
        job->kind = JOB_ROBOT_IOCTL;
        job->robot = true;
        job->request.cdb = job->cdb;
        job->request.cdb_length = lengths[job->cdb[0] >> 5];
        job->request.from_class = true;
    }
    if (who != VTL_CLASS_NOT_MINE || vtl_class_storage(job->device, call, now))
        return;
    if (job->device->kind != VTL_DEVICE_TAPE || !vtl_class_tape(job->device, call, now))
        call->status = VTL_STATUS_INVALID_DEVICE_REQUEST;
}

static NTSTATUS submit(struct job *job, const struct shell_device *at, const FILE_OBJECT *file,
                       void (*fill)(struct job *job, const IO_STACK_LOCATION *stack),
                       const IO_STACK_LOCATION *stack)
{
    struct job *finished = NULL;
    NTSTATUS status = STATUS_SUCCESS;
    ExAcquireFastMutex(&shell.lock);
    job->device = device_of(at, file);
    if (job->device == NULL) {
        bool in_use = at->device != NULL && file != NULL && file->FsContext == refused(at);
        job->call.status = in_use ? in_use_status(at) : VTL_STATUS_DEVICE_NOT_CONNECTED;
        finished = job;
    } else {
        job->program_node = at->kind == SHELL_TAPE;
        fill(job, stack);
        status = job_submit(job, &finished);
    }
    ExReleaseFastMutex(&shell.lock);
    return finished != NULL ? job_complete(finished, false) : status;
}

static void fill_ioctl(struct job *job, const IO_STACK_LOCATION *stack)
{
    prepare(job, job->in, job->call.in_length,
            stack->Parameters.DeviceIoControl.OutputBufferLength);
}

static NTSTATUS NTAPI dispatch_ioctl(DEVICE_OBJECT *object, IRP *irp)
{
    struct shell_device *at = object->DeviceExtension;
    const IO_STACK_LOCATION *stack = IoGetCurrentIrpStackLocation(irp);
    ULONG code = stack->Parameters.DeviceIoControl.IoControlCode;
    ULONG in = stack->Parameters.DeviceIoControl.InputBufferLength;
    ULONG out = stack->Parameters.DeviceIoControl.OutputBufferLength;
    request_keep(irp);
    if ((code & 3) != METHOD_BUFFERED)
        return answer(irp, VTL_STATUS_INVALID_DEVICE_REQUEST, 0);
    struct job *job = job_create(irp, in, code == CODE_SCSI_PASS_THROUGH ? 0 : out);
    if (job == NULL)
        return answer(irp, VTL_STATUS_INSUFFICIENT_RESOURCES, 0);
    job->call.code = code;
    if (in > 0 && irp->AssociatedIrp.SystemBuffer != NULL)
        memcpy(job->in, irp->AssociatedIrp.SystemBuffer, in);
    if (at->kind == SHELL_CONTROL)
        return control_ioctl(job);
    return submit(job, at, stack->FileObject, fill_ioctl, stack);
}

static void fill_transfer(struct job *job, const IO_STACK_LOCATION *stack)
{
    if (job->device->kind != VTL_DEVICE_TAPE || (job->device->real_linux && !job->program_node))
        job->call.status = VTL_STATUS_INVALID_DEVICE_REQUEST;
    else if (stack->MajorFunction == IRP_MJ_READ && job->device->real_linux)
        vtl_linux_read(job->device, &job->call, shell_now());
    else if (stack->MajorFunction == IRP_MJ_READ)
        vtl_tape_read(job->device, &job->call, shell_now());
    else
        vtl_tape_write(job->device, &job->call, shell_now());
}

static NTSTATUS NTAPI dispatch_transfer(DEVICE_OBJECT *object, IRP *irp)
{
    struct shell_device *at = object->DeviceExtension;
    const IO_STACK_LOCATION *stack = IoGetCurrentIrpStackLocation(irp);
    bool read = stack->MajorFunction == IRP_MJ_READ;
    ULONG length = read ? stack->Parameters.Read.Length : stack->Parameters.Write.Length;
    request_keep(irp);
    if (at->kind == SHELL_CONTROL || length > VTL_MAX_TRANSFER)
        return answer(irp, VTL_STATUS_INVALID_PARAMETER, 0);
    struct job *job = job_create(irp, read ? 0 : length, read ? length : 0);
    if (job == NULL)
        return answer(irp, VTL_STATUS_INSUFFICIENT_RESOURCES, 0);
    if (!read && length > 0)
        memcpy(job->in, irp->AssociatedIrp.SystemBuffer, length);
    return submit(job, at, stack->FileObject, fill_transfer, stack);
}

/* ---- coming and going ---- */

static void NTAPI unload(DRIVER_OBJECT *driver)
{
    struct job *aborted;
    (void)driver;
    job_stop_thread();
    ExAcquireFastMutex(&shell.lock);
    aborted = job_abort_all(VTL_STATUS_DEVICE_NOT_CONNECTED);
    ExReleaseFastMutex(&shell.lock);
    (void)job_complete(aborted, true);
    request_bury(UINT64_MAX);
    for (struct shell_device *at = shell.devices, *next; at != NULL; at = next) {
        next = at->next;
        (void)link_set(at, false);
        IoDeleteDevice(at->object);
    }
    shell.devices = NULL;
    vtl_world_free(shell.world);
    shell.world = NULL;
    vtl_free(shell.registry.Buffer);
}

static bool keep_registry_path(const UNICODE_STRING *path)
{
    static const WCHAR tail[] = L"\\Parameters";
    shell.registry.MaximumLength = (USHORT)(path->Length + sizeof tail);
    shell.registry.Buffer = vtl_alloc(shell.registry.MaximumLength);
    if (shell.registry.Buffer == NULL)
        return false;
    memcpy(shell.registry.Buffer, path->Buffer, path->Length);
    memcpy((uint8_t *)shell.registry.Buffer + path->Length, tail, sizeof tail);
    shell.registry.Length = (USHORT)(shell.registry.MaximumLength - sizeof(WCHAR));
    return true;
}

NTSTATUS NTAPI DriverEntry(DRIVER_OBJECT *driver, UNICODE_STRING *path)
{
    NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
    clock_init();
    request_init();
    shell.driver = driver;
    shell.generation = 1;
    ExInitializeFastMutex(&shell.lock);
    KeInitializeMutex(&shell.reset_lock, 0);
    KeInitializeEvent(&shell.wake, SynchronizationEvent, FALSE);
    driver->MajorFunction[IRP_MJ_CREATE] = dispatch_create;
    driver->MajorFunction[IRP_MJ_CLOSE] = dispatch_close;
    driver->MajorFunction[IRP_MJ_CLEANUP] = dispatch_close;
    driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = dispatch_ioctl;
    driver->MajorFunction[IRP_MJ_READ] = dispatch_transfer;
    driver->MajorFunction[IRP_MJ_WRITE] = dispatch_transfer;
    driver->DriverUnload = unload;
    if (!keep_registry_path(path))
        return status;
    shell.world = vtl_world_create();
    if (shell.world == NULL || shell_device_create(SHELL_CONTROL, 0) == NULL)
        goto out;
    status = job_start_thread();
    if (!NT_SUCCESS(status))
        goto out;
    /* A bad configuration leaves the control device, so a test can write a better one. */
    if (!NT_SUCCESS(shell_reset()))
        (void)links_update();
    return STATUS_SUCCESS;
out:
    unload(driver);
    return status;
}
