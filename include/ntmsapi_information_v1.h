/* SPDX-License-Identifier: MIT */
/* The structures of the first interface version. Programs built for it pass 884 (A) or 1396 (W) in
 * dwSize, and get and set objects in these layouts. Part of <ntmsapi.h>. Members mean what they
 * mean in ntmsapi_information.h. */
#ifndef NTMSAPI_INFORMATION_V1_H
#define NTMSAPI_INFORMATION_V1_H

#include "ntmsapi_information.h"

#pragma pack(push, 8)

/* Ends before AutoRecovery. */
typedef struct _NTMS_I1_LIBRARYINFORMATION {
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
} NTMS_I1_LIBRARYINFORMATION;

/* Ends before dwErrorCode. */
typedef struct _NTMS_I1_LIBREQUESTINFORMATIONA {
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
} NTMS_I1_LIBREQUESTINFORMATIONA;

/* As NTMS_I1_LIBREQUESTINFORMATIONA, in UTF-16. */
typedef struct _NTMS_I1_LIBREQUESTINFORMATIONW {
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
} NTMS_I1_LIBREQUESTINFORMATIONW;

#define NTMS_I1_LIBREQUESTINFORMATION NTMSAPI_AW(NTMS_I1_LIBREQUESTINFORMATION)

/* Ends before dwMediaTypeCode. */
typedef struct _NTMS_I1_PMIDINFORMATIONA {
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
} NTMS_I1_PMIDINFORMATIONA;

/* As NTMS_I1_PMIDINFORMATIONA, in UTF-16. */
typedef struct _NTMS_I1_PMIDINFORMATIONW {
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
} NTMS_I1_PMIDINFORMATIONW;

#define NTMS_I1_PMIDINFORMATION NTMSAPI_AW(NTMS_I1_PMIDINFORMATION)

/* Ends before Capacity. */
typedef struct _NTMS_I1_PARTITIONINFORMATIONA {
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
} NTMS_I1_PARTITIONINFORMATIONA;

/* As NTMS_I1_PARTITIONINFORMATIONA, in UTF-16. */
typedef struct _NTMS_I1_PARTITIONINFORMATIONW {
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
} NTMS_I1_PARTITIONINFORMATIONW;

#define NTMS_I1_PARTITIONINFORMATION NTMSAPI_AW(NTMS_I1_PARTITIONINFORMATION)

/* szMessage is shorter: every later member lies elsewhere. */
typedef struct _NTMS_I1_OPREQUESTINFORMATIONA {
    DWORD Request;                          /* enum NtmsOpreqCommand */
    SYSTEMTIME Submitted;                   /* UTC */
    DWORD State;                            /* enum NtmsOpreqState */
    CHAR szMessage[NTMS_I1_MESSAGE_LENGTH]; /* text for the operator */
    DWORD Arg1Type;                         /* type of Arg1, NTMS_UNKNOWN if none */
    NTMS_GUID Arg1;
    DWORD Arg2Type; /* NTMS_UNKNOWN or NTMS_LIBRARY */
    NTMS_GUID Arg2;
    CHAR szApplication[NTMS_APPLICATIONNAME_LENGTH]; /* application that asked */
    CHAR szUser[NTMS_USERNAME_LENGTH];               /* user running it */
    CHAR szComputer[NTMS_COMPUTERNAME_LENGTH];       /* its computer */
} NTMS_I1_OPREQUESTINFORMATIONA;

/* As NTMS_I1_OPREQUESTINFORMATIONA, in UTF-16. */
typedef struct _NTMS_I1_OPREQUESTINFORMATIONW {
    DWORD Request;
    SYSTEMTIME Submitted;
    DWORD State;
    WCHAR szMessage[NTMS_I1_MESSAGE_LENGTH];
    DWORD Arg1Type;
    NTMS_GUID Arg1;
    DWORD Arg2Type;
    NTMS_GUID Arg2;
    WCHAR szApplication[NTMS_APPLICATIONNAME_LENGTH];
    WCHAR szUser[NTMS_USERNAME_LENGTH];
    WCHAR szComputer[NTMS_COMPUTERNAME_LENGTH];
} NTMS_I1_OPREQUESTINFORMATIONW;

#define NTMS_I1_OPREQUESTINFORMATION NTMSAPI_AW(NTMS_I1_OPREQUESTINFORMATION)

/* Sizes, the same for 32 and 64 bit: A 884, W 1396 bytes. */
typedef struct _NTMS_I1_OBJECTINFORMATIONA {
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
        NTMS_I1_LIBRARYINFORMATION Library;
        NTMS_CHANGERINFORMATIONA Changer;
        NTMS_CHANGERTYPEINFORMATIONA ChangerType;
        NTMS_STORAGESLOTINFORMATION StorageSlot;
        NTMS_IEDOORINFORMATION IEDoor;
        NTMS_IEPORTINFORMATION IEPort;
        NTMS_I1_PMIDINFORMATIONA PhysicalMedia;
        NTMS_LMIDINFORMATION LogicalMedia;
        NTMS_I1_PARTITIONINFORMATIONA Partition;
        NTMS_MEDIAPOOLINFORMATION MediaPool;
        NTMS_MEDIATYPEINFORMATION MediaType;
        NTMS_I1_LIBREQUESTINFORMATIONA LibRequest;
        NTMS_I1_OPREQUESTINFORMATIONA OpRequest;
    } Info; /* the member that belongs to dwType */
} NTMS_I1_OBJECTINFORMATIONA, *LPNTMS_I1_OBJECTINFORMATIONA;

/* As NTMS_I1_OBJECTINFORMATIONA, in UTF-16. */
typedef struct _NTMS_I1_OBJECTINFORMATIONW {
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
        NTMS_I1_LIBRARYINFORMATION Library;
        NTMS_CHANGERINFORMATIONW Changer;
        NTMS_CHANGERTYPEINFORMATIONW ChangerType;
        NTMS_STORAGESLOTINFORMATION StorageSlot;
        NTMS_IEDOORINFORMATION IEDoor;
        NTMS_IEPORTINFORMATION IEPort;
        NTMS_I1_PMIDINFORMATIONW PhysicalMedia;
        NTMS_LMIDINFORMATION LogicalMedia;
        NTMS_I1_PARTITIONINFORMATIONW Partition;
        NTMS_MEDIAPOOLINFORMATION MediaPool;
        NTMS_MEDIATYPEINFORMATION MediaType;
        NTMS_I1_LIBREQUESTINFORMATIONW LibRequest;
        NTMS_I1_OPREQUESTINFORMATIONW OpRequest;
    } Info;
} NTMS_I1_OBJECTINFORMATIONW, *LPNTMS_I1_OBJECTINFORMATIONW;

#define NTMS_I1_OBJECTINFORMATION NTMSAPI_AW(NTMS_I1_OBJECTINFORMATION)

#pragma pack(pop)

#endif
