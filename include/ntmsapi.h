/* SPDX-License-Identifier: MIT */
/* Removable Storage Manager: the interface of ntmsapi.dll.
 *
 * Conventions of every function
 * - Functions that return DWORD return a Win32 error code, ERROR_SUCCESS (0) when the work is done
 * or accepted; the last error is not used. The two functions that return HANDLE return
 *   INVALID_HANDLE_VALUE on failure and leave the code in the last error.
 * - hSession is a handle from OpenNtmsSession, usable by every thread of this process. A handle
 * that is NULL, closed or foreign gives ERROR_INVALID_HANDLE.
 * - Pointers are not kept after the call. Outputs are written only as far as the function says.
 * - Besides the errors listed, any call may return ERROR_NOT_CONNECTED (the management cannot be
 * reached), ERROR_NOT_READY (still starting, try again), ERROR_NOT_ENOUGH_MEMORY,
 * ERROR_DATABASE_FAILURE and ERROR_DATABASE_FULL.
 * - "Needs C on the library" names the right (NtmsAccessMask: U use, M modify, C control) that the
 * caller must have, else ERROR_ACCESS_DENIED. Administrators have all of them.
 * - A functions take and give strings in the ANSI code page, W functions in UTF-16; otherwise they
 * agree.
 * - Times are UTC. "The shelf" is the library of media that are in no device (the offline library).
 *
 * Queued work: calls that move media create a library request (NTMS_LIBREQUEST) and return. Its
 * State and dwErrorCode tell the outcome; a notification channel tells when it changed. */
#ifndef NTMSAPI_H
#define NTMSAPI_H

/* The tools' own header of this name declares the same things. */
#ifdef _INCL_NTMSAPI_H_
#error "two headers called ntmsapi.h are in use: put this one first in the include path"
#endif
#define _INCL_NTMSAPI_H_

#include <windows.h>

#include "ntmsapi_information.h"
#include "ntmsapi_information_v1.h"
#include "ntmsapi_values.h"

#pragma pack(push, 8)

/* State of an asynchronous operation. No call of this version reports through it. */
typedef struct _NTMS_ASYNC_IO {
    NTMS_GUID OperationId;
    NTMS_GUID EventId;
    DWORD dwOperationType;
    DWORD dwResult;
    DWORD dwAsyncState;
    HANDLE hEvent;
    BOOL bOnStateChange;
} NTMS_ASYNC_IO, *LPNTMS_ASYNC_IO;

/* Reserved parameter of MountNtmsMedia. */
typedef struct _NTMS_MOUNT_INFORMATION {
    DWORD dwSize;
    LPVOID lpReserved;
} NTMS_MOUNT_INFORMATION, *LPNTMS_MOUNT_INFORMATION;

/* Optional output of AllocateNtmsMedia. */
typedef struct _NTMS_ALLOCATION_INFORMATION {
    DWORD dwSize;            /* in: size of this structure */
    LPVOID lpReserved;       /* in: NULL */
    NTMS_GUID AllocatedFrom; /* out: pool that the medium came from */
} NTMS_ALLOCATION_INFORMATION, *LPNTMS_ALLOCATION_INFORMATION;

/* One event of a notification channel. */
typedef struct _NTMS_NOTIFICATIONINFORMATION {
    DWORD dwOperation; /* enum NtmsNotificationOperations */
    NTMS_GUID ObjectId;
} NTMS_NOTIFICATIONINFORMATION, *LPNTMS_NOTIFICATIONINFORMATION;

/* Label of a medium with a file system, for UpdateNtmsOmidInfo. */
typedef struct {
    WCHAR FileSystemType[64];
    WCHAR VolumeName[256];
    DWORD SerialNumber;
} NTMS_FILESYSTEM_INFO;

/* A message shown to an operator. */
typedef struct _RSM_MESSAGE {
    LPGUID lpguidOperation;
    DWORD dwNtmsType;
    DWORD dwState;
    DWORD dwFlags;
    DWORD dwPriority;
    DWORD dwErrorCode;
    LPWSTR lpszComputerName;
    LPWSTR lpszApplication;
    LPWSTR lpszUser;
    LPWSTR lpszTimeSubmitted;
    LPWSTR lpszMessage;
} RSM_MESSAGE, *LPRSM_MESSAGE;

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Sessions ---- */

/* Opens a session. lpServer: NULL or this computer's name; another computer gives
 * ERROR_NOT_CONNECTED. lpApplication: name shown with requests, cut to 63 characters; NULL for
 * "RSM". dwOptions: 0. Errors: ERROR_INVALID_PARAMETER (options), ERROR_INVALID_COMPUTERNAME,
 * ERROR_NO_NETWORK, ERROR_NOT_CONNECTED, RPC_S_NO_INTERFACES, ERROR_NOT_READY, ERROR_ACCESS_DENIED
 * (no U on the computer). */
HANDLE WINAPI OpenNtmsSessionA(LPCSTR lpServer, LPCSTR lpApplication, DWORD dwOptions);
HANDLE WINAPI OpenNtmsSessionW(LPCWSTR lpServer, LPCWSTR lpApplication, DWORD dwOptions);
#define OpenNtmsSession NTMSAPI_AW(OpenNtmsSession)

/* Ends a session. Calls of other threads that wait in it return ERROR_CANCELLED, its notification
 * channels end, its own destination lists are dropped. Errors: ERROR_INVALID_HANDLE,
 * ERROR_CONNECTION_UNAVAIL. */
DWORD WINAPI CloseNtmsSession(HANDLE hSession);

/* ---- Objects ---- */

/* Lists the objects of one type (2 to 17) inside a container; lpContainerId NULL: everywhere.
 * lpdwListSize counts GUIDs: in the capacity of lpList, out the number written, or after
 * ERROR_INSUFFICIENT_BUFFER the number that exist (the list is filled as far as it goes). lpList
 * may be NULL with capacity 0. dwOptions: NTMS_ENUM_ROOTPOOL puts the root pool first (media pools,
 * no container). Errors: ERROR_INVALID_PARAMETER, ERROR_OBJECT_NOT_FOUND (no such container),
 * ERROR_ACCESS_DENIED, ERROR_INSUFFICIENT_BUFFER. */
DWORD WINAPI EnumerateNtmsObject(HANDLE hSession, const LPNTMS_GUID lpContainerId,
                                 LPNTMS_GUID lpList, LPDWORD lpdwListSize, DWORD dwType,
                                 DWORD dwOptions);

/* Fills *lpInfo. dwSize (exactly the current or the first version's structure of the character set)
 * and dwType (the object's type, or NTMS_UNKNOWN) must be set before. Needs U on the library, pool
 * or computer that secures the object. On error nothing is changed. Errors:
 * ERROR_INVALID_PARAMETER, ERROR_OBJECT_NOT_FOUND (also: of another type), ERROR_ACCESS_DENIED. */
DWORD WINAPI GetNtmsObjectInformationA(HANDLE hSession, LPNTMS_GUID lpObjectId,
                                       LPNTMS_OBJECTINFORMATIONA lpInfo);
DWORD WINAPI GetNtmsObjectInformationW(HANDLE hSession, LPNTMS_GUID lpObjectId,
                                       LPNTMS_OBJECTINFORMATIONW lpInfo);
#define GetNtmsObjectInformation NTMSAPI_AW(GetNtmsObjectInformation)

/* Stores every writable member of *lpInfo in one update; the others are ignored, so a structure
 * from Get can be edited and handed back. dwSize as for Get, dwType the object's type. Needs C on a
 * library object, else M on what secures the object. Errors: ERROR_INVALID_PARAMETER (pointer,
 * size, type, a value out of range), ERROR_OBJECT_NOT_FOUND, ERROR_ACCESS_DENIED,
 * ERROR_ALREADY_EXISTS (a pool's name). */
DWORD WINAPI SetNtmsObjectInformationA(HANDLE hSession, LPNTMS_GUID lpObjectId,
                                       LPNTMS_OBJECTINFORMATIONA lpInfo);
DWORD WINAPI SetNtmsObjectInformationW(HANDLE hSession, LPNTMS_GUID lpObjectId,
                                       LPNTMS_OBJECTINFORMATIONW lpInfo);
#define SetNtmsObjectInformation NTMSAPI_AW(SetNtmsObjectInformation)

/* Reads bytes that an application attached to an object under a name. *lpAttributeSize: in the
 * capacity, out the size, in bytes. No pointer may be NULL; to ask for the size pass capacity 0.
 * Needs U. Errors: ERROR_INVALID_PARAMETER, ERROR_OBJECT_NOT_FOUND (object or attribute),
 * ERROR_INSUFFICIENT_BUFFER. */
DWORD WINAPI GetNtmsObjectAttributeA(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                     LPCSTR lpAttributeName, LPVOID lpAttributeData,
                                     LPDWORD lpAttributeSize);
DWORD WINAPI GetNtmsObjectAttributeW(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                     LPCWSTR lpAttributeName, LPVOID lpAttributeData,
                                     LPDWORD lpAttributeSize);
#define GetNtmsObjectAttribute NTMSAPI_AW(GetNtmsObjectAttribute)

/* Stores such bytes, at most NTMS_MAXATTR_LENGTH - 1; size 0 deletes the attribute. Needs M.
 * Errors: ERROR_INVALID_PARAMETER (NULL pointer), ERROR_INVALID_NAME (empty or over 31 characters),
 * ERROR_NO_DATA (too many bytes), ERROR_OBJECT_NOT_FOUND, ERROR_ACCESS_DENIED. */
DWORD WINAPI SetNtmsObjectAttributeA(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                     LPCSTR lpAttributeName, LPVOID lpAttributeData,
                                     DWORD dwAttributeSize);
DWORD WINAPI SetNtmsObjectAttributeW(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                     LPCWSTR lpAttributeName, LPVOID lpAttributeData,
                                     DWORD AttributeSize);
#define SetNtmsObjectAttribute NTMSAPI_AW(SetNtmsObjectAttribute)

/* Copies the requested parts of an object's security descriptor, self-relative; nLength in bytes.
 * Needs READ_CONTROL. Errors: ERROR_INVALID_PARAMETER, ERROR_OBJECT_NOT_FOUND, ERROR_ACCESS_DENIED,
 * ERROR_NO_SECURITY_ON_OBJECT (only computer, libraries and pools have one),
 * ERROR_INSUFFICIENT_BUFFER with the size in *lpnLengthNeeded. */
DWORD WINAPI GetNtmsObjectSecurity(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                   SECURITY_INFORMATION RequestedInformation,
                                   PSECURITY_DESCRIPTOR lpSecurityDescriptor, DWORD nLength,
                                   LPDWORD lpnLengthNeeded);

/* Replaces the named parts of an object's security descriptor. Needs WRITE_DAC (or ownership) for
 * the DACL, WRITE_OWNER for owner and group, the security privilege for the SACL. Errors as for
 * Get. */
DWORD WINAPI SetNtmsObjectSecurity(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                   SECURITY_INFORMATION SecurityInformation,
                                   PSECURITY_DESCRIPTOR lpSecurityDescriptor);

/* Puts a drive, library or physical medium (dwType) into or out of service, with all it contains.
 * Needs M on the library. Errors: ERROR_INVALID_PARAMETER, ERROR_OBJECT_NOT_FOUND,
 * ERROR_ACCESS_DENIED, ERROR_LIBRARY_OFFLINE (the shelf), ERROR_INVALID_STATE (it is so already).
 */
DWORD WINAPI EnableNtmsObject(HANDLE hSession, DWORD dwType, LPNTMS_GUID lpObjectId);
DWORD WINAPI DisableNtmsObject(HANDLE hSession, DWORD dwType, LPNTMS_GUID lpObjectId);

/* ---- Drives, cleaning ---- */

/* Asks for one drive to be cleaned. Queued for a library with a changer, where it uses the
 * library's cleaner and, without a usable one, waits and asks the operator. For a stand-alone drive
 * it only records the cleaning. Needs C on the library. Errors: ERROR_INVALID_PARAMETER,
 * ERROR_INVALID_DRIVE, ERROR_INVALID_LIBRARY, ERROR_ACCESS_DENIED, ERROR_RESOURCE_DISABLED,
 * ERROR_RESOURCE_NOT_PRESENT (library), ERROR_DEVICE_NOT_AVAILABLE (drive). */
DWORD WINAPI CleanNtmsDrive(HANDLE hSession, LPNTMS_GUID lpDriveId);

/* Sets a present, empty slot aside for the library's cleaner; there is at most one. Needs C on the
 * library. Errors: ERROR_INVALID_PARAMETER, ERROR_INVALID_LIBRARY, ERROR_ACCESS_DENIED,
 * ERROR_RESOURCE_DISABLED, ERROR_DEVICE_NOT_AVAILABLE (not connected), ERROR_LIBRARY_OFFLINE (the
 * shelf), ERROR_OBJECT_NOT_FOUND (slot), ERROR_CLEANER_SLOT_SET, ERROR_RESOURCE_NOT_AVAILABLE (slot
 * absent or not empty). */
DWORD WINAPI ReserveNtmsCleanerSlot(HANDLE hSession, LPNTMS_GUID lpLibrary, LPNTMS_GUID lpSlot);

/* Gives the reserved slot back; it must be present and empty. Needs C on the library. Errors as for
 * ReserveNtmsCleanerSlot, with ERROR_CLEANER_SLOT_NOT_SET instead of _SET. */
DWORD WINAPI ReleaseNtmsCleanerSlot(HANDLE hSession, LPNTMS_GUID lpLibrary);

/* Lets an operator put one cleaner into the reserved slot, through a port or else the door.
 * dwAction: NTMS_INJECT_START returns the request in *lpInjectOperation, NTMS_INJECT_STOP ends that
 * request. dwNumberOfCleansLeft: uses left, 0xFFFFFFFF not to count. Needs C on the library.
 * Errors: ERROR_INVALID_PARAMETER, ERROR_INVALID_LIBRARY, ERROR_ACCESS_DENIED,
 * ERROR_RESOURCE_DISABLED, ERROR_DEVICE_NOT_AVAILABLE, ERROR_LIBRARY_OFFLINE,
 * ERROR_INVALID_OPERATION (stop: no port, no such request), ERROR_CLEANER_SLOT_NOT_SET,
 * ERROR_RESOURCE_NOT_AVAILABLE (slot absent or occupied), ERROR_RESOURCE_NOT_PRESENT (neither port
 * nor door). */
DWORD WINAPI InjectNtmsCleaner(HANDLE hSession, LPNTMS_GUID lpLibrary,
                               LPNTMS_GUID lpInjectOperation, DWORD dwNumberOfCleansLeft,
                               DWORD dwAction);

/* Removes the cleaner from the reserved slot; the slot stays reserved. dwAction NTMS_EJECT_START or
 * NTMS_EJECT_STOP. Needs C on the library. Errors: ERROR_INVALID_PARAMETER, ERROR_INVALID_LIBRARY,
 * ERROR_ACCESS_DENIED, ERROR_RESOURCE_DISABLED, ERROR_LIBRARY_OFFLINE, ERROR_INVALID_OPERATION,
 * ERROR_CLEANER_SLOT_NOT_SET, ERROR_RESOURCE_NOT_AVAILABLE, ERROR_EMPTY,
 * ERROR_RESOURCE_NOT_PRESENT. */
DWORD WINAPI EjectNtmsCleaner(HANDLE hSession, LPNTMS_GUID lpLibrary, LPNTMS_GUID lpEjectOperation,
                              DWORD dwAction);

/* Queues the return of whatever is in a drive. Needs M on the library. Errors:
 * ERROR_INVALID_PARAMETER, ERROR_INVALID_DRIVE, ERROR_INVALID_LIBRARY, ERROR_ACCESS_DENIED,
 * ERROR_DEVICE_NOT_AVAILABLE, ERROR_LIBRARY_OFFLINE, ERROR_INVALID_STATE (empty or being cleaned),
 * ERROR_BUSY (medium is open). */
DWORD WINAPI DismountNtmsDrive(HANDLE hSession, LPNTMS_GUID lpDriveId);

/* Removes an absent drive from the database; with a stand-alone drive its library goes too. Needs M
 * on the library. Errors: ERROR_INVALID_PARAMETER, ERROR_INVALID_DRIVE, ERROR_INVALID_LIBRARY,
 * ERROR_ACCESS_DENIED, ERROR_INVALID_STATE (present, or library disabled). */
DWORD WINAPI DeleteNtmsDrive(HANDLE hSession, LPNTMS_GUID lpDriveId);

/* ---- Libraries ---- */

/* Unlocks the library's door. dwAction is the inventory (NONE, FAST, OMID, DEFAULT) made when it is
 * shut. Needs C. Errors: ERROR_INVALID_PARAMETER, ERROR_INVALID_LIBRARY, ERROR_ACCESS_DENIED,
 * ERROR_RESOURCE_DISABLED, ERROR_LIBRARY_OFFLINE, ERROR_RESOURCE_NOT_PRESENT (no door). */
DWORD WINAPI AccessNtmsLibraryDoor(HANDLE hSession, LPNTMS_GUID lpLibraryId, DWORD dwAction);

/* Starts an inventory (FAST, OMID, DEFAULT) or stops one (STOP). Needs C. Errors:
 * ERROR_INVALID_PARAMETER, ERROR_INVALID_LIBRARY (unknown, or the shelf), ERROR_ACCESS_DENIED,
 * ERROR_RESOURCE_DISABLED, ERROR_DEVICE_NOT_AVAILABLE. */
DWORD WINAPI InventoryNtmsLibrary(HANDLE hSession, LPNTMS_GUID lpLibraryId, DWORD dwAction);

/* Mounts and reads the medium of one slot and waits for it. dwOption: NTMS_DISMOUNT_DEFERRED leaves
 * it in the drive, NTMS_DISMOUNT_IMMEDIATE or 0 puts it back. An empty slot is a success. Needs C
 * on the library. Errors: ERROR_INVALID_PARAMETER, ERROR_OBJECT_NOT_FOUND, ERROR_ACCESS_DENIED,
 * ERROR_RESOURCE_DISABLED, ERROR_LIBRARY_OFFLINE, ERROR_CANCELLED. */
DWORD WINAPI IdentifyNtmsSlot(HANDLE hSession, LPNTMS_GUID lpSlotId, DWORD dwOption);

/* Sends a medium out through the port. dwAction: START, STOP (the request in *lpEjectOperation),
 * QUEUE (collect; START with lpMediaId NULL releases all), FORCE (even when in use). Needs C on the
 * library. Errors: ERROR_INVALID_PARAMETER, ERROR_INVALID_OPERATION, ERROR_INVALID_MEDIA,
 * ERROR_ACCESS_DENIED, ERROR_LIBRARY_OFFLINE, ERROR_DEVICE_NOT_AVAILABLE (disabled),
 * ERROR_MEDIA_NOT_AVAILABLE, ERROR_BUSY, ERROR_RESOURCE_NOT_PRESENT (no port). */
DWORD WINAPI EjectNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId, LPNTMS_GUID lpEjectOperation,
                            DWORD dwAction);

/* Opens the port so that an operator can add media. dwAction: START or STARTMANY return the request
 * in *lpInjectOperation; STOP ends it, RETRACT makes a STARTMANY close the port and look now. Needs
 * C. Errors: ERROR_INVALID_PARAMETER, ERROR_INVALID_LIBRARY, ERROR_ACCESS_DENIED,
 * ERROR_LIBRARY_OFFLINE, ERROR_DEVICE_NOT_AVAILABLE, ERROR_INVALID_OPERATION,
 * ERROR_RESOURCE_NOT_PRESENT, ERROR_LIBRARY_FULL. */
DWORD WINAPI InjectNtmsMedia(HANDLE hSession, LPNTMS_GUID lpLibraryId,
                             LPNTMS_GUID lpInjectOperation, DWORD dwAction);

/* Removes an absent, enabled library from the database; its media go to the shelf. Needs M. Errors:
 * ERROR_INVALID_PARAMETER, ERROR_INVALID_LIBRARY, ERROR_ACCESS_DENIED, ERROR_INVALID_STATE. */
DWORD WINAPI DeleteNtmsLibrary(HANDLE hSession, LPNTMS_GUID lpLibraryId);

/* Records that a library handles a media type, or no longer does. Needs M on the library. Errors:
 * ERROR_INVALID_PARAMETER, ERROR_ACCESS_DENIED, ERROR_INVALID_LIBRARY, ERROR_INVALID_MEDIA (type),
 * ERROR_LIBRARY_OFFLINE and ERROR_RESOURCE_DISABLED (add), ERROR_NOT_EMPTY (delete: media of it are
 * left). */
DWORD WINAPI AddNtmsMediaType(HANDLE hSession, LPNTMS_GUID lpMediaTypeId, LPNTMS_GUID lpLibId);
DWORD WINAPI DeleteNtmsMediaType(HANDLE hSession, LPNTMS_GUID lpMediaTypeId, LPNTMS_GUID lpLibId);

/* ---- Requests ---- */

/* Withdraws an unfinished library request. Needs C on its library. Errors: ERROR_INVALID_PARAMETER,
 * ERROR_OBJECT_NOT_FOUND (unknown or finished), ERROR_ACCESS_DENIED (also: cannot be stopped any
 * more). */
DWORD WINAPI CancelNtmsLibraryRequest(HANDLE hSession, LPNTMS_GUID lpRequestId);

/* Place of a mount request among the waiting ones: 1 is next, 0 means unordered; 0xFFFFFFFF on Set:
 * last. Needs C on the computer. Errors: ERROR_INVALID_PARAMETER, ERROR_ACCESS_DENIED,
 * ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI GetNtmsRequestOrder(HANDLE hSession, LPNTMS_GUID lpRequestId, LPDWORD lpdwOrderNumber);
DWORD WINAPI SetNtmsRequestOrder(HANDLE hSession, LPNTMS_GUID lpRequestId, DWORD dwOrderNumber);

/* Erases the finished ones among dwCount requests of one type (NTMS_LIBREQUEST or NTMS_OPREQUEST);
 * unfinished and unknown ones are passed over. Needs M on the computer. Errors:
 * ERROR_INVALID_PARAMETER, ERROR_ACCESS_DENIED. */
DWORD WINAPI DeleteNtmsRequests(HANDLE hSession, LPNTMS_GUID lpRequestId, DWORD dwType,
                                DWORD dwCount);

/* Creates an operator request (dwRequest 1 to 5) and returns its id at once. lpMessage: up to 255
 * characters, required for NTMS_OPREQ_MESSAGE. Arguments and rights depend on the kind: NEWMEDIA
 * pool and optional library (C on the pool), CLEANER library or slot and DEVICESERVICE door,
 * library, medium or drive (C on the library), MOVEMEDIA medium and library (C on its pool),
 * MESSAGE none (U on the computer). Errors: ERROR_INVALID_PARAMETER, ERROR_OBJECT_NOT_FOUND,
 * ERROR_ACCESS_DENIED, ERROR_MESSAGE_EXCEEDS_MAX_SIZE. */
DWORD WINAPI SubmitNtmsOperatorRequestA(HANDLE hSession, DWORD dwRequest, LPCSTR lpMessage,
                                        LPNTMS_GUID lpArg1Id, LPNTMS_GUID lpArg2Id,
                                        LPNTMS_GUID lpRequestId);
DWORD WINAPI SubmitNtmsOperatorRequestW(HANDLE hSession, DWORD dwRequest, LPCWSTR lpMessage,
                                        LPNTMS_GUID lpArg1Id, LPNTMS_GUID lpArg2Id,
                                        LPNTMS_GUID lpRequestId);
#define SubmitNtmsOperatorRequest NTMSAPI_AW(SubmitNtmsOperatorRequest)

/* Waits until an operator request is settled. dwTimeout in ms; 0 looks once, INFINITE has no limit.
 * Returns ERROR_SUCCESS when completed, ERROR_CANCELLED when refused or the session was closed,
 * ERROR_TIMEOUT, ERROR_OBJECT_NOT_FOUND, ERROR_INVALID_PARAMETER. */
DWORD WINAPI WaitForNtmsOperatorRequest(HANDLE hSession, LPNTMS_GUID lpRequestId, DWORD dwTimeout);

/* Refuses an open operator request. Needs C on the computer. Errors: ERROR_INVALID_PARAMETER,
 * ERROR_ACCESS_DENIED, ERROR_OBJECT_NOT_FOUND, ERROR_INVALID_STATE (settled already). */
DWORD WINAPI CancelNtmsOperatorRequest(HANDLE hSession, LPNTMS_GUID lpRequestId);

/* Marks an open operator request as done. As CancelNtmsOperatorRequest, but a settled one gives
 * ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI SatisfyNtmsOperatorRequest(HANDLE hSession, LPNTMS_GUID lpRequestId);

/* ---- Media ---- */

/* Mounts dwCount sides (logical media or side ids, all different, all in one library) and waits
 * until all can be used. lpDriveId: array filled with the drives, or with NTMS_MOUNT_SPECIFIC_DRIVE
 * naming them. dwOptions: NtmsMountOptions. dwPriority: -15 to 15. dwTimeout in ms.
 * lpMountInformation: NULL. Needs U on pool and library. Errors: ERROR_INVALID_PARAMETER,
 * ERROR_INVALID_MEDIA, ERROR_INVALID_DRIVE, ERROR_INVALID_LIBRARY, ERROR_DRIVE_MEDIA_MISMATCH,
 * ERROR_ACCESS_DENIED, ERROR_WRITE_PROTECT (complete media), ERROR_RESOURCE_DISABLED,
 * ERROR_MEDIA_OFFLINE, ERROR_BUSY, ERROR_TIMEOUT, ERROR_REQUEST_REFUSED (operator),
 * ERROR_CANCELLED, ERROR_INVALID_STATE. */
DWORD WINAPI MountNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId, LPNTMS_GUID lpDriveId,
                            DWORD dwCount, DWORD dwOptions, int dwPriority, DWORD dwTimeout,
                            LPNTMS_MOUNT_INFORMATION lpMountInformation);

/* Queues the return of dwCount mounted sides. dwOptions: NtmsDismountOptions; 0 means immediate.
 * Needs U on pool and library. Errors: ERROR_INVALID_PARAMETER, ERROR_INVALID_MEDIA,
 * ERROR_INVALID_LIBRARY, ERROR_ACCESS_DENIED, ERROR_MEDIA_OFFLINE, ERROR_MEDIA_NOT_AVAILABLE,
 * ERROR_DEVICE_NOT_AVAILABLE, ERROR_INVALID_STATE (not mounted). */
DWORD WINAPI DismountNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId, DWORD dwCount,
                               DWORD dwOptions);

/* Gives the caller a side of a medium in an application pool: *lpMediaId receives the logical
 * medium. lpPartition names a side (available or import) or is NULL. dwOptions:
 * NtmsAllocateOptions; with NTMS_ALLOCATE_NEXT *lpMediaId names the side before. dwTimeout in ms
 * bounds the wait for an operator who adds media; 0 does not wait. lpAllocateInformation may be
 * NULL. Needs C on the pool. Errors: ERROR_INVALID_PARAMETER, ERROR_INVALID_MEDIA_POOL,
 * ERROR_INVALID_MEDIA, ERROR_ACCESS_DENIED, ERROR_MEDIA_OFFLINE, ERROR_MEDIA_UNAVAILABLE,
 * ERROR_MEDIA_INCOMPATIBLE, ERROR_DEVICE_NOT_AVAILABLE, ERROR_CANCELLED, ERROR_TIMEOUT. */
DWORD WINAPI AllocateNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaPool, LPNTMS_GUID lpPartition,
                               LPNTMS_GUID lpMediaId, DWORD dwOptions, DWORD dwTimeout,
                               LPNTMS_ALLOCATION_INFORMATION lpAllocateInformation);

/* Gives a side back and deletes the logical medium. dwOptions: 0. Needs C on the pool. Errors:
 * ERROR_INVALID_PARAMETER, ERROR_INVALID_MEDIA, ERROR_ACCESS_DENIED. */
DWORD WINAPI DeallocateNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId, DWORD dwOptions);

/* Exchanges the sides of two allocated, idle logical media of one pool. Needs M on the pool.
 * Errors: ERROR_INVALID_PARAMETER, ERROR_INVALID_MEDIA, ERROR_INVALID_MEDIA_POOL,
 * ERROR_ACCESS_DENIED, ERROR_INVALID_STATE. */
DWORD WINAPI SwapNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId1, LPNTMS_GUID lpMediaId2);

/* Retires an available side for good. Needs C on the pool. Errors: ERROR_INVALID_PARAMETER,
 * ERROR_INVALID_MEDIA, ERROR_INVALID_MEDIA_POOL, ERROR_ACCESS_DENIED, ERROR_INVALID_STATE. */
DWORD WINAPI DecommissionNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId);

/* Declares that an allocated, idle logical medium will not be written any more. Errors as above. */
DWORD WINAPI SetNtmsMediaComplete(HANDLE hSession, LPNTMS_GUID lpMediaId);

/* Removes an offline cartridge from the database. Needs M on pool and computer. Errors:
 * ERROR_INVALID_PARAMETER, ERROR_INVALID_MEDIA, ERROR_INVALID_MEDIA_POOL, ERROR_ACCESS_DENIED,
 * ERROR_INVALID_STATE (not offline, or a side is owned). */
DWORD WINAPI DeleteNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId);

/* Catalogues an offline cartridge: lpMedia (NTMS_PHYSICAL_MEDIA) and lpList, an array of its
 * dwNumberOfPartitions sides (NTMS_PARTITION); ids and times are filled in. dwOptions:
 * NTMS_ERROR_ON_DUPLICATE refuses a known label. Needs M on pool and computer. Errors:
 * ERROR_INVALID_PARAMETER, ERROR_ACCESS_DENIED, ERROR_INVALID_MEDIA_POOL, ERROR_MEDIA_INCOMPATIBLE,
 * ERROR_INVALID_MEDIA (duplicate). */
DWORD WINAPI CreateNtmsMediaA(HANDLE hSession, LPNTMS_OBJECTINFORMATIONA lpMedia,
                              LPNTMS_OBJECTINFORMATIONA lpList, DWORD dwOptions);
DWORD WINAPI CreateNtmsMediaW(HANDLE hSession, LPNTMS_OBJECTINFORMATIONW lpMedia,
                              LPNTMS_OBJECTINFORMATIONW lpList, DWORD dwOptions);
#define CreateNtmsMedia NTMSAPI_AW(CreateNtmsMedia)

/* Tells which label the application has written on a logical medium. labelType
 * NTMS_OMID_TYPE_RAW_LABEL: the bytes as on tape; NTMS_OMID_TYPE_FILESYSTEM_INFO: an
 * NTMS_FILESYSTEM_INFO. Needs C on the library. Errors: ERROR_INVALID_PARAMETER,
 * ERROR_ACCESS_DENIED, ERROR_INVALID_MEDIA, ERROR_BAD_FORMAT (unknown label). */
DWORD WINAPI UpdateNtmsOmidInfo(HANDLE hSession, LPNTMS_GUID lpMediaId, DWORD labelType,
                                DWORD numberOfBytes, LPVOID lpBuffer);

/* ---- Media pools ---- */

/* Creates or finds an application pool by its path ("\\App\\Pool"), compared without the case of A
 * to Z; the pools above must exist. lpMediaType NULL: a folder of pools. dwAction:
 * NtmsCreateOptions. lpSecurityAttributes NULL: full access for the caller and the system, and the
 * parent's entries. Creating needs C on the root pool and the parent, opening no right. Errors:
 * ERROR_INVALID_PARAMETER, ERROR_ACCESS_DENIED, ERROR_INVALID_NAME, ERROR_ALREADY_EXISTS,
 * ERROR_OBJECT_NOT_FOUND (pool or parent), ERROR_INVALID_MEDIA (media type). */
DWORD WINAPI CreateNtmsMediaPoolA(HANDLE hSession, LPCSTR lpPoolName, LPNTMS_GUID lpMediaType,
                                  DWORD dwAction, LPSECURITY_ATTRIBUTES lpSecurityAttributes,
                                  LPNTMS_GUID lpPoolId);
DWORD WINAPI CreateNtmsMediaPoolW(HANDLE hSession, LPCWSTR lpPoolName, LPNTMS_GUID lpMediaType,
                                  DWORD dwAction, LPSECURITY_ATTRIBUTES lpSecurityAttributes,
                                  LPNTMS_GUID lpPoolId);
#define CreateNtmsMediaPool NTMSAPI_AW(CreateNtmsMediaPool)

/* Path of a pool. *lpdwBufSize: characters with the terminating zero, in the capacity, out the
 * length or the size needed. Errors: ERROR_INVALID_PARAMETER, ERROR_INVALID_MEDIA_POOL,
 * ERROR_INSUFFICIENT_BUFFER. */
DWORD WINAPI GetNtmsMediaPoolNameA(HANDLE hSession, LPNTMS_GUID lpPoolId, LPSTR lpNameBuf,
                                   LPDWORD lpdwBufSize);
DWORD WINAPI GetNtmsMediaPoolNameW(HANDLE hSession, LPNTMS_GUID lpPoolId, LPWSTR lpNameBuf,
                                   LPDWORD lpdwBufSize);
#define GetNtmsMediaPoolName NTMSAPI_AW(GetNtmsMediaPoolName)

/* Puts a cartridge into another pool of the same media type; in Free its sides are
 * NTMS_PARTSTATE_UNPREPARED until a free label is written (which this version does not do).
 * Needs C on both pools (U on Free). Errors: ERROR_INVALID_PARAMETER, ERROR_ACCESS_DENIED,
 * ERROR_INVALID_MEDIA, ERROR_INVALID_MEDIA_POOL (also: a forbidden move), ERROR_BUSY,
 * ERROR_MEDIA_INCOMPATIBLE. */
DWORD WINAPI MoveToNtmsMediaPool(HANDLE hSession, LPNTMS_GUID lpMediaId, LPNTMS_GUID lpPoolId);

/* As MoveToNtmsMediaPool, but gives the cartridge the pool's media type. Needs M on the pool and
 * the computer. Further errors: ERROR_LIBRARY_OFFLINE, ERROR_RESOURCE_DISABLED. */
DWORD WINAPI ChangeNtmsMediaType(HANDLE hSession, LPNTMS_GUID lpMediaId, LPNTMS_GUID lpPoolId);

/* Deletes an empty application pool. Needs M on it. Errors: ERROR_INVALID_PARAMETER,
 * ERROR_ACCESS_DENIED, ERROR_INVALID_MEDIA_POOL, ERROR_NOT_EMPTY. */
DWORD WINAPI DeleteNtmsMediaPool(HANDLE hSession, LPNTMS_GUID lpPoolId);

/* ---- Notifications, user interface ---- */

/* Opens a channel that reports changes of the objects of one type. Needs U on the computer. Last
 * error: ERROR_INVALID_HANDLE, ERROR_ACCESS_DENIED. */
HANDLE WINAPI OpenNtmsNotification(HANDLE hSession, DWORD dwType);

/* Takes the next event of a channel, waiting up to dwTimeout ms. Errors: ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER, ERROR_TIMEOUT, ERROR_NO_DATA (the channel has ended). */
DWORD WINAPI WaitForNtmsNotification(HANDLE hNotification,
                                     LPNTMS_NOTIFICATIONINFORMATION lpNotificationInformation,
                                     DWORD dwTimeout);

/* Ends a channel. Errors: ERROR_INVALID_PARAMETER (NULL), ERROR_INVALID_HANDLE. */
DWORD WINAPI CloseNtmsNotification(HANDLE hNotification);

/* Computers to which user interface of one kind (NtmsUITypes 1 to 3) goes for the computer, a
 * library or, with lpObjectId NULL, this session. Get fills a list of zero-terminated names ended
 * by one more zero; *lpdwBufSize in characters. Set adds or deletes one name, or deletes all. Needs
 * U, for Set also M. Errors: ERROR_INVALID_PARAMETER, ERROR_OBJECT_NOT_FOUND, ERROR_ACCESS_DENIED,
 * ERROR_INSUFFICIENT_BUFFER, ERROR_ALREADY_EXISTS. */
DWORD WINAPI GetNtmsUIOptionsA(HANDLE hSession, const LPNTMS_GUID lpObjectId, DWORD dwType,
                               LPSTR lpszDestination, LPDWORD lpdwBufSize);
DWORD WINAPI GetNtmsUIOptionsW(HANDLE hSession, const LPNTMS_GUID lpObjectId, DWORD dwType,
                               LPWSTR lpszDestination, LPDWORD lpdwBufSize);
#define GetNtmsUIOptions NTMSAPI_AW(GetNtmsUIOptions)
DWORD WINAPI SetNtmsUIOptionsA(HANDLE hSession, const LPNTMS_GUID lpObjectId, DWORD dwType,
                               DWORD dwOperation, LPCSTR lpszDestination);
DWORD WINAPI SetNtmsUIOptionsW(HANDLE hSession, const LPNTMS_GUID lpObjectId, DWORD dwType,
                               DWORD dwOperation, LPCWSTR lpszDestination);
#define SetNtmsUIOptions NTMSAPI_AW(SetNtmsUIOptions)

/* ---- Database ---- */

/* Writes a consistent copy of the database into its Export folder. Needs C on the computer. Errors:
 * ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION. */
DWORD WINAPI ExportNtmsDatabase(HANDLE hSession);

/* Has the database replaced by the files in Export at the next start. Needs C on the computer.
 * Errors: ERROR_ACCESS_DENIED. */
DWORD WINAPI ImportNtmsDatabase(HANDLE hSession);

/* ---- Stand-alone drives ---- */

/* Watching of stand-alone drives for media. Begin makes a context, Set adds dwCount libraries,
 * media types or media (dwType) to it, or with DetectHandle NULL looks once; End drops the context,
 * as does closing the session. Errors: ERROR_INVALID_HANDLE (also lpDetectHandle NULL),
 * ERROR_INVALID_PARAMETER, ERROR_INVALID_LIBRARY, ERROR_INVALID_MEDIA. */
DWORD WINAPI BeginNtmsDeviceChangeDetection(HANDLE hSession, LPHANDLE lpDetectHandle);
DWORD WINAPI SetNtmsDeviceChangeDetection(HANDLE hSession, HANDLE DetectHandle,
                                          LPNTMS_GUID lpRequestId, DWORD dwType, DWORD dwCount);
DWORD WINAPI EndNtmsDeviceChangeDetection(HANDLE hSession, HANDLE DetectHandle);

/* Ejects the medium of the stand-alone drive with this device path, in a session of its own.
 * dwOptions: one NtmsEjectOperation; NTMS_EJECT_IMMEDIATE and _ASK_USER wait for the end. hWnd,
 * lpTitle and lpMessage serve the question of _ASK_USER and may be NULL. Errors: those of
 * OpenNtmsSession, ERROR_INVALID_PARAMETER, ERROR_INVALID_DRIVE, ERROR_ACCESS_DENIED,
 * ERROR_LIBRARY_OFFLINE, ERROR_DEVICE_NOT_AVAILABLE, ERROR_INVALID_OPERATION, ERROR_INVALID_STATE
 * (empty), ERROR_MEDIA_NOT_AVAILABLE, ERROR_BUSY, ERROR_CANCELLED. */
DWORD WINAPI EjectDiskFromSADriveA(LPCSTR lpComputerName, LPCSTR lpAppName, LPCSTR lpDeviceName,
                                   HWND hWnd, LPCSTR lpTitle, LPCSTR lpMessage, DWORD dwOptions);
DWORD WINAPI EjectDiskFromSADriveW(LPCWSTR lpComputerName, LPCWSTR lpAppName, LPCWSTR lpDeviceName,
                                   HWND hWnd, LPCWSTR lpTitle, LPCWSTR lpMessage, DWORD dwOptions);
#define EjectDiskFromSADrive NTMSAPI_AW(EjectDiskFromSADrive)

/* Volume name and drive letter of a removable drive; the caller frees each with LocalFree. What
 * does not exist is an empty string. Needs no session. Errors: ERROR_INVALID_PARAMETER,
 * ERROR_FILE_NOT_FOUND. */
DWORD WINAPI GetVolumesFromDriveA(LPSTR pszDriveName, LPSTR *VolumeNameBufferPtr,
                                  LPSTR *DriveLetterBufferPtr);
DWORD WINAPI GetVolumesFromDriveW(LPWSTR pszDriveName, LPWSTR *VolumeNameBufferPtr,
                                  LPWSTR *DriveLetterBufferPtr);
#define GetVolumesFromDrive NTMSAPI_AW(GetVolumesFromDrive)

#ifdef __cplusplus
}
#endif

#pragma pack(pop)

#endif
