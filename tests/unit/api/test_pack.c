/* SPDX-License-Identifier: MIT */
/* Packs one object of every type and reads it back through the structures of <ntmsapi.h>. */
#include "support/cmocka_shim.h"

#include "api/pack.h"
#include "api/win32.h"

#include <stdio.h>

/* 2024-02-29 12:34:56.789 plus n milliseconds */
#define TIME(n) (INT64_C(1709210096789) + (n))

static union {
    NTMS_OBJECTINFORMATIONA a;
    NTMS_OBJECTINFORMATIONW w;
    NTMS_I1_OBJECTINFORMATIONA first_a;
    NTMS_I1_OBJECTINFORMATIONW first_w;
    uint8_t bytes[API_PACK_SIZE_LIMIT];
} out;

static struct base_guid guid(uint8_t fill)
{
    struct base_guid value;
    memset(value.bytes, fill, sizeof value.bytes);
    return value;
}

static struct model_information *subject(uint32_t type)
{
    static struct model_information information;
    memset(&information, 0, sizeof information);
    information.object.type = type;
    information.object.id = guid(0x11);
    information.object.created = TIME(0);
    information.object.modified = TIME(1);
    information.object.enabled = true;
    information.object.operational_state = MODEL_NOT_PRESENT;
    strcpy(information.object.name, "N\xC3\xA9");
    strcpy(information.object.description, "about it");
    return &information;
}

static void pack(const struct model_information *information, uint32_t size)
{
    struct api_pack_layout layout;
    bool ansi = size == API_PACK_SIZE_A || size == API_PACK_SIZE_I1_A;
    assert_true(api_pack_layout_find(ansi ? &api_text_ansi : &api_text_wide, size, &layout));
    memset(out.bytes, 0xEE, sizeof out.bytes);
    api_pack_information(information, &layout, out.bytes);
    for (size_t i = size; i < sizeof out.bytes; i++)
        assert_int_equal(out.bytes[i], 0xEE);
    assert_int_equal(out.a.dwSize, size);
}

static bool is_guid(const void *memory, uint8_t fill)
{
    struct base_guid expected = guid(fill);
    return memcmp(memory, expected.bytes, sizeof expected.bytes) == 0;
}

#define assert_guid(member, fill) assert_true(is_guid(&(member), fill))
#define assert_time(member, ms)                                                                    \
    do {                                                                                           \
        assert_int_equal((member).wYear, 2024);                                                    \
        assert_int_equal((member).wDay, 29);                                                       \
        assert_int_equal((member).wMilliseconds, 789 + (ms));                                      \
    } while (0)
#define assert_wide(member, text) assert_memory_equal(member, u"" text, sizeof(u"" text))

/* Both character sets have the same members: check through a structure of either. */
#define BOTH(check)                                                                                \
    do {                                                                                           \
        pack(information, API_PACK_SIZE_A);                                                        \
        check(out.a, assert_string_equal);                                                         \
        pack(information, API_PACK_SIZE_W);                                                        \
        check(out.w, assert_wide);                                                                 \
    } while (0)

static void test_layout_find_other_sizes_fails(void **state)
{
    (void)state;
    struct api_pack_layout layout;
    for (uint32_t size = 0; size < 3000; size++) {
        assert_int_equal(api_pack_layout_find(&api_text_ansi, size, &layout),
                         size == 896 || size == 884);
        assert_int_equal(api_pack_layout_find(&api_text_wide, size, &layout),
                         size == 1408 || size == 1396);
    }
    assert_false(api_pack_layout_find(&api_text_wide, 0xFFFFFFFFu, &layout));
}

static void test_pack_head_fills_every_member(void **state)
{
    (void)state;
    struct model_information *information = subject(MODEL_LOGICAL_MEDIA);
    information->info.logical_media.media_pool = guid(0x22);
    information->info.logical_media.number_of_partitions = 2;
    pack(information, API_PACK_SIZE_W);
    assert_int_equal(out.w.dwType, NTMS_LOGICAL_MEDIA);
    assert_time(out.w.Created, 0);
    assert_time(out.w.Modified, 1);
    assert_guid(out.w.ObjectGuid, 0x11);
    assert_int_equal(out.w.Enabled, TRUE);
    assert_int_equal(out.w.dwOperationalState, NTMS_NOT_PRESENT);
    assert_memory_equal(out.w.szName, u"N\u00E9", 6);
    assert_wide(out.w.szDescription, "about it");
    assert_guid(out.w.Info.LogicalMedia.MediaPool, 0x22);
    assert_int_equal(out.w.Info.LogicalMedia.dwNumberOfPartitions, 2);
    for (size_t i = 448 + 20; i < 1408; i++)
        assert_int_equal(out.bytes[i], 0);
    pack(information, API_PACK_SIZE_A);
    assert_int_equal(out.a.dwType, NTMS_LOGICAL_MEDIA);
    assert_string_equal(out.a.szDescription, "about it");
    assert_int_equal(strlen(out.a.szName), 2);
    assert_guid(out.a.Info.LogicalMedia.MediaPool, 0x22);
}

static void test_pack_unknown_type_leaves_info_zero(void **state)
{
    (void)state;
    pack(subject(99), API_PACK_SIZE_A);
    for (size_t i = 256; i < 896; i++)
        assert_int_equal(out.bytes[i], 0);
}

static void test_pack_name_without_end_is_bounded(void **state)
{
    (void)state;
    struct model_information *information = subject(MODEL_MEDIA_TYPE);
    memset(information->object.name, 'n', sizeof information->object.name);
    memset(information->object.description, 'd', sizeof information->object.description);
    pack(information, API_PACK_SIZE_A);
    assert_int_equal(strlen(out.a.szName), 63);
    assert_int_equal(strlen(out.a.szDescription), 126);
    pack(information, API_PACK_SIZE_I1_W);
    assert_int_equal(out.w.szName[62], 'n');
    assert_int_equal(out.w.szName[63], 0);
    assert_int_equal(out.w.szDescription[126], 0);
}

static void test_pack_drive_fills_every_member(void **state)
{
    (void)state;
    struct model_information *information = subject(MODEL_DRIVE);
    struct model_drive *drive = &information->info.drive;
    *drive = (struct model_drive){.number = 1,
                                  .state = MODEL_DRIVESTATE_BEING_CLEANED,
                                  .drive_type = guid(2),
                                  .device_name = "\\\\.\\Tape0",
                                  .serial_number = "SN1",
                                  .revision = "R2",
                                  .address = {3, 4, 5, 6},
                                  .mount_count = 7,
                                  .last_cleaned = TIME(8),
                                  .saved_partition = guid(9),
                                  .library = guid(10),
                                  .defer_dismount_delay = 300};
#define DRIVE(structure, text)                                                                     \
    assert_int_equal(structure.Info.Drive.Number, 1);                                              \
    assert_int_equal(structure.Info.Drive.State, NTMS_DRIVESTATE_BEING_CLEANED);                   \
    assert_guid(structure.Info.Drive.DriveType, 2);                                                \
    text(structure.Info.Drive.szDeviceName, "\\\\.\\Tape0");                                       \
    text(structure.Info.Drive.szSerialNumber, "SN1");                                              \
    text(structure.Info.Drive.szRevision, "R2");                                                   \
    assert_int_equal(structure.Info.Drive.ScsiPort, 3);                                            \
    assert_int_equal(structure.Info.Drive.ScsiBus, 4);                                             \
    assert_int_equal(structure.Info.Drive.ScsiTarget, 5);                                          \
    assert_int_equal(structure.Info.Drive.ScsiLun, 6);                                             \
    assert_int_equal(structure.Info.Drive.dwMountCount, 7);                                        \
    assert_time(structure.Info.Drive.LastCleanedTs, 8);                                            \
    assert_guid(structure.Info.Drive.SavedPartitionId, 9);                                         \
    assert_guid(structure.Info.Drive.Library, 10);                                                 \
    assert_guid(structure.Info.Drive.Reserved, 0);                                                 \
    assert_int_equal(structure.Info.Drive.dwDeferDismountDelay, 300)
    BOTH(DRIVE);
}

static void test_pack_types_and_changer_fill_every_member(void **state)
{
    (void)state;
    struct model_information *information = subject(MODEL_DRIVE_TYPE);
    information->info.drive_type =
        (struct model_drive_type){.vendor = "V", .product = "P", .device_type = MODEL_DEVICE_TAPE};
#define DRIVE_TYPE(structure, text)                                                                \
    text(structure.Info.DriveType.szVendor, "V");                                                  \
    text(structure.Info.DriveType.szProduct, "P");                                                 \
    assert_int_equal(structure.Info.DriveType.NumberOfHeads, 0);                                   \
    assert_int_equal(structure.Info.DriveType.DeviceType, 0x1F)
    BOTH(DRIVE_TYPE);
    information = subject(MODEL_CHANGER_TYPE);
    information->info.changer_type = (struct model_changer_type){
        .vendor = "V", .product = "P", .device_type = MODEL_DEVICE_CHANGER};
#define CHANGER_TYPE(structure, text)                                                              \
    text(structure.Info.ChangerType.szVendor, "V");                                                \
    text(structure.Info.ChangerType.szProduct, "P");                                               \
    assert_int_equal(structure.Info.ChangerType.DeviceType, 0x30)
    BOTH(CHANGER_TYPE);
    information = subject(MODEL_CHANGER);
    information->info.changer = (struct model_changer){.number = 1,
                                                       .changer_type = guid(2),
                                                       .serial_number = "S",
                                                       .revision = "R",
                                                       .device_name = "D",
                                                       .address = {3, 4, 5, 6},
                                                       .library = guid(7)};
#define CHANGER(structure, text)                                                                   \
    assert_int_equal(structure.Info.Changer.Number, 1);                                            \
    assert_guid(structure.Info.Changer.ChangerType, 2);                                            \
    text(structure.Info.Changer.szSerialNumber, "S");                                              \
    text(structure.Info.Changer.szRevision, "R");                                                  \
    text(structure.Info.Changer.szDeviceName, "D");                                                \
    assert_int_equal(structure.Info.Changer.ScsiPort, 3);                                          \
    assert_int_equal(structure.Info.Changer.ScsiLun, 6);                                           \
    assert_guid(structure.Info.Changer.Library, 7)
    BOTH(CHANGER);
}

static void fill_library(struct model_library *library)
{
    *library = (struct model_library){.library_type = MODEL_LIBRARYTYPE_ONLINE,
                                      .cleaner_slot = guid(2),
                                      .cleaner_slot_default = guid(3),
                                      .supports_drive_cleaning = true,
                                      .barcode_reader_installed = true,
                                      .inventory_method = MODEL_INVENTORY_FAST,
                                      .cleaner_uses_remaining = 5,
                                      .first_drive = 6,
                                      .number_of_drives = 7,
                                      .first_slot = 8,
                                      .number_of_slots = 9,
                                      .first_door = 10,
                                      .number_of_doors = 11,
                                      .first_port = 12,
                                      .number_of_ports = 13,
                                      .first_changer = 14,
                                      .number_of_changers = 15,
                                      .number_of_media = 16,
                                      .number_of_media_types = 17,
                                      .number_of_lib_requests = 18,
                                      .auto_recovery = true,
                                      .flags = MODEL_LIBRARYFLAG_CLEANERPRESENT};
}

static void check_library(const void *memory)
{
    NTMS_LIBRARYINFORMATION library = {0};
    memcpy(&library, memory, 120);
    assert_int_equal(library.LibraryType, 2);
    assert_guid(library.CleanerSlot, 2);
    assert_guid(library.CleanerSlotDefault, 3);
    assert_int_equal(library.LibrarySupportsDriveCleaning, TRUE);
    assert_int_equal(library.BarCodeReaderInstalled, TRUE);
    assert_int_equal(library.InventoryMethod, NTMS_INVENTORY_FAST);
    assert_int_equal(library.dwCleanerUsesRemaining, 5);
    const DWORD *counts = &library.FirstDriveNumber;
    for (DWORD i = 0; i < 13; i++)
        assert_int_equal(counts[i], i + 6);
    assert_guid(library.Reserved, 0);
}

static void test_pack_library_first_version_ends_after_reserved(void **state)
{
    (void)state;
    struct model_information *information = subject(MODEL_LIBRARY);
    fill_library(&information->info.library);
    pack(information, API_PACK_SIZE_W);
    check_library(&out.w.Info.Library);
    assert_int_equal(out.w.Info.Library.AutoRecovery, TRUE);
    assert_int_equal(out.w.Info.Library.dwFlags, 2);
    pack(information, API_PACK_SIZE_I1_W);
    check_library(&out.first_w.Info.Library);
    assert_int_equal(out.w.Info.Library.AutoRecovery, 0);
    assert_int_equal(out.w.Info.Library.dwFlags, 0);
    pack(information, API_PACK_SIZE_A);
    check_library(&out.a.Info.Library);
    pack(information, API_PACK_SIZE_I1_A);
    check_library(&out.first_a.Info.Library);
}

static void test_pack_places_fill_every_member(void **state)
{
    (void)state;
    struct model_information *information = subject(MODEL_STORAGESLOT);
    information->info.slot =
        (struct model_slot){.number = 1, .state = MODEL_SLOTSTATE_NOTPRESENT, .library = guid(2)};
    pack(information, API_PACK_SIZE_W);
    assert_int_equal(out.w.Info.StorageSlot.Number, 1);
    assert_int_equal(out.w.Info.StorageSlot.State, NTMS_SLOTSTATE_NOTPRESENT);
    assert_guid(out.w.Info.StorageSlot.Library, 2);
    information = subject(MODEL_IEDOOR);
    information->info.door = (struct model_door){
        .number = 1, .state = MODEL_DOORSTATE_OPEN, .max_open_seconds = 65535, .library = guid(2)};
    pack(information, API_PACK_SIZE_A);
    assert_int_equal(out.a.Info.IEDoor.Number, 1);
    assert_int_equal(out.a.Info.IEDoor.State, NTMS_DOORSTATE_OPEN);
    assert_int_equal(out.a.Info.IEDoor.MaxOpenSecs, 65535);
    assert_guid(out.a.Info.IEDoor.Library, 2);
    information = subject(MODEL_IEPORT);
    information->info.port = (struct model_port){.number = 1,
                                                 .content = MODEL_PORTCONTENT_FULL,
                                                 .position = MODEL_PORTPOSITION_RETRACTED,
                                                 .max_extend_seconds = 60,
                                                 .library = guid(2)};
    pack(information, API_PACK_SIZE_W);
    assert_int_equal(out.w.Info.IEPort.Number, 1);
    assert_int_equal(out.w.Info.IEPort.Content, NTMS_PORTCONTENT_FULL);
    assert_int_equal(out.w.Info.IEPort.Position, NTMS_PORTPOSITION_RETRACTED);
    assert_int_equal(out.w.Info.IEPort.MaxExtendSecs, 60);
    assert_guid(out.w.Info.IEPort.Library, 2);
}

static void test_pack_physical_media_first_version_ends_after_partitions(void **state)
{
    (void)state;
    struct model_information *information = subject(MODEL_PHYSICAL_MEDIA);
    information->info.physical_media =
        (struct model_physical_media){.current_library = guid(1),
                                      .media_pool = guid(2),
                                      .location = guid(3),
                                      .location_type = MODEL_STORAGESLOT,
                                      .media_type = guid(4),
                                      .home_slot = guid(5),
                                      .barcode = "A00001L4",
                                      .barcode_state = MODEL_BARCODESTATE_OK,
                                      .sequence_number = "42",
                                      .media_state = MODEL_MEDIASTATE_OPREQ,
                                      .number_of_partitions = 2,
                                      .media_type_code = 0x18,
                                      .density_code = 0x46,
                                      .mounted_partition = guid(6)};
#define FIRST_MEDIA(structure, text)                                                               \
    assert_guid(structure.Info.PhysicalMedia.CurrentLibrary, 1);                                   \
    assert_guid(structure.Info.PhysicalMedia.MediaPool, 2);                                        \
    assert_guid(structure.Info.PhysicalMedia.Location, 3);                                         \
    assert_int_equal(structure.Info.PhysicalMedia.LocationType, NTMS_STORAGESLOT);                 \
    assert_guid(structure.Info.PhysicalMedia.MediaType, 4);                                        \
    assert_guid(structure.Info.PhysicalMedia.HomeSlot, 5);                                         \
    text(structure.Info.PhysicalMedia.szBarCode, "A00001L4");                                      \
    assert_int_equal(structure.Info.PhysicalMedia.BarCodeState, NTMS_BARCODESTATE_OK);             \
    text(structure.Info.PhysicalMedia.szSequenceNumber, "42");                                     \
    assert_int_equal(structure.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_OPREQ);              \
    assert_int_equal(structure.Info.PhysicalMedia.dwNumberOfPartitions, 2)
#define MEDIA(structure, text)                                                                     \
    FIRST_MEDIA(structure, text);                                                                  \
    assert_int_equal(structure.Info.PhysicalMedia.dwMediaTypeCode, 0x18);                          \
    assert_int_equal(structure.Info.PhysicalMedia.dwDensityCode, 0x46);                            \
    assert_guid(structure.Info.PhysicalMedia.MountedPartition, 6)
    BOTH(MEDIA);
    pack(information, API_PACK_SIZE_I1_A);
    FIRST_MEDIA(out.first_a, assert_string_equal);
    assert_int_equal(out.a.Info.PhysicalMedia.dwMediaTypeCode, 0);
    pack(information, API_PACK_SIZE_I1_W);
    FIRST_MEDIA(out.first_w, assert_wide);
    assert_int_equal(out.w.Info.PhysicalMedia.dwMediaTypeCode, 0);
}

static void test_pack_partition_fills_every_member(void **state)
{
    (void)state;
    struct model_information *information = subject(MODEL_PARTITION);
    struct model_partition *partition = &information->info.partition;
    *partition = (struct model_partition){.physical_media = guid(1),
                                          .logical_media = guid(2),
                                          .state = MODEL_PARTSTATE_ALLOCATED,
                                          .side = 1,
                                          .label_id_length = 255,
                                          .label_type = "MTF",
                                          .label_info = "Backup",
                                          .mount_count = 3,
                                          .allocate_count = 4,
                                          .capacity = INT64_C(0x0123456789ABCDEF)};
    memset(partition->label_id, 0xAB, sizeof partition->label_id);
#define FIRST_SIDE(structure, text)                                                                \
    assert_guid(structure.Info.Partition.PhysicalMedia, 1);                                        \
    assert_guid(structure.Info.Partition.LogicalMedia, 2);                                         \
    assert_int_equal(structure.Info.Partition.State, NTMS_PARTSTATE_ALLOCATED);                    \
    assert_int_equal(structure.Info.Partition.Side, 1);                                            \
    assert_int_equal(structure.Info.Partition.dwOmidLabelIdLength, 255);                           \
    assert_int_equal(structure.Info.Partition.OmidLabelId[0], 0xAB);                               \
    assert_int_equal(structure.Info.Partition.OmidLabelId[254], 0xAB);                             \
    text(structure.Info.Partition.szOmidLabelType, "MTF");                                         \
    text(structure.Info.Partition.szOmidLabelInfo, "Backup");                                      \
    assert_int_equal(structure.Info.Partition.dwMountCount, 3);                                    \
    assert_int_equal(structure.Info.Partition.dwAllocateCount, 4)
#define SIDE(structure, text)                                                                      \
    FIRST_SIDE(structure, text);                                                                   \
    assert_true(structure.Info.Partition.Capacity.QuadPart == INT64_C(0x0123456789ABCDEF))
    BOTH(SIDE);
    pack(information, API_PACK_SIZE_I1_A);
    FIRST_SIDE(out.first_a, assert_string_equal);
    pack(information, API_PACK_SIZE_I1_W);
    FIRST_SIDE(out.first_w, assert_wide);
    partition->label_id_length = 0xFFFFFFFFu;
    pack(information, API_PACK_SIZE_A);
    assert_int_equal(out.a.Info.Partition.dwOmidLabelIdLength, 255);
}

static void test_pack_pool_type_and_computer_fill_every_member(void **state)
{
    (void)state;
    struct model_information *information = subject(MODEL_MEDIA_POOL);
    information->info.media_pool = (struct model_media_pool){
        MODEL_POOLTYPE_APPLICATION, guid(2), guid(3), 1, 1, 6, 7, 8, 9, false};
    pack(information, API_PACK_SIZE_W);
    assert_int_equal(out.w.Info.MediaPool.PoolType, 1000);
    assert_guid(out.w.Info.MediaPool.MediaType, 2);
    assert_guid(out.w.Info.MediaPool.Parent, 3);
    assert_int_equal(out.w.Info.MediaPool.AllocationPolicy, 1);
    assert_int_equal(out.w.Info.MediaPool.DeallocationPolicy, 1);
    assert_int_equal(out.w.Info.MediaPool.dwMaxAllocates, 6);
    assert_int_equal(out.w.Info.MediaPool.dwNumberOfPhysicalMedia, 7);
    assert_int_equal(out.w.Info.MediaPool.dwNumberOfLogicalMedia, 8);
    assert_int_equal(out.w.Info.MediaPool.dwNumberOfMediaPools, 9);
    information = subject(MODEL_MEDIA_TYPE);
    information->info.media_type =
        (struct model_media_type){0x56, 1, MODEL_MEDIARW_REWRITABLE, MODEL_DEVICE_TAPE};
    pack(information, API_PACK_SIZE_A);
    assert_int_equal(out.a.Info.MediaType.MediaType, 0x56);
    assert_int_equal(out.a.Info.MediaType.NumberOfSides, 1);
    assert_int_equal(out.a.Info.MediaType.ReadWriteCharacteristics, NTMS_MEDIARW_REWRITABLE);
    assert_int_equal(out.a.Info.MediaType.DeviceType, 0x1F);
    information = subject(MODEL_COMPUTER);
    information->info.computer = (struct model_computer){1, 2, 3, 4, 5};
    pack(information, API_PACK_SIZE_I1_W); /* the first version has no such member: served alike */
    assert_int_equal(out.w.Info.Computer.dwLibRequestPurgeTime, 1);
    assert_int_equal(out.w.Info.Computer.dwOpRequestPurgeTime, 2);
    assert_int_equal(out.w.Info.Computer.dwLibRequestFlags, 3);
    assert_int_equal(out.w.Info.Computer.dwOpRequestFlags, 4);
    assert_int_equal(out.w.Info.Computer.dwMediaPoolPolicy, 5);
}

static void test_pack_lib_request_fills_every_member(void **state)
{
    (void)state;
    struct model_information *information = subject(MODEL_LIBREQUEST);
    information->info.lib_request = (struct model_lib_request){.operation = MODEL_LM_MOUNT,
                                                               .option = 1,
                                                               .state = MODEL_LM_FAILED,
                                                               .partition = guid(2),
                                                               .drive = guid(3),
                                                               .physical_media = guid(4),
                                                               .library = guid(5),
                                                               .slot = guid(6),
                                                               .queued = TIME(7),
                                                               .completed = TIME(8),
                                                               .application = "App",
                                                               .user = "me",
                                                               .computer = "HERE",
                                                               .error = 4311,
                                                               .work_item = guid(9),
                                                               .priority = -7};
#define FIRST_REQUEST(structure, text)                                                             \
    assert_int_equal(structure.Info.LibRequest.OperationCode, NTMS_LM_MOUNT);                      \
    assert_int_equal(structure.Info.LibRequest.OperationOption, 1);                                \
    assert_int_equal(structure.Info.LibRequest.State, NTMS_LM_FAILED);                             \
    assert_guid(structure.Info.LibRequest.PartitionId, 2);                                         \
    assert_guid(structure.Info.LibRequest.DriveId, 3);                                             \
    assert_guid(structure.Info.LibRequest.PhysMediaId, 4);                                         \
    assert_guid(structure.Info.LibRequest.Library, 5);                                             \
    assert_guid(structure.Info.LibRequest.SlotId, 6);                                              \
    assert_time(structure.Info.LibRequest.TimeQueued, 7);                                          \
    assert_time(structure.Info.LibRequest.TimeCompleted, 8);                                       \
    text(structure.Info.LibRequest.szApplication, "App");                                          \
    text(structure.Info.LibRequest.szUser, "me");                                                  \
    text(structure.Info.LibRequest.szComputer, "HERE")
#define REQUEST(structure, text)                                                                   \
    FIRST_REQUEST(structure, text);                                                                \
    assert_int_equal(structure.Info.LibRequest.dwErrorCode, 4311);                                 \
    assert_guid(structure.Info.LibRequest.WorkItemId, 9);                                          \
    assert_int_equal((int)structure.Info.LibRequest.dwPriority, -7)
    BOTH(REQUEST);
    pack(information, API_PACK_SIZE_I1_A);
    FIRST_REQUEST(out.first_a, assert_string_equal);
    assert_int_equal(out.a.Info.LibRequest.dwErrorCode, 0);
    pack(information, API_PACK_SIZE_I1_W);
    FIRST_REQUEST(out.first_w, assert_wide);
    assert_int_equal(out.w.Info.LibRequest.dwErrorCode, 0);
}

static void test_pack_op_request_first_version_has_a_shorter_message(void **state)
{
    (void)state;
    struct model_information *information = subject(MODEL_OPREQUEST);
    struct model_op_request *request = &information->info.op_request;
    *request = (struct model_op_request){.request = MODEL_OPREQ_CLEANER,
                                         .submitted = TIME(1),
                                         .state = MODEL_OPSTATE_SUBMITTED,
                                         .arg1_type = MODEL_LIBRARY,
                                         .arg1 = guid(2),
                                         .arg2_type = MODEL_UNKNOWN,
                                         .arg2 = guid(3),
                                         .application = "App",
                                         .user = "me",
                                         .computer = "HERE"};
    memset(request->message, 'm', 300);
#define OPERATOR(structure, text)                                                                  \
    assert_int_equal(structure.Info.OpRequest.Request, NTMS_OPREQ_CLEANER);                        \
    assert_time(structure.Info.OpRequest.Submitted, 1);                                            \
    assert_int_equal(structure.Info.OpRequest.State, NTMS_OPSTATE_SUBMITTED);                      \
    assert_int_equal(structure.Info.OpRequest.szMessage[125], 'm');                                \
    assert_int_equal(                                                                              \
        structure.Info.OpRequest.szMessage[sizeof structure.Info.OpRequest.szMessage /             \
                                               sizeof structure.Info.OpRequest.szMessage[0] -      \
                                           1],                                                     \
        0);                                                                                        \
    assert_int_equal(                                                                              \
        structure.Info.OpRequest.szMessage[sizeof structure.Info.OpRequest.szMessage /             \
                                               sizeof structure.Info.OpRequest.szMessage[0] -      \
                                           2],                                                     \
        'm');                                                                                      \
    assert_int_equal(structure.Info.OpRequest.Arg1Type, NTMS_LIBRARY);                             \
    assert_guid(structure.Info.OpRequest.Arg1, 2);                                                 \
    assert_int_equal(structure.Info.OpRequest.Arg2Type, NTMS_UNKNOWN);                             \
    assert_guid(structure.Info.OpRequest.Arg2, 3);                                                 \
    text(structure.Info.OpRequest.szApplication, "App");                                           \
    text(structure.Info.OpRequest.szUser, "me");                                                   \
    text(structure.Info.OpRequest.szComputer, "HERE")
    BOTH(OPERATOR);
    pack(information, API_PACK_SIZE_I1_A);
    OPERATOR(out.first_a, assert_string_equal);
    pack(information, API_PACK_SIZE_I1_W);
    OPERATOR(out.first_w, assert_wide);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layout_find_other_sizes_fails),
        cmocka_unit_test(test_pack_head_fills_every_member),
        cmocka_unit_test(test_pack_unknown_type_leaves_info_zero),
        cmocka_unit_test(test_pack_name_without_end_is_bounded),
        cmocka_unit_test(test_pack_drive_fills_every_member),
        cmocka_unit_test(test_pack_types_and_changer_fill_every_member),
        cmocka_unit_test(test_pack_library_first_version_ends_after_reserved),
        cmocka_unit_test(test_pack_places_fill_every_member),
        cmocka_unit_test(test_pack_physical_media_first_version_ends_after_partitions),
        cmocka_unit_test(test_pack_partition_fills_every_member),
        cmocka_unit_test(test_pack_pool_type_and_computer_fill_every_member),
        cmocka_unit_test(test_pack_lib_request_fills_every_member),
        cmocka_unit_test(test_pack_op_request_first_version_has_a_shorter_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
