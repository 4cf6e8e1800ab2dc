/* SPDX-License-Identifier: MIT */
/*
 * The use cases of RSM, one function for each documented call: check what the documents say in
 * their order, change the database in one transaction, wake who does the work. The API room above
 * converts handles, strings and structures and adds nothing else.
 *
 * The engine of a process starts with its first session and stops with its last one. All functions
 * may be called from any thread. A session passed in must be open and stay referenced by the caller
 * for the time of the call (the API's handle table does that). Every function may return
 * ERROR_NOT_ENOUGH_MEMORY (8), ERROR_DATABASE_FAILURE (4313) and, when it writes,
 * ERROR_DATABASE_FULL (4314), besides what it lists.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/guid.h"
#include "model/information.h"

#include <stdbool.h>
#include <stddef.h>

struct engine_session;

/*
 * True inside the process's own end, where the destructors of other libraries may still call: the
 * engine's threads are gone, with whatever they held.
 */
bool engine_is_over(void);

/* Gives back what the process keeps between two sessions. For a library that is unloaded. */
void engine_unload(void);

/*
 * Opens a session and starts the engine when this is the first (API: OpenNtmsSession). `server`
 * NULL or "" or the local computer's name means this computer; `application` NULL is recorded as
 * "RSM"; both UTF-8. Texts longer than 63 UTF-16 units are cut.
 *
 * ERROR_INVALID_PARAMETER (87): `options` holds other bits than NTMS_SESSION_QUERYEXPEDITE.
 * ERROR_INVALID_COMPUTERNAME (1210): `server` is no well-formed computer name.
 * ERROR_NOT_CONNECTED (2250): `server` is another computer.
 * ERROR_ACCESS_DENIED (5): no NTMS_USE_ACCESS on the computer object.
 * ERROR_NOT_CONNECTED also while the process ends.
 */
base_error engine_session_open(const char *server, const char *application, uint32_t options,
                               struct engine_session **session);

/*
 * Makes the session's waiting calls, and those that it still begins, end with ERROR_CANCELLED
 * (1223). For another thread that is about to close it.
 */
void engine_session_cancel(struct engine_session *session);

/*
 * Closes a session that no call uses any more, and stops the engine when this was the last one:
 * started requests are finished, queued ones worked off unless another process is there to do it.
 * Returns when that is done. The session must not be used any more.
 */
void engine_session_close(struct engine_session *session);

/* API: GetNtmsObjectInformation. `type` 0 = any. ERROR_OBJECT_NOT_FOUND (4312): no such object, or
 * one of another type. ERROR_ACCESS_DENIED (5): no NTMS_USE_ACCESS on its securable. */
base_error engine_object_information(struct engine_session *session, const struct base_guid *id,
                                     uint32_t type, struct model_information *information);

/*
 * API: SetNtmsObjectInformation: takes over the members of `wish` that can be set
 * (rules/settable.h) on the object `id` of the type wish->object.type. `first_version`: the
 * caller's structure had only the members of NTMS_I1. ERROR_OBJECT_NOT_FOUND (4312): no such
 * object, or one of another type; ERROR_ACCESS_DENIED (5); then 5, 87, 183 of the single members.
 */
base_error engine_object_set_information(struct engine_session *session, const struct base_guid *id,
                                         const struct model_information *wish, bool first_version);

/* A security descriptor in self-relative form; `data` NULL: none was given. */
struct engine_descriptor {
    const void *data;
    size_t length;
};

/*
 * API: GetNtmsObjectSecurity: appends `parts` (enum model_security_part, others are passed over) of
 * the object's descriptor to *out, in self-relative form. `type` 0 = any. Errors: 87, 4312, 5,
 * ERROR_NO_SECURITY_ON_OBJECT (1350) for what is no computer, library or media pool, 4313.
 */
base_error engine_object_security(struct engine_session *session, const struct base_guid *id,
                                  uint32_t type, uint32_t parts, struct base_buffer *out);

/* API: SetNtmsObjectSecurity: takes `parts` over from `given`. Errors: 87 (also: no part, an
 * unknown one, an owner or group to be set that is not there, more than 64 KiB), 4312, 5, 1350,
 * 4313, 4314.
 */
base_error engine_object_set_security(struct engine_session *session, const struct base_guid *id,
                                      uint32_t type, uint32_t parts,
                                      const struct engine_descriptor *given);

/*
 * API: EnumerateNtmsObject. `container` NULL = whole system. Writes at most `capacity` ids to
 * `list` (NULL only with capacity 0) and the number written to `count`; with
 * ERROR_INSUFFICIENT_BUFFER (122) `count` is the number that exists and the list holds as many as
 * fit. Both are left alone on any other error. ERROR_INVALID_PARAMETER (87): type or options;
 * ERROR_OBJECT_NOT_FOUND (4312): no such container; ERROR_ACCESS_DENIED (5): no NTMS_USE_ACCESS on
 * the container.
 */
base_error engine_object_enumerate(struct engine_session *session,
                                   const struct base_guid *container, uint32_t type,
                                   uint32_t options, struct base_guid *list, uint32_t capacity,
                                   uint32_t *count);

/* API: GetNtmsObjectAttribute: appends the bytes of that name to *data. Errors: 87 (type), 4312
 * (object), 5, 4312 (name). */
base_error engine_attribute_get(struct engine_session *session, const struct base_guid *id,
                                uint32_t type, const char *name, struct base_buffer *data);

/* API: SetNtmsObjectAttribute; `length` 0 removes. Errors: 123, 232, 4312, 5. */
base_error engine_attribute_set(struct engine_session *session, const struct base_guid *id,
                                const char *name, const void *data, size_t length);

/* API: GetNtmsUIOptions: appends the names, each zero-terminated, to *computers. `source`: the
 * computer or a library; NULL: this session. Errors: 87 (`kind`), 4312, 5. */
base_error engine_ui_get(struct engine_session *session, const struct base_guid *source,
                         uint32_t kind, struct base_buffer *computers);

/* API: SetNtmsUIOptions. `operation`: enum model_ui_operation; `computer` "": this one, NULL: none
 * was given. Errors: 87, 4312, 5, 183 (to be added), 4312 (to be removed). */
base_error engine_ui_set(struct engine_session *session, const struct base_guid *source,
                         uint32_t kind, uint32_t operation, const char *computer);

/* API: CleanNtmsDrive. Errors: 15, 4301, 5, 4309, 4316, 4319 in the order of its page. */
base_error engine_clean_drive(struct engine_session *session, const struct base_guid *drive);

/* API: ReserveNtmsCleanerSlot. Errors: 4301, 5, 4309, 4319, 4305, 4312, 5006, 4331. */
base_error engine_cleaner_slot_reserve(struct engine_session *session,
                                       const struct base_guid *library,
                                       const struct base_guid *slot);

/* API: ReleaseNtmsCleanerSlot. Errors: 4301, 5, 4309, 4319, 4305, 4332, 5006. */
base_error engine_cleaner_slot_release(struct engine_session *session,
                                       const struct base_guid *library);

/*
 * API: InjectNtmsCleaner. `action` MODEL_INJECT_START: `operation` receives the request's id;
 * MODEL_INJECT_STOP: names the request to end. Errors: 87, 4301, 5, 4309, 4319, 4305, 4317, 4332,
 * 5006, 4316.
 */
base_error engine_cleaner_inject(struct engine_session *session, const struct base_guid *library,
                                 struct base_guid *operation, uint32_t cleans_left,
                                 uint32_t action);

/* API: EjectNtmsCleaner; as above. Errors: 87, 4301, 5, 4309, 4305, 4317, 4332, 5006, 4306, 4316.
 */
base_error engine_cleaner_eject(struct engine_session *session, const struct base_guid *library,
                                struct base_guid *operation, uint32_t action);

/* What CreateNtmsMediaPool is asked for. */
struct engine_pool_wish {
    const char *path;                   /* UTF-8 */
    const struct base_guid *media_type; /* NULL: a pool of pools */
    uint32_t action;                    /* enum model_create_option */
    struct engine_descriptor descriptor;
};

/* Bytes of the longest path of a pool (NTMS_POOLHIERARCHY_LENGTH), terminating zero included. */
enum { ENGINE_POOL_PATH_BYTES = MODEL_TEXT(512) };

/* API: CreateNtmsMediaPool. Errors: 87, 123, 87 (descriptor), 183, 4312, 5, 4300, 123 in the order
 * of its page. */
base_error engine_pool_open(struct engine_session *session, const struct engine_pool_wish *wish,
                            struct base_guid *pool);

/* API: GetNtmsMediaPoolName: the path with a leading backslash, of the root pool that alone.
 * Errors: 4302, 5. */
base_error engine_pool_path(struct engine_session *session, const struct base_guid *pool,
                            char path[ENGINE_POOL_PATH_BYTES]);

/* API: DeleteNtmsMediaPool. Errors: 4302, 5, 4302, 4307. */
base_error engine_pool_delete(struct engine_session *session, const struct base_guid *pool);

/* API: MoveToNtmsMediaPool. Errors: 4300, 4302, 5, 170, 4302, 4315, 4302. */
base_error engine_media_move(struct engine_session *session, const struct base_guid *medium,
                             const struct base_guid *pool);

/* API: ChangeNtmsMediaType. Errors: 4300, 4302, 5, 4309, 4305, 170, 4302, 4315, 4302. */
base_error engine_media_change_type(struct engine_session *session, const struct base_guid *medium,
                                    const struct base_guid *pool);

/* API: AddNtmsMediaType. Errors: 4301, 4300, 5, 4309, 4305. */
base_error engine_media_type_add(struct engine_session *session, const struct base_guid *media_type,
                                 const struct base_guid *library);

/* API: DeleteNtmsMediaType. Errors: 4301, 5, 4300, 4307. */
base_error engine_media_type_delete(struct engine_session *session,
                                    const struct base_guid *media_type,
                                    const struct base_guid *library);

/* What SubmitNtmsOperatorRequest is asked for. */
struct engine_operator_wish {
    uint32_t command;               /* enum model_opreq_command */
    const char *message;            /* UTF-8, or NULL */
    const struct base_guid *first;  /* object that the work is about, or NULL */
    const struct base_guid *second; /* the library to bring media to, or NULL */
};

/* API: SubmitNtmsOperatorRequest. Errors: 87, 4312, 5, 4336 in the order of its page. */
base_error engine_operator_submit(struct engine_session *session,
                                  const struct engine_operator_wish *wish,
                                  struct base_guid *request);

/*
 * API: WaitForNtmsOperatorRequest: success when the request is complete. `timeout` milliseconds,
 * 0xFFFFFFFF = no limit. ERROR_CANCELLED (1223): refused, or the session is being closed.
 * ERROR_TIMEOUT (1460); ERROR_OBJECT_NOT_FOUND (4312): no such request, or it was erased.
 */
base_error engine_operator_wait(struct engine_session *session, const struct base_guid *request,
                                uint32_t timeout);

/* API: CancelNtmsOperatorRequest: the operator refuses. Errors: 5, 4312, 5023. */
base_error engine_operator_cancel(struct engine_session *session, const struct base_guid *request);

/* API: SatisfyNtmsOperatorRequest: the operator has done it. Errors: 5, 4312. */
base_error engine_operator_satisfy(struct engine_session *session, const struct base_guid *request);

/* API: CancelNtmsLibraryRequest. Errors: 4312, 5 (right), 5 (cannot be withdrawn any more). */
base_error engine_request_cancel(struct engine_session *session, const struct base_guid *request);

/* API: GetNtmsRequestOrder: 1 = next, 0 = not ordered. With ERROR_OBJECT_NOT_FOUND (4312) `order`
 * becomes 0; it is left alone on any other error. Errors: 5, 4312. */
base_error engine_request_order(struct engine_session *session, const struct base_guid *request,
                                uint32_t *order);

/* API: SetNtmsRequestOrder. Errors: 87 (`order` 0), 5, 4312. */
base_error engine_request_set_order(struct engine_session *session, const struct base_guid *request,
                                    uint32_t order);

/* API: DeleteNtmsRequests: erases the finished ones of `count` requests of `type`. Errors: 87
 * (type), 5. */
base_error engine_requests_delete(struct engine_session *session, const struct base_guid *requests,
                                  uint32_t type, uint32_t count);

/* What MountNtmsMedia is asked for. */
struct engine_mount_wish {
    const struct base_guid *media; /* `count` ids of sides or logical media */
    uint32_t count;
    uint32_t options; /* enum model_mount_option */
    int32_t priority;
    uint32_t timeout; /* milliseconds, 0xFFFFFFFF = no limit */
};

/*
 * API: MountNtmsMedia. `drives` holds `count` entries: with MODEL_MOUNT_SPECIFIC_DRIVE the drives
 * to be used, otherwise it receives the drives on success (not with MODEL_MOUNT_NOWAIT). Blocks
 * until all media are ready. Errors: those of rules_check_mount before anything is queued (with
 * time-out 0 also 1460, unless this session has all of them mounted already), then those of
 * rules_mount_result; 1460 and 1223 of the wait itself.
 */
base_error engine_mount(struct engine_session *session, const struct engine_mount_wish *wish,
                        struct base_guid *drives);

/* API: DismountNtmsMedia: queues and returns. Errors: 87, 4300, 4301, 5, 4304, 4318, 4319, 5023. */
base_error engine_dismount(struct engine_session *session, const struct base_guid *media,
                           uint32_t count, uint32_t options);

/* API: DismountNtmsDrive: queues and returns. Errors: 15, 4301, 5, 4319, 4305, 4319, 5023, 170. */
base_error engine_dismount_drive(struct engine_session *session, const struct base_guid *drive);

/* API: EnableNtmsObject, DisableNtmsObject. Errors: 87 (type), 4312, 5, 4305, 5023. */
base_error engine_object_enable(struct engine_session *session, uint32_t type,
                                const struct base_guid *object, bool enabled);

/*
 * API: IdentifyNtmsSlot: returns when the cartridge in the slot was identified; 0 at once when
 * there is none to be identified, or the slot is the cleaner's. `option`: 0 or enum
 * model_dismount_option. Errors: 87 (option), 4312, 5, 4309, 4305; 1223 when withdrawn or the
 * session is being closed, the error of the request when it failed.
 */
base_error engine_slot_identify(struct engine_session *session, const struct base_guid *slot,
                                uint32_t option);

/* API: DeleteNtmsLibrary. Errors: 4301, 5, 5023. */
base_error engine_library_delete(struct engine_session *session, const struct base_guid *library);

/* API: DeleteNtmsDrive. Errors: 15, 4301, 5, 5023, 5023. */
base_error engine_drive_delete(struct engine_session *session, const struct base_guid *drive);

/* What AllocateNtmsMedia is asked for. */
struct engine_allocate_wish {
    const struct base_guid *pool;
    const struct base_guid *side; /* the side to be had, or NULL */
    const struct base_guid
        *previous;    /* MODEL_ALLOCATE_NEXT: the logical medium of the side before */
    uint32_t options; /* enum model_allocate_option */
    uint32_t timeout; /* milliseconds, 0xFFFFFFFF = no limit */
};

/*
 * API: AllocateNtmsMedia. On success `logical` is the new logical medium and `source` the pool that
 * the side came from. Errors: 87, 4302, 5, 4300, 4304, 4308, 4315, 4319, 1223, 1460.
 */
base_error engine_allocate(struct engine_session *session, const struct engine_allocate_wish *wish,
                           struct base_guid *logical, struct base_guid *source);

/* API: DeallocateNtmsMedia. Errors: 4300, 5. */
base_error engine_deallocate(struct engine_session *session, const struct base_guid *logical);

/* API: SwapNtmsMedia. Errors: 4300, 4302, 5, 5023, 4300. */
base_error engine_media_swap(struct engine_session *session, const struct base_guid *first,
                             const struct base_guid *second);

/* API: DecommissionNtmsMedia. Errors: 4300, 4302, 5, 5023. */
base_error engine_media_decommission(struct engine_session *session, const struct base_guid *side);

/* API: SetNtmsMediaComplete. Errors: 4300, 4302, 5, 5023. */
base_error engine_media_complete(struct engine_session *session, const struct base_guid *logical);

/* API: DeleteNtmsMedia. Errors: 4300, 4302, 5, 5023. */
base_error engine_media_delete(struct engine_session *session, const struct base_guid *medium);

/*
 * API: CreateNtmsMedia. `medium` and the `count` sides that were read of it are what the caller
 * filled in; on success they are the objects as they were stored. Errors: 87, 4302, 5, 4300, 4315,
 * 4300, 87.
 */
base_error engine_media_create(struct engine_session *session, struct model_information *medium,
                               struct model_information *sides, uint32_t count, uint32_t options);

/* The label of a file system (API: NTMS_FILESYSTEM_INFO). */
struct engine_volume_label {
    const char *file_system; /* UTF-8 */
    const char *name;
    uint32_t serial_number;
};

/* API: UpdateNtmsOmidInfo, by the raw label or, `raw` NULL, by that of a file system. Errors: 4300,
 * 5, 11. */
base_error engine_label_update(struct engine_session *session, const struct base_guid *logical,
                               const uint8_t *raw, uint32_t raw_length,
                               const struct engine_volume_label *volume);

/* API: InventoryNtmsLibrary. `action`: enum model_inventory_method FAST, OMID, DEFAULT or STOP.
 * Errors: those of its page in their order. */
base_error engine_library_inventory(struct engine_session *session, const struct base_guid *library,
                                    uint32_t action);

/*
 * API: EjectDiskFromSADrive. `device` names a drive without regard to case; `action`:
 * MODEL_EJECT_START, STOP or FORCE. `wait`: until it is out. `queued`: it came to an ejection,
 * whose outcome an error then is. Errors: 15, 5, 4305, 4319, 4317, 5023, 4318, 170; 1223.
 */
base_error engine_disk_eject(struct engine_session *session, const char *device, uint32_t action,
                             bool wait, bool *queued);

/*
 * API: BeginNtmsDeviceChangeDetection, SetNtmsDeviceChangeDetection, EndNtmsDeviceChangeDetection.
 * `context`: of this session; never 0; for Set 0 means one poll. Set: 6 (context), 87, 87, 4301 or
 * 4300; End: 6.
 */
base_error engine_detection_begin(struct engine_session *session, uint32_t *context);
base_error engine_detection_set(struct engine_session *session, uint32_t context,
                                const struct base_guid *ids, uint32_t type, uint32_t count);
base_error engine_detection_end(struct engine_session *session, uint32_t context);

/* API: AccessNtmsLibraryDoor. `action`: enum model_inventory_method NONE, FAST, OMID or DEFAULT.
 * Errors: 87, 4301, 5, 4309, 4305, 4316. */
base_error engine_library_door(struct engine_session *session, const struct base_guid *library,
                               uint32_t action);

/*
 * API: EjectNtmsMedia. `action`: enum model_eject_action; `medium` NULL: none. On success of START
 * and FORCE `operation` is the first request of the call; STOP reads it; QUEUE takes NULL. Errors:
 * 87, then those of rules_check_eject; 4317: nothing was collected, or (STOP) no unfinished
 * ejection.
 */
base_error engine_media_eject(struct engine_session *session, const struct base_guid *medium,
                              struct base_guid *operation, uint32_t action);

/* API: InjectNtmsMedia. `action`: enum model_inject_action. On success of START and STARTMANY
 * `operation` is the request; STOP and RETRACT read it. Errors: 87, 4301, 5, 4305, 4319, 4317,
 * 4316, 4322. */
base_error engine_library_inject(struct engine_session *session, const struct base_guid *library,
                                 struct base_guid *operation, uint32_t action);

/* An event of a notification channel. */
struct engine_event {
    uint32_t operation; /* enum model_notification */
    struct base_guid object;
};
struct engine_notification;

/*
 * API: OpenNtmsNotification: a channel that reports what happens from now on to objects of `type`,
 * whoever causes it; a type that is none never has anything to report. It may outlive the session.
 * Errors: 5.
 */
base_error engine_notification_open(struct engine_session *session, uint32_t type,
                                    struct engine_notification **channel);

/*
 * API: WaitForNtmsNotification: the next event, oldest first, each to one waiter; `timeout` in
 * milliseconds, PORT_INFINITE for none. Errors: ERROR_TIMEOUT (1460); ERROR_NO_DATA (232): the
 * session or the channel was closed, or events were lost, and no more will come.
 */
base_error engine_notification_wait(struct engine_notification *channel, uint32_t timeout,
                                    struct engine_event *event);

/* API: CloseNtmsNotification: lets the waits end; then, when none is under way, frees. NULL is
 * accepted by the latter. */
void engine_notification_cancel(struct engine_notification *channel);
void engine_notification_close(struct engine_notification *channel);

/* API: ExportNtmsDatabase. Errors: 5, 32, 4313. */
base_error engine_database_export(struct engine_session *session);

/* API: ImportNtmsDatabase. Errors: 5, 4313 (also when the folder Export holds no usable file). */
base_error engine_database_import(struct engine_session *session);

/* Bytes of the name of a volume and of its letter as a path ("E:\\"), zero included. */
enum { ENGINE_VOLUME_NAME_BYTES = 64, ENGINE_VOLUME_LETTER_BYTES = 4 };

/* API: GetVolumesFromDrive: the volume in the drive that the system calls `device` (UTF-8), ""
 * where there is none. Needs no session. ERROR_FILE_NOT_FOUND (2): no such device; system errors.
 */
base_error engine_drive_volume_names(const char *device, char volume[ENGINE_VOLUME_NAME_BYTES],
                                     char letter[ENGINE_VOLUME_LETTER_BYTES]);

#endif
