/* SPDX-License-Identifier: MIT */
#include "support/vtl_transport.h"

#include "device/transport_posix.h"
#include "support/vtl_error.h"
#include "vtl/class.h"
#include "vtl/linux.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { GIVEN_UP_MS = 20, STALE = 0xE5 };

/* What is open: a device, and of a drive as Linux has it, which of its two nodes. */
struct node {
    struct vtl_device *device;
    bool program;
};

static struct vtl_world *world;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;  /* the world */
static pthread_mutex_t robot = PTHREAD_MUTEX_INITIALIZER; /* all arms: one command at a time */
static char held[64];
static uint32_t handles;
static bool linux_devices;
static uint32_t class_mask; /* VTL_CLASS_* that devices have on top of what they are added with */
static const struct vtl_device *asked[VTL_LINUX_NODES]; /* by pass-through, as Linux has them */
static bool discs;
static struct device_volume disc;

static uint64_t now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (uint64_t)time.tv_sec * 1000u + (uint64_t)time.tv_nsec / 1000000u;
}

static void sleep_ms(uint32_t milliseconds)
{
    struct timespec time = {milliseconds / 1000, (int)(milliseconds % 1000) * 1000000};
    nanosleep(&time, NULL);
}

static void must(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "virtual library: %s\n", what);
        exit(99);
    }
}

/* ---- nodes ---- */

static bool is_named(struct vtl_device *device, const char *kind, const char *name,
                     struct node *node)
{
    char own[64];
    int length = snprintf(own, sizeof own, "\\\\.\\%s%u", kind, (unsigned)device->number);
    node->device = device;
    node->program = device->kind == VTL_DEVICE_TAPE;
    if (strcasecmp(own, name) == 0) {
        return true;
    }
    snprintf(own + length, sizeof own - (size_t)length, "sg");
    bool commands = node->program && device->real_linux && strcasecmp(own, name) == 0;
    node->program = node->program && !commands;
    return commands;
}

static bool find_node(const char *name, struct node *node)
{
    for (uint32_t i = 0; i < world->library_count; i++) {
        struct vtl_library *library = world->libraries[i];
        if (is_named(&library->changer, "Changer", name, node)) {
            return true;
        }
        for (uint32_t d = 0; d < library->config.count[VTL_DRIVE]; d++) {
            if (is_named(&library->drives[d], "Tape", name, node)) {
                return true;
            }
        }
    }
    for (uint32_t i = 0; i < world->standalone_count; i++) {
        if (is_named(&world->standalone[i]->device, "Tape", name, node)) {
            return true;
        }
    }
    return false;
}

static base_error node_open(void *context, const char *name, enum device_access access,
                            void **handle)
{
    (void)context;
    (void)access;
    base_error error = BASE_ERROR_SUCCESS;
    pthread_mutex_lock(&lock);
    struct node found;
    struct node *node = NULL;
    bool known = find_node(name, &found);
    bool counted = known && (found.program || !found.device->real_linux);
    if (!known || vtl_device_detached(found.device)) {
        error = BASE_ERROR_FILE_NOT_FOUND;
    } else if (held[0] != '\0' && strcasecmp(held, name) == 0) {
        error = found.device->real_linux ? BASE_ERROR_LOCK_VIOLATION : BASE_ERROR_SHARING_VIOLATION;
    } else if (counted && found.device->exclusive && found.device->opens > 0) {
        error = found.device->real_linux ? BASE_ERROR_LOCK_VIOLATION : BASE_ERROR_BUSY;
    } else {
        node = malloc(sizeof *node);
        must(node != NULL, "no memory");
        *node = found;
        handles++;
        found.device->opens += counted;
        *handle = node;
    }
    pthread_mutex_unlock(&lock);
    return error;
}

static void node_close(void *context, void *handle)
{
    (void)context;
    struct node *node = handle;
    if (node != NULL) {
        pthread_mutex_lock(&lock);
        handles--;
        node->device->opens -= node->program || !node->device->real_linux;
        pthread_mutex_unlock(&lock);
        free(node);
    }
}

/* ---- commands ---- */

/* Runs one command to its end, in the time it takes. */
static base_error run(struct vtl_device *device, struct vtl_request *request)
{
    bool changer = device->kind == VTL_DEVICE_CHANGER && vtl_smc_is_robot(request);
    base_error error = BASE_ERROR_SUCCESS;

    if (changer) {
        pthread_mutex_lock(&robot);
    }
    pthread_mutex_lock(&lock);
    vtl_execute(device, request, now_ms());
    bool moves = request->robot;
    uint32_t delay = request->delay_ms;
    pthread_mutex_unlock(&lock);
    if (delay != VTL_FOREVER) {
        sleep_ms(delay);
    }
    if (moves) {
        pthread_mutex_lock(&lock);
        vtl_finish(device, request, now_ms());
        delay = request->delay_ms;
        pthread_mutex_unlock(&lock);
    }
    if (changer) {
        pthread_mutex_unlock(&robot);
    }
    if (delay == VTL_FOREVER) {
        sleep_ms(GIVEN_UP_MS);
        error = BASE_ERROR_TIMEOUT;
    } else if (request->fail_status != 0) {
        error = vtl_error_of(request->fail_status);
    }
    return error;
}

/* The model's drives are tape drives; a disc drive differs in what it says it is. */
static void call_disc_drive(const struct vtl_device *device, struct device_scsi_command *command)
{
    const uint8_t inquiry = 0x12;
    const uint8_t disc_drive = 0x05;
    if (discs && device->kind != VTL_DEVICE_CHANGER && command->cdb[0] == inquiry &&
        command->transferred > 0) {
        command->data[0] = (uint8_t)((command->data[0] & 0xE0) | disc_drive);
    }
}

static base_error refuse(const struct node *node)
{
    base_error error = BASE_ERROR_SUCCESS;
    pthread_mutex_lock(&lock);
    if (vtl_device_detached(node->device)) {
        error = BASE_ERROR_FILE_NOT_FOUND;
    } else if (node->device->real_linux && node->program) {
        error = BASE_ERROR_ACCESS_DENIED;
    } else if (node->device->real_linux && !vtl_linux_takes(asked, node->device)) {
        error = BASE_ERROR_INVALID_FUNCTION;
    }
    pthread_mutex_unlock(&lock);
    return error;
}

static base_error node_scsi(void *context, void *handle, struct device_scsi_command *command)
{
    struct vtl_request request = {
        .cdb = command->cdb,
        .cdb_length = command->cdb_length,
        .data = command->data,
        .data_length = command->direction == DEVICE_DATA_NONE ? 0 : command->data_length};
    const struct node *node = handle;
    (void)context;
    base_error error = refuse(node);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    request.data_direction = command->direction == DEVICE_DATA_IN    ? VTL_DATA_IN
                             : command->direction == DEVICE_DATA_OUT ? VTL_DATA_OUT
                                                                     : VTL_DATA_NONE;
    error = run(node->device, &request);
    command->transferred = request.transferred;
    command->status = request.status;
    if (node->device->real_linux && command->direction == DEVICE_DATA_IN) {
        memset(command->data + command->transferred, STALE,
               command->data_length - command->transferred);
    }
    call_disc_drive(node->device, command);
    command->sense_length = request.sense_length < DEVICE_SENSE_SIZE ? request.sense_length
                                                                     : (uint8_t)DEVICE_SENSE_SIZE;
    memcpy(command->sense, request.sense, command->sense_length);
    return error;
}

/* A class code that the robot carries out; class drivers send a command again that met a unit
 * attention. */
static base_error run_robot(struct vtl_device *device, struct vtl_ioctl *call, const uint8_t *cdb)
{
    struct vtl_request request = {.cdb = cdb,
                                  .cdb_length = cdb[0] < 0x20   ? 6
                                                : cdb[0] < 0x60 ? 10
                                                                : 12,
                                  .from_class = true};
    base_error error = BASE_ERROR_SUCCESS;
    for (int attempt = 0; attempt < 4; attempt++) {
        error = run(device, &request);
        if (error != BASE_ERROR_SUCCESS || request.status != SCSI_STATUS_CHECK_CONDITION ||
            (request.sense[2] & 0x0F) != 0x06) {
            break;
        }
    }
    vtl_class_changer_finish(call, &request);
    return error != BASE_ERROR_SUCCESS ? error : vtl_error_of(call->status);
}

/* Class codes, where the device has them. Linux has its own. */
static base_error node_control(void *context, void *handle, uint32_t code, const void *in,
                               uint32_t in_length, void *out, uint32_t out_length,
                               uint32_t timeout_seconds, uint32_t *returned)
{
    const struct node *node = handle;
    struct vtl_device *device = node->device;
    struct vtl_ioctl call = {
        .code = code, .in = in, .in_length = in_length, .out = out, .out_length = out_length};
    uint8_t cdb[VTL_MAX_CDB] = {0};
    (void)context;
    (void)timeout_seconds;
    *returned = 0;
    pthread_mutex_lock(&lock);
    if (vtl_device_detached(device)) {
        pthread_mutex_unlock(&lock);
        return BASE_ERROR_FILE_NOT_FOUND;
    }
    bool linux_call = device->real_linux && vtl_linux_call(device, node->program, &call, now_ms());
    enum vtl_class_answer answer =
        linux_call ? VTL_CLASS_DONE : vtl_class_changer(device, &call, cdb, now_ms());
    if (answer == VTL_CLASS_NOT_MINE && !vtl_class_storage(device, &call, now_ms()) &&
        (device->kind != VTL_DEVICE_TAPE || !vtl_class_tape(device, &call, now_ms()))) {
        call.status = VTL_STATUS_INVALID_DEVICE_REQUEST;
    }
    pthread_mutex_unlock(&lock);
    if (answer == VTL_CLASS_ROBOT) {
        return run_robot(device, &call, cdb);
    }
    sleep_ms(call.delay_ms == VTL_FOREVER ? GIVEN_UP_MS : call.delay_ms);
    *returned = call.information;
    return vtl_error_of(call.status);
}

void vtl_transport_hold_robot(bool hold)
{
    (hold ? pthread_mutex_lock : pthread_mutex_unlock)(&robot);
}

/* ---- the world ---- */

/* The same for every drive; only where the drives are for discs. */
static base_error node_volume(void *context, const char *name, struct device_volume *volume)
{
    (void)context;
    (void)name;
    pthread_mutex_lock(&lock);
    bool known = discs && disc.file_system[0] != '\0';
    if (known) {
        *volume = disc;
    }
    pthread_mutex_unlock(&lock);
    return known ? BASE_ERROR_SUCCESS : BASE_ERROR_UNRECOGNIZED_VOLUME;
}

void vtl_transport_discs(const char *file_system, const char *name, uint32_t serial_number)
{
    pthread_mutex_lock(&lock);
    discs = true;
    snprintf(disc.file_system, sizeof disc.file_system, "%s", file_system);
    snprintf(disc.name, sizeof disc.name, "%s", name);
    disc.serial_number = serial_number;
    pthread_mutex_unlock(&lock);
}

void vtl_transport_open(void)
{
    static const struct device_transport transport = {NULL,         node_open, node_close,
                                                      node_control, node_scsi, node_volume};
    vtl_world_free(world); /* of a test that failed */
    const char *devices = getenv("NTMS_TEST_DEVICES");
    linux_devices = devices != NULL && strcmp(devices, "linux") == 0;
    class_mask = devices != NULL && strcmp(devices, "class") == 0 ? VTL_CLASS_ALL : 0;
    memset(asked, 0, sizeof asked);
    discs = false;
    world = vtl_world_create();
    must(world != NULL, "no memory");
    device_transport_register(&transport);
}

void vtl_transport_linux(void)
{
    linux_devices = true;
}

void vtl_transport_close(void)
{
    device_transport_register(NULL);
    vtl_world_free(world);
    world = NULL;
    held[0] = '\0';
}

struct vtl_library_config vtl_transport_library(void)
{
    return (struct vtl_library_config){
        .count = {[VTL_TRANSPORT] = 1, [VTL_SLOT] = 7, [VTL_PORT] = 1, [VTL_DRIVE] = 2},
        .first = {[VTL_TRANSPORT] = 1, [VTL_SLOT] = 10, [VTL_PORT] = 50, [VTL_DRIVE] = 60},
        .barcode_reader = true,
        .dvcid = true,
        .must_unload = true,
        .attention = true,
        .exclusive = true,
        .identity = {.vendor = "VTL", .product = "Library", .revision = "1", .serial = "LIB0001"},
        .drive = {.identity = {.vendor = "VTL", .product = "Drive", .serial = "DRV"},
                  .cleaning_ms = 60},
        .cartridges = "s1=A00001L4,data\ns2=A00002L4,data\ns6=A00003L4,data\n",
    };
}

void vtl_transport_add(const struct vtl_library_config *config)
{
    struct vtl_library_config changed = *config;
    changed.real_linux = changed.real_linux || linux_devices;
    changed.changer_class |= class_mask;
    changed.drive_class |= class_mask;
    must(vtl_world_add_library(world, &changed, now_ms()), "impossible library");
}

void vtl_transport_add_standalone(uint32_t number, const char *serial)
{
    vtl_transport_add_standalone_with(number, serial, NULL);
}

void vtl_transport_add_standalone_with(uint32_t number, const char *serial, const char *cartridges)
{
    struct vtl_standalone_config config = {
        .number = number,
        .real_linux = linux_devices,
        .class_mask = class_mask,
        .drive = {.identity = {.vendor = "VTL", .product = "Alone"}},
        .cartridges = cartridges};
    snprintf(config.drive.identity.serial, sizeof config.drive.identity.serial, "%s", serial);
    must(vtl_world_add_standalone(world, &config, now_ms()), "impossible drive");
}

bool vtl_transport_control(uint32_t code, const void *in, uint32_t in_length)
{
    uint8_t out[64] = {0};
    struct vtl_ioctl call = {
        .code = code, .in = in, .in_length = in_length, .out = out, .out_length = sizeof out};
    pthread_mutex_lock(&lock);
    vtl_control_call(world, &call, now_ms());
    pthread_mutex_unlock(&lock);
    return call.status == VTL_STATUS_SUCCESS;
}

bool vtl_transport_hand(uint16_t from_type, uint32_t from, uint16_t to_type, uint32_t to)
{
    struct vtl_control_move move = {.from = {0, from_type, from}, .to = {0, to_type, to}};
    return vtl_transport_control(VTL_IOCTL_HAND_MOVE, &move, sizeof move);
}

bool vtl_transport_insert(uint16_t type, uint32_t number, const char *barcode, uint32_t uses)
{
    struct vtl_control_insert insert = {.to = {0, type, number}, .kind = uses > 0, .uses = uses};
    snprintf(insert.barcode, sizeof insert.barcode, "%s", barcode);
    return vtl_transport_control(VTL_IOCTL_INSERT, &insert, sizeof insert);
}

bool vtl_transport_insert_medium(const struct vtl_control_insert *insert)
{
    return vtl_transport_control(VTL_IOCTL_INSERT, insert, sizeof *insert);
}

bool vtl_transport_door(bool open)
{
    struct vtl_control_door door = {0, open};
    return vtl_transport_control(VTL_IOCTL_SET_DOOR, &door, sizeof door);
}

bool vtl_transport_fault(int drive, uint16_t opcode, uint32_t nth, uint32_t times, uint32_t action,
                         uint32_t sense)
{
    struct vtl_control_fault fault = {.drive = drive < 0 ? 0 : (uint16_t)drive,
                                      .device = drive >= 0,
                                      .opcode = opcode,
                                      .skip = nth - 1,
                                      .times = times,
                                      .action = action,
                                      .key = (uint8_t)(sense >> 16),
                                      .asc = (uint8_t)(sense >> 8),
                                      .ascq = (uint8_t)sense};
    return vtl_transport_control(VTL_IOCTL_FAULT, &fault, sizeof fault);
}

void vtl_transport_clear_faults(void)
{
    must(vtl_transport_control(VTL_IOCTL_CLEAR_FAULTS, NULL, 0), "faults stay");
}

/* Header and objects in one; `size` bytes of it are the input. */
static struct vtl_control_blocks *new_blocks(const char *barcode, uint32_t side, size_t objects)
{
    struct vtl_control_blocks *blocks = calloc(1, sizeof *blocks + objects);
    must(blocks != NULL, "no memory");
    snprintf(blocks->barcode, sizeof blocks->barcode, "%s", barcode);
    blocks->side = side;
    return blocks;
}

bool vtl_transport_write(const char *barcode, uint32_t side, const void *block, uint32_t length)
{
    size_t objects = length > 0 ? 4 + (((size_t)length + 3) & ~(size_t)3) + 4 : 0;
    struct vtl_control_blocks *blocks = new_blocks(barcode, side, objects);
    if (length > 0) {
        blocks->count = 2; /* and a file mark */
        memcpy(blocks + 1, &length, 4);
        memcpy((uint8_t *)(blocks + 1) + 4, block, length);
    }
    bool done =
        vtl_transport_control(VTL_IOCTL_SET_BLOCKS, blocks, (uint32_t)(sizeof *blocks + objects));
    free(blocks);
    return done;
}

bool vtl_transport_mark(const char *barcode, uint32_t side)
{
    struct vtl_control_blocks *blocks = new_blocks(barcode, side, 4);
    blocks->count = 1;
    bool done = vtl_transport_control(VTL_IOCTL_SET_BLOCKS, blocks, sizeof *blocks + 4);
    free(blocks);
    return done;
}

uint32_t vtl_transport_read(const char *barcode, uint32_t side, void *block, uint32_t room)
{
    enum { ANSWER = 0x410000 };
    struct vtl_control_blocks *blocks = new_blocks(barcode, side, 0);
    struct vtl_control_blocks_answer answer;
    uint32_t length = 0;
    uint8_t *out = calloc(1, ANSWER);
    must(out != NULL, "no memory");
    blocks->count = 1;
    struct vtl_ioctl call = {.code = VTL_IOCTL_GET_BLOCKS,
                             .in = (const uint8_t *)blocks,
                             .in_length = sizeof *blocks,
                             .out = out,
                             .out_length = ANSWER};
    pthread_mutex_lock(&lock);
    vtl_control_call(world, &call, now_ms());
    pthread_mutex_unlock(&lock);
    must(call.status == VTL_STATUS_SUCCESS, "no such tape");
    memcpy(&answer, out, sizeof answer);
    if (answer.count > 0)
        memcpy(&length, out + sizeof answer, 4);
    memcpy(block, out + sizeof answer + 4, length < room ? length : room);
    free(out);
    free(blocks);
    return length;
}

void vtl_transport_hold(const char *name)
{
    pthread_mutex_lock(&lock);
    snprintf(held, sizeof held, "%s", name != NULL ? name : "");
    pthread_mutex_unlock(&lock);
}

void vtl_transport_change(void (*change)(struct vtl_world *at, const void *wanted),
                          const void *wanted)
{
    pthread_mutex_lock(&lock);
    change(world, wanted);
    pthread_mutex_unlock(&lock);
}

/* ---- looking ---- */

void vtl_transport_barcode(uint16_t type, uint32_t number, char out[36])
{
    pthread_mutex_lock(&lock);
    struct vtl_element *element = vtl_library_element(world->libraries[0], type, number);
    struct vtl_cartridge *cartridge = element != NULL ? vtl_element_cartridge(element) : NULL;
    snprintf(out, 36, "%s",
             cartridge == NULL               ? ""
             : cartridge->barcode[0] == '\0' ? "?"
                                             : cartridge->barcode);
    pthread_mutex_unlock(&lock);
}

uint32_t vtl_transport_uses(const char *barcode)
{
    uint32_t uses = 0;
    pthread_mutex_lock(&lock);
    vtl_world_tick(world, now_ms());
    for (struct vtl_cartridge *c = world->cartridges; c != NULL; c = c->next) {
        if (strcmp(c->barcode, barcode) == 0) {
            uses = c->uses_left;
        }
    }
    pthread_mutex_unlock(&lock);
    return uses;
}

uint32_t vtl_transport_cleanings(uint32_t drive)
{
    pthread_mutex_lock(&lock);
    vtl_world_tick(world, now_ms());
    uint32_t cleanings = vtl_drive_cleanings(world->libraries[0]->drives[drive].drive);
    pthread_mutex_unlock(&lock);
    return cleanings;
}

uint32_t vtl_transport_collisions(void)
{
    pthread_mutex_lock(&lock);
    uint32_t collisions = world->libraries[0]->collisions;
    pthread_mutex_unlock(&lock);
    return collisions;
}

bool vtl_transport_prevented(void)
{
    pthread_mutex_lock(&lock);
    bool prevented = world->libraries[0]->prevented;
    pthread_mutex_unlock(&lock);
    return prevented;
}

bool vtl_transport_port_open(uint32_t port)
{
    pthread_mutex_lock(&lock);
    bool open = vtl_library_element(world->libraries[0], VTL_PORT, port)->open;
    pthread_mutex_unlock(&lock);
    return open;
}

uint32_t vtl_transport_handles(void)
{
    pthread_mutex_lock(&lock);
    uint32_t count = handles;
    pthread_mutex_unlock(&lock);
    return count;
}
