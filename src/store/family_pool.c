/* SPDX-License-Identifier: MIT */
/* Media pools and media types in their tables. */
#include "store/family.h"

static const struct store_column pool_columns[] = {
    STORE_COLUMN_AS(U32, "pool_type", info.media_pool.pool_type),
    STORE_COLUMN_AS(GUID, "media_type", info.media_pool.media_type),
    STORE_COLUMN_AS(GUID, "parent", info.media_pool.parent),
    STORE_COLUMN_AS(U32, "allocation_policy", info.media_pool.allocation_policy),
    STORE_COLUMN_AS(U32, "deallocation_policy", info.media_pool.deallocation_policy),
    STORE_COLUMN_AS(U32, "max_allocates", info.media_pool.max_allocates),
    STORE_COLUMN_AS(COUNT,
                    "(SELECT count(*) FROM physical_media AS m WHERE m.media_pool = media_pool.id)",
                    info.media_pool.number_of_physical_media),
    STORE_COLUMN_AS(COUNT,
                    "(SELECT count(*) FROM logical_media AS m WHERE m.media_pool = media_pool.id)",
                    info.media_pool.number_of_logical_media),
    STORE_COLUMN_AS(COUNT, "(SELECT count(*) FROM media_pool AS p WHERE p.parent = media_pool.id)",
                    info.media_pool.number_of_media_pools),
    STORE_COLUMN_AS(BOOL, "is_root", info.media_pool.is_root),
};
STORE_FAMILY_DEFINE(store_family_pool, MODEL_MEDIA_POOL, "media_pool", NULL, pool_columns);

static const struct store_column media_type_columns[] = {
    STORE_COLUMN_AS(U32, "media_type", info.media_type.media_type),
    STORE_COLUMN_AS(U32, "number_of_sides", info.media_type.number_of_sides),
    STORE_COLUMN_AS(U32, "read_write", info.media_type.read_write),
    STORE_COLUMN_AS(U32, "device_type", info.media_type.device_type),
};
STORE_FAMILY_DEFINE(store_family_media_type, MODEL_MEDIA_TYPE, "media_type", NULL,
                    media_type_columns);
