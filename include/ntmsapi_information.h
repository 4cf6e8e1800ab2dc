/* SPDX-License-Identifier: MIT */
/* The structures that describe objects, in the layout that every program built for the second
 * interface version uses. Part of <ntmsapi.h>, which is the file to include. Members are read-only
 * in SetNtmsObjectInformation unless they say "writable"; strings include their terminating zero.
 */
#ifndef NTMSAPI_INFORMATION_H
#define NTMSAPI_INFORMATION_H

#include "ntmsapi_values.h"

#pragma pack(push, 8)

/* Info.Drive: a drive (NTMS_DRIVE). */
typedef struct _NTMS_DRIVEINFORMATIONA {
    DWORD Number;        /* index in the library, counted as the device does */
    DWORD State;         /* enum NtmsDriveState */
    NTMS_GUID DriveType; /* the NTMS_DRIVE_TYPE object */
    CHAR szDeviceName[NTMS_DEVICENAME_LENGTH];     /* path to open, such as \.\Tape0 */
    CHAR szSerialNumber[NTMS_SERIALNUMBER_LENGTH]; /* empty when the device has none */
    CHAR szRevision[NTMS_REVISION_LENGTH];         /* firmware revision */
    WORD ScsiPort;
    WORD ScsiBus;
    WORD ScsiTarget;
    WORD ScsiLun;
    DWORD dwMountCount;         /* mounts of this drive */
    SYSTEMTIME LastCleanedTs;   /* end of the last cleaning, UTC; all zero: never */
    NTMS_GUID SavedPartitionId; /* side believed to be loaded */
    NTMS_GUID Library;          /* owning library */
    GUID Reserved;              /* all zero */
    DWORD dwDeferDismountDelay; /* least seconds of a deferred dismount; writable */
} NTMS_DRIVEINFORMATIONA;

/* As NTMS_DRIVEINFORMATIONA, in UTF-16. */
typedef struct _NTMS_DRIVEINFORMATIONW {
    DWORD Number;
    DWORD State;
    NTMS_GUID DriveType;
    WCHAR szDeviceName[NTMS_DEVICENAME_LENGTH];
    WCHAR szSerialNumber[NTMS_SERIALNUMBER_LENGTH];
    WCHAR szRevision[NTMS_REVISION_LENGTH];
    WORD ScsiPort;
    WORD ScsiBus;
    WORD ScsiTarget;
    WORD ScsiLun;
    DWORD dwMountCount;
    SYSTEMTIME LastCleanedTs;
    NTMS_GUID SavedPartitionId;
    NTMS_GUID Library;
    GUID Reserved;
    DWORD dwDeferDismountDelay;
} NTMS_DRIVEINFORMATIONW;

#define _NTMS_DRIVEINFORMATION NTMSAPI_AW(_NTMS_DRIVEINFORMATION)
#define NTMS_DRIVEINFORMATION  NTMSAPI_AW(NTMS_DRIVEINFORMATION)

/* Info.Library: a changer unit, a stand-alone drive or the offline library (NTMS_LIBRARY). */
typedef struct _NTMS_LIBRARYINFORMATION {
    DWORD LibraryType;                 /* enum NtmsLibraryType */
    NTMS_GUID CleanerSlot;             /* slot reserved for the cleaner; all zero: none */
    NTMS_GUID CleanerSlotDefault;      /* preferred cleaner slot; all zero: none */
    BOOL LibrarySupportsDriveCleaning; /* automatic cleaning is available */
    BOOL BarCodeReaderInstalled;
    DWORD InventoryMethod;        /* NTMS_INVENTORY_NONE, _FAST or _OMID; writable */
    DWORD dwCleanerUsesRemaining; /* cleanings left; 0xFFFFFFFF: do not count; writable */
    DWORD FirstDriveNumber;
    DWORD dwNumberOfDrives;
    DWORD FirstSlotNumber;
    DWORD dwNumberOfSlots;
    DWORD FirstDoorNumber;
    DWORD dwNumberOfDoors;
    DWORD FirstPortNumber;
    DWORD dwNumberOfPorts;
    DWORD FirstChangerNumber;
    DWORD dwNumberOfChangers;
    DWORD dwNumberOfMedia;       /* physical media here */
    DWORD dwNumberOfMediaTypes;  /* media types supported */
    DWORD dwNumberOfLibRequests; /* library requests on record */
    GUID Reserved;               /* all zero */
    BOOL AutoRecovery;           /* full inventory after a failed mount; writable */
    DWORD dwFlags;               /* enum NtmsLibraryFlags; bits 0x04 and 0x10 are writable */
} NTMS_LIBRARYINFORMATION;

/* Info.Changer: the robot arm of a library (NTMS_CHANGER). */
typedef struct _NTMS_CHANGERINFORMATIONA {
    DWORD Number;                                  /* index in the library */
    NTMS_GUID ChangerType;                         /* the NTMS_CHANGER_TYPE object */
    CHAR szSerialNumber[NTMS_SERIALNUMBER_LENGTH]; /* empty when the device has none */
    CHAR szRevision[NTMS_REVISION_LENGTH];         /* firmware revision */
    CHAR szDeviceName[NTMS_DEVICENAME_LENGTH];     /* path to open */
    WORD ScsiPort;
    WORD ScsiBus;
    WORD ScsiTarget;
    WORD ScsiLun;
    NTMS_GUID Library; /* owning library */
} NTMS_CHANGERINFORMATIONA;

/* As NTMS_CHANGERINFORMATIONA, in UTF-16. */
typedef struct _NTMS_CHANGERINFORMATIONW {
    DWORD Number;
    NTMS_GUID ChangerType;
    WCHAR szSerialNumber[NTMS_SERIALNUMBER_LENGTH];
    WCHAR szRevision[NTMS_REVISION_LENGTH];
    WCHAR szDeviceName[NTMS_DEVICENAME_LENGTH];
    WORD ScsiPort;
    WORD ScsiBus;
    WORD ScsiTarget;
    WORD ScsiLun;
    NTMS_GUID Library;
} NTMS_CHANGERINFORMATIONW;

#define _NTMS_CHANGERINFORMATION NTMSAPI_AW(_NTMS_CHANGERINFORMATION)
#define NTMS_CHANGERINFORMATION  NTMSAPI_AW(NTMS_CHANGERINFORMATION)

/* Info.StorageSlot: a storage position (NTMS_STORAGESLOT). */
typedef struct _NTMS_STORAGESLOTINFORMATION {
    DWORD Number;      /* slot number */
    DWORD State;       /* enum NtmsSlotState */
    NTMS_GUID Library; /* owning library */
} NTMS_STORAGESLOTINFORMATION;

/* Info.IEDoor: a door that gives free access to the slots (NTMS_IEDOOR). */
typedef struct _NTMS_IEDOORINFORMATION {
    DWORD Number;      /* door number */
    DWORD State;       /* enum NtmsDoorState */
    WORD MaxOpenSecs;  /* seconds it may stay open before the operator is asked; writable */
    NTMS_GUID Library; /* owning library */
} NTMS_IEDOORINFORMATION;

/* Info.IEPort: an insert/eject port (NTMS_IEPORT). */
typedef struct _NTMS_IEPORTINFORMATION {
    DWORD Number;       /* port number */
    DWORD Content;      /* enum NtmsPortContent */
    DWORD Position;     /* enum NtmsPortPosition */
    WORD MaxExtendSecs; /* seconds it may stay extended before the operator is asked; writable */
    NTMS_GUID Library;  /* owning library */
} NTMS_IEPORTINFORMATION;

/* Info.PhysicalMedia: one cartridge (NTMS_PHYSICAL_MEDIA). */
typedef struct _NTMS_PMIDINFORMATIONA {
    NTMS_GUID CurrentLibrary; /* library that holds it, the offline library included */
    NTMS_GUID MediaPool;      /* its pool */
    NTMS_GUID Location;       /* slot, drive or port; all zero for offline media */
    DWORD LocationType;       /* NTMS_STORAGESLOT (also offline), NTMS_DRIVE or NTMS_IEPORT */
    NTMS_GUID MediaType;      /* the NTMS_MEDIA_TYPE object */
    NTMS_GUID HomeSlot;       /* slot it returns to; all zero for offline media */
    CHAR szBarCode[NTMS_BARCODE_LENGTH];         /* may be empty */
    DWORD BarCodeState;                          /* enum NtmsBarCodeState */
    CHAR szSequenceNumber[NTMS_SEQUENCE_LENGTH]; /* running number to be written on the cartridge */
    DWORD MediaState;                            /* enum NtmsMediaState */
    DWORD dwNumberOfPartitions;                  /* number of sides */
    DWORD dwMediaTypeCode;                       /* SCSI medium type code, informative */
    DWORD dwDensityCode;                         /* SCSI density code, informative */
    NTMS_GUID MountedPartition;                  /* side that is mounted now, else all zero */
} NTMS_PMIDINFORMATIONA;

/* As NTMS_PMIDINFORMATIONA, in UTF-16. */
typedef struct _NTMS_PMIDINFORMATIONW {
    NTMS_GUID CurrentLibrary;
    NTMS_GUID MediaPool;
    NTMS_GUID Location;
    DWORD LocationType;
    NTMS_GUID MediaType;
    NTMS_GUID HomeSlot;
    WCHAR szBarCode[NTMS_BARCODE_LENGTH];
    DWORD BarCodeState;
    WCHAR szSequenceNumber[NTMS_SEQUENCE_LENGTH];
    DWORD MediaState;
    DWORD dwNumberOfPartitions;
    DWORD dwMediaTypeCode;
    DWORD dwDensityCode;
    NTMS_GUID MountedPartition;
} NTMS_PMIDINFORMATIONW;

#define _NTMS_PMIDINFORMATION NTMSAPI_AW(_NTMS_PMIDINFORMATION)
#define NTMS_PMIDINFORMATION  NTMSAPI_AW(NTMS_PMIDINFORMATION)

/* Info.LogicalMedia: an application's handle to allocated data (NTMS_LOGICAL_MEDIA). */
typedef struct _NTMS_LMIDINFORMATION {
    NTMS_GUID MediaPool;        /* its pool */
    DWORD dwNumberOfPartitions; /* sides that belong to it */
} NTMS_LMIDINFORMATION;

/* Info.Partition: one side of a cartridge (NTMS_PARTITION). */
typedef struct _NTMS_PARTITIONINFORMATIONA {
    NTMS_GUID PhysicalMedia;                         /* the cartridge */
    NTMS_GUID LogicalMedia;                          /* LMID when allocated, else all zero */
    DWORD State;                                     /* enum NtmsPartitionState */
    WORD Side;                                       /* 0: only or first side, 1: second */
    DWORD dwOmidLabelIdLength;                       /* valid bytes in OmidLabelId */
    BYTE OmidLabelId[NTMS_OMIDLABELID_LENGTH];       /* label identifier, binary */
    CHAR szOmidLabelType[NTMS_OMIDLABELTYPE_LENGTH]; /* label type */
    CHAR szOmidLabelInfo[NTMS_OMIDLABELINFO_LENGTH]; /* label text */
    DWORD dwMountCount;                              /* mounts so far */
    DWORD dwAllocateCount;                           /* allocations so far */
    LARGE_INTEGER Capacity;                          /* bytes on the side */
} NTMS_PARTITIONINFORMATIONA;

/* As NTMS_PARTITIONINFORMATIONA, in UTF-16. */
typedef struct _NTMS_PARTITIONINFORMATIONW {
    NTMS_GUID PhysicalMedia;
    NTMS_GUID LogicalMedia;
    DWORD State;
    WORD Side;
    DWORD dwOmidLabelIdLength;
    BYTE OmidLabelId[NTMS_OMIDLABELID_LENGTH];
    WCHAR szOmidLabelType[NTMS_OMIDLABELTYPE_LENGTH];
    WCHAR szOmidLabelInfo[NTMS_OMIDLABELINFO_LENGTH];
    DWORD dwMountCount;
    DWORD dwAllocateCount;
    LARGE_INTEGER Capacity;
} NTMS_PARTITIONINFORMATIONW;

#define _NTMS_PARTITIONINFORMATION NTMSAPI_AW(_NTMS_PARTITIONINFORMATION)
#define NTMS_PARTITIONINFORMATION  NTMSAPI_AW(NTMS_PARTITIONINFORMATION)

/* Info.MediaPool: media of one type, or a folder of pools (NTMS_MEDIA_POOL). */
typedef struct _NTMS_MEDIAPOOLINFORMATION {
    DWORD PoolType;                /* enum NtmsPoolType */
    NTMS_GUID MediaType;           /* the media type inside; all zero for a folder; writable */
    NTMS_GUID Parent;              /* parent pool; all zero at the top */
    DWORD AllocationPolicy;        /* enum NtmsAllocationPolicy; writable */
    DWORD DeallocationPolicy;      /* enum NtmsDeallocationPolicy; writable */
    DWORD dwMaxAllocates;          /* allocations per side; 0: no limit; writable */
    DWORD dwNumberOfPhysicalMedia; /* media directly inside */
    DWORD dwNumberOfLogicalMedia;  /* logical media directly inside */
    DWORD dwNumberOfMediaPools;    /* child pools */
} NTMS_MEDIAPOOLINFORMATION;

/* Info.MediaType: one kind of medium (NTMS_MEDIA_TYPE). */
typedef struct _NTMS_MEDIATYPEINFORMATION {
    DWORD MediaType; /* STORAGE_MEDIA_TYPE value */
    DWORD NumberOfSides;
    DWORD ReadWriteCharacteristics; /* enum NtmsReadWriteCharacteristics */
    DWORD DeviceType;               /* FILE_DEVICE_CD_ROM, _DISK or _TAPE */
} NTMS_MEDIATYPEINFORMATION;

/* Info.DriveType: one per distinct drive model (NTMS_DRIVE_TYPE). */
typedef struct _NTMS_DRIVETYPEINFORMATIONA {
    CHAR szVendor[NTMS_VENDORNAME_LENGTH];   /* inquiry vendor */
    CHAR szProduct[NTMS_PRODUCTNAME_LENGTH]; /* inquiry product */
    DWORD NumberOfHeads;                     /* reserved, 0 */
    DWORD DeviceType;                        /* FILE_DEVICE_CD_ROM, _DISK, _TAPE or _DVD */
} NTMS_DRIVETYPEINFORMATIONA;

/* As NTMS_DRIVETYPEINFORMATIONA, in UTF-16. */
typedef struct _NTMS_DRIVETYPEINFORMATIONW {
    WCHAR szVendor[NTMS_VENDORNAME_LENGTH];
    WCHAR szProduct[NTMS_PRODUCTNAME_LENGTH];
    DWORD NumberOfHeads;
    DWORD DeviceType;
} NTMS_DRIVETYPEINFORMATIONW;

#define _NTMS_DRIVETYPEINFORMATION NTMSAPI_AW(_NTMS_DRIVETYPEINFORMATION)
#define NTMS_DRIVETYPEINFORMATION  NTMSAPI_AW(NTMS_DRIVETYPEINFORMATION)

/* Info.ChangerType: one per distinct changer model (NTMS_CHANGER_TYPE). */
typedef struct _NTMS_CHANGERTYPEINFORMATIONA {
    CHAR szVendor[NTMS_VENDORNAME_LENGTH];   /* inquiry vendor */
    CHAR szProduct[NTMS_PRODUCTNAME_LENGTH]; /* inquiry product */
    DWORD DeviceType;                        /* FILE_DEVICE_CHANGER */
} NTMS_CHANGERTYPEINFORMATIONA;

/* As NTMS_CHANGERTYPEINFORMATIONA, in UTF-16. */
typedef struct _NTMS_CHANGERTYPEINFORMATIONW {
    WCHAR szVendor[NTMS_VENDORNAME_LENGTH];
    WCHAR szProduct[NTMS_PRODUCTNAME_LENGTH];
    DWORD DeviceType;
} NTMS_CHANGERTYPEINFORMATIONW;

#define _NTMS_CHANGERTYPEINFORMATION NTMSAPI_AW(_NTMS_CHANGERTYPEINFORMATION)
#define NTMS_CHANGERTYPEINFORMATION  NTMSAPI_AW(NTMS_CHANGERTYPEINFORMATION)

/* Info.LibRequest: a queued or finished work item of a library (NTMS_LIBREQUEST). */
typedef struct _NTMS_LIBREQUESTINFORMATIONA {
    DWORD OperationCode;      /* enum NtmsLmOperation */
    DWORD OperationOption;    /* depends on the code */
    DWORD State;              /* enum NtmsLmState */
    NTMS_GUID PartitionId;    /* side concerned */
    NTMS_GUID DriveId;        /* drive concerned */
    NTMS_GUID PhysMediaId;    /* medium concerned; may have been deleted since */
    NTMS_GUID Library;        /* library whose queue holds the request */
    NTMS_GUID SlotId;         /* slot concerned */
    SYSTEMTIME TimeQueued;    /* UTC */
    SYSTEMTIME TimeCompleted; /* UTC; all zero before the end */
    CHAR szApplication[NTMS_APPLICATIONNAME_LENGTH]; /* application that asked */
    CHAR szUser[NTMS_USERNAME_LENGTH];               /* user running it */
    CHAR szComputer[NTMS_COMPUTERNAME_LENGTH];       /* its computer */
    DWORD dwErrorCode;                               /* Win32 error when State is NTMS_LM_FAILED */
    NTMS_GUID WorkItemId; /* for NTMS_LM_REMOVE: the request to be cancelled */
    DWORD dwPriority;     /* mount priority, a signed value stored unsigned */
} NTMS_LIBREQUESTINFORMATIONA;

/* As NTMS_LIBREQUESTINFORMATIONA, in UTF-16. */
typedef struct _NTMS_LIBREQUESTINFORMATIONW {
    DWORD OperationCode;
    DWORD OperationOption;
    DWORD State;
    NTMS_GUID PartitionId;
    NTMS_GUID DriveId;
    NTMS_GUID PhysMediaId;
    NTMS_GUID Library;
    NTMS_GUID SlotId;
    SYSTEMTIME TimeQueued;
    SYSTEMTIME TimeCompleted;
    WCHAR szApplication[NTMS_APPLICATIONNAME_LENGTH];
    WCHAR szUser[NTMS_USERNAME_LENGTH];
    WCHAR szComputer[NTMS_COMPUTERNAME_LENGTH];
    DWORD dwErrorCode;
    NTMS_GUID WorkItemId;
    DWORD dwPriority;
} NTMS_LIBREQUESTINFORMATIONW;

#define _NTMS_LIBREQUESTINFORMATION NTMSAPI_AW(_NTMS_LIBREQUESTINFORMATION)
#define NTMS_LIBREQUESTINFORMATION  NTMSAPI_AW(NTMS_LIBREQUESTINFORMATION)

/* Info.OpRequest: a request to a human operator (NTMS_OPREQUEST). */
typedef struct _NTMS_OPREQUESTINFORMATIONA {
    DWORD Request;                       /* enum NtmsOpreqCommand */
    SYSTEMTIME Submitted;                /* UTC */
    DWORD State;                         /* enum NtmsOpreqState */
    CHAR szMessage[NTMS_MESSAGE_LENGTH]; /* text for the operator */
    DWORD Arg1Type;                      /* type of Arg1, NTMS_UNKNOWN if none */
    NTMS_GUID Arg1;
    DWORD Arg2Type; /* NTMS_UNKNOWN or NTMS_LIBRARY */
    NTMS_GUID Arg2;
    CHAR szApplication[NTMS_APPLICATIONNAME_LENGTH]; /* application that asked */
    CHAR szUser[NTMS_USERNAME_LENGTH];               /* user running it */
    CHAR szComputer[NTMS_COMPUTERNAME_LENGTH];       /* its computer */
} NTMS_OPREQUESTINFORMATIONA;

/* As NTMS_OPREQUESTINFORMATIONA, in UTF-16. */
typedef struct _NTMS_OPREQUESTINFORMATIONW {
    DWORD Request;
    SYSTEMTIME Submitted;
    DWORD State;
    WCHAR szMessage[NTMS_MESSAGE_LENGTH];
    DWORD Arg1Type;
    NTMS_GUID Arg1;
    DWORD Arg2Type;
    NTMS_GUID Arg2;
    WCHAR szApplication[NTMS_APPLICATIONNAME_LENGTH];
    WCHAR szUser[NTMS_USERNAME_LENGTH];
    WCHAR szComputer[NTMS_COMPUTERNAME_LENGTH];
} NTMS_OPREQUESTINFORMATIONW;

#define _NTMS_OPREQUESTINFORMATION NTMSAPI_AW(_NTMS_OPREQUESTINFORMATION)
#define NTMS_OPREQUESTINFORMATION  NTMSAPI_AW(NTMS_OPREQUESTINFORMATION)

/* Info.Computer: the server itself (NTMS_COMPUTER); every member is writable. */
typedef struct _NTMS_COMPUTERINFORMATION {
    DWORD dwLibRequestPurgeTime; /* seconds a finished library request is kept */
    DWORD dwOpRequestPurgeTime;  /* seconds a finished operator request is kept */
    DWORD dwLibRequestFlags;     /* enum NtmsLibRequestFlags */
    DWORD dwOpRequestFlags;      /* enum NtmsOpRequestFlags */
    DWORD dwMediaPoolPolicy;     /* enum NtmsMediaPoolPolicy */
} NTMS_COMPUTERINFORMATION;

/* What is known about one object. Sizes, the same for 32 and 64 bit: A 896, W 1408 bytes. */
typedef struct _NTMS_OBJECTINFORMATIONA {
    DWORD dwSize;         /* in: bytes of the caller's structure; picks the layout */
    DWORD dwType;         /* in: enum NtmsObjectsTypes; out: the object's type */
    SYSTEMTIME Created;   /* entry into the database, UTC */
    SYSTEMTIME Modified;  /* last change, UTC */
    NTMS_GUID ObjectGuid; /* the object's identifier */
    BOOL Enabled;
    DWORD dwOperationalState;                    /* enum NtmsOperationalState */
    CHAR szName[NTMS_OBJECTNAME_LENGTH];         /* display name */
    CHAR szDescription[NTMS_DESCRIPTION_LENGTH]; /* free text; writable */
    union {
        NTMS_DRIVEINFORMATIONA Drive;
        NTMS_DRIVETYPEINFORMATIONA DriveType;
        NTMS_LIBRARYINFORMATION Library;
        NTMS_CHANGERINFORMATIONA Changer;
        NTMS_CHANGERTYPEINFORMATIONA ChangerType;
        NTMS_STORAGESLOTINFORMATION StorageSlot;
        NTMS_IEDOORINFORMATION IEDoor;
        NTMS_IEPORTINFORMATION IEPort;
        NTMS_PMIDINFORMATIONA PhysicalMedia;
        NTMS_LMIDINFORMATION LogicalMedia;
        NTMS_PARTITIONINFORMATIONA Partition;
        NTMS_MEDIAPOOLINFORMATION MediaPool;
        NTMS_MEDIATYPEINFORMATION MediaType;
        NTMS_LIBREQUESTINFORMATIONA LibRequest;
        NTMS_OPREQUESTINFORMATIONA OpRequest;
        NTMS_COMPUTERINFORMATION Computer;
    } Info; /* the member that belongs to dwType */
} NTMS_OBJECTINFORMATIONA, *LPNTMS_OBJECTINFORMATIONA;

/* As NTMS_OBJECTINFORMATIONA, in UTF-16. */
typedef struct _NTMS_OBJECTINFORMATIONW {
    DWORD dwSize;
    DWORD dwType;
    SYSTEMTIME Created;
    SYSTEMTIME Modified;
    NTMS_GUID ObjectGuid;
    BOOL Enabled;
    DWORD dwOperationalState;
    WCHAR szName[NTMS_OBJECTNAME_LENGTH];
    WCHAR szDescription[NTMS_DESCRIPTION_LENGTH];
    union {
        NTMS_DRIVEINFORMATIONW Drive;
        NTMS_DRIVETYPEINFORMATIONW DriveType;
        NTMS_LIBRARYINFORMATION Library;
        NTMS_CHANGERINFORMATIONW Changer;
        NTMS_CHANGERTYPEINFORMATIONW ChangerType;
        NTMS_STORAGESLOTINFORMATION StorageSlot;
        NTMS_IEDOORINFORMATION IEDoor;
        NTMS_IEPORTINFORMATION IEPort;
        NTMS_PMIDINFORMATIONW PhysicalMedia;
        NTMS_LMIDINFORMATION LogicalMedia;
        NTMS_PARTITIONINFORMATIONW Partition;
        NTMS_MEDIAPOOLINFORMATION MediaPool;
        NTMS_MEDIATYPEINFORMATION MediaType;
        NTMS_LIBREQUESTINFORMATIONW LibRequest;
        NTMS_OPREQUESTINFORMATIONW OpRequest;
        NTMS_COMPUTERINFORMATION Computer;
    } Info;
} NTMS_OBJECTINFORMATIONW, *LPNTMS_OBJECTINFORMATIONW;

#define _NTMS_OBJECTINFORMATION  NTMSAPI_AW(_NTMS_OBJECTINFORMATION)
#define NTMS_OBJECTINFORMATION   NTMSAPI_AW(NTMS_OBJECTINFORMATION)
#define LPNTMS_OBJECTINFORMATION NTMSAPI_AW(LPNTMS_OBJECTINFORMATION)

#pragma pack(pop)

#endif
