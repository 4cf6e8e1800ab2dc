/* SPDX-License-Identifier: MIT */
/* Cartridges, their sides and logical media in their tables. */
#include "store/family.h"

static const struct store_column physical_columns[] = {
    STORE_COLUMN_AS(GUID, "current_library", info.physical_media.current_library),
    STORE_COLUMN_AS(GUID, "media_pool", info.physical_media.media_pool),
    STORE_COLUMN_AS(GUID, "location", info.physical_media.location),
    STORE_COLUMN_AS(U32, "location_type", info.physical_media.location_type),
    STORE_COLUMN_AS(GUID, "media_type", info.physical_media.media_type),
    STORE_COLUMN_AS(GUID, "home_slot", info.physical_media.home_slot),
    STORE_COLUMN_AS(TEXT, "barcode", info.physical_media.barcode),
    STORE_COLUMN_AS(U32, "barcode_state", info.physical_media.barcode_state),
    STORE_COLUMN_AS(TEXT, "sequence_number", info.physical_media.sequence_number),
    STORE_COLUMN_AS(U32, "media_state", info.physical_media.media_state),
    STORE_COLUMN_AS(U32, "number_of_partitions", info.physical_media.number_of_partitions),
    STORE_COLUMN_AS(U32, "media_type_code", info.physical_media.media_type_code),
    STORE_COLUMN_AS(U32, "density_code", info.physical_media.density_code),
    STORE_COLUMN_AS(GUID, "mounted_partition", info.physical_media.mounted_partition),
    STORE_COLUMN_AS(I64, "missing_since", info.physical_media.missing_since),
};
STORE_FAMILY_DEFINE(store_family_physical, MODEL_PHYSICAL_MEDIA, "physical_media",
                    "current_library", physical_columns);

static const struct store_column logical_columns[] = {
    STORE_COLUMN_AS(GUID, "media_pool", info.logical_media.media_pool),
    STORE_COLUMN_AS(
        COUNT, "(SELECT count(*) FROM media_side AS s WHERE s.logical_media = logical_media.id)",
        info.logical_media.number_of_partitions),
};
STORE_FAMILY_DEFINE(store_family_logical, MODEL_LOGICAL_MEDIA, "logical_media", NULL,
                    logical_columns);

static const struct store_column side_columns[] = {
    STORE_COLUMN_AS(GUID, "physical_media", info.partition.physical_media),
    STORE_COLUMN_AS(GUID, "logical_media", info.partition.logical_media),
    STORE_COLUMN_AS(U32, "state", info.partition.state),
    STORE_COLUMN_AS(U16, "side", info.partition.side),
    STORE_COLUMN_AS(LABEL, "label_id", info.partition.label_id),
    STORE_COLUMN_AS(TEXT, "label_type", info.partition.label_type),
    STORE_COLUMN_AS(TEXT, "label_info", info.partition.label_info),
    STORE_COLUMN_AS(U32, "mount_count", info.partition.mount_count),
    STORE_COLUMN_AS(U32, "allocate_count", info.partition.allocate_count),
    STORE_COLUMN_AS(I64, "capacity", info.partition.capacity),
};
STORE_FAMILY_DEFINE(store_family_side, MODEL_PARTITION, "media_side", NULL, side_columns);
