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

#include "base/error.h"
#include "base/guid.h"
#include "model/information.h"

#include <stddef.h>

struct engine_session;

/*
 * Opens a session and starts the engine when this is the first (API: OpenNtmsSession). `server`
 * NULL or "" or the local computer's name means this computer; `application` NULL is recorded as
 * "RSM"; both UTF-8. Texts longer than 63 UTF-16 units are cut.
 *
 * ERROR_INVALID_PARAMETER (87): `options` holds other bits than NTMS_SESSION_QUERYEXPEDITE.
 * ERROR_INVALID_COMPUTERNAME (1210): `server` is no well-formed computer name.
 * ERROR_NOT_CONNECTED (2250): `server` is another computer.
 * ERROR_ACCESS_DENIED (5): no NTMS_USE_ACCESS on the computer object.
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

/* A security descriptor in self-relative form; `data` NULL: none was given. */
struct engine_descriptor {
    const void *data;
    size_t length;
};

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

#endif
