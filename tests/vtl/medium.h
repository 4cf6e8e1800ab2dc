/* SPDX-License-Identifier: MIT */
/*
 * The data of one cartridge: a row of logical objects (blocks of any length and filemarks) that
 * ends at end-of-data. Decides how objects are stored and when the cartridge is full. It knows no
 * position of its own: a drive keeps that. No locking; the caller serialises. Memory comes from
 * vtl_alloc.
 *
 * Blocks whose bytes are all equal cost no data memory, so a test may fill a large cartridge. The
 * rest is held in memory and bounded by VTL_MEDIUM_MEMORY_MAX for one cartridge, whatever its
 * capacity.
 */
#ifndef VTL_MEDIUM_H
#define VTL_MEDIUM_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes of stored block data one cartridge may hold in memory. */
#define VTL_MEDIUM_MEMORY_MAX (256u * 1024 * 1024)
/* Objects (blocks and filemarks) one cartridge may hold. */
#define VTL_MEDIUM_OBJECTS_MAX (4u * 1024 * 1024)
/* Longest block. */
#define VTL_BLOCK_LENGTH_MAX 0x400000u

struct vtl_medium;

enum vtl_medium_result {
    VTL_MEDIUM_OK,
    VTL_MEDIUM_FILEMARK,    /* the object at the position is a filemark */
    VTL_MEDIUM_END_OF_DATA, /* nothing is recorded at the position */
    VTL_MEDIUM_FULL,        /* capacity, object count or memory exhausted; nothing was written */
};

/* A blank cartridge of `capacity` bytes. NULL when there is no memory. Free with vtl_medium_free.
 */
struct vtl_medium *vtl_medium_create(uint64_t capacity);

/* Frees the cartridge's data. NULL is accepted. */
void vtl_medium_free(struct vtl_medium *medium);

/* Number of objects recorded = the position of end-of-data. */
uint64_t vtl_medium_end(const struct vtl_medium *medium);

/* Capacity and bytes used, both in bytes. A filemark counts as VTL_FILEMARK_COST bytes. */
uint64_t vtl_medium_capacity(const struct vtl_medium *medium);
uint64_t vtl_medium_used(const struct vtl_medium *medium);
#define VTL_FILEMARK_COST 512u

/* True when the object at `position` is a filemark; false for blocks and beyond end-of-data. */
bool vtl_medium_is_filemark(const struct vtl_medium *medium, uint64_t position);

/*
 * Number of filemarks before `position`.
 */
uint64_t vtl_medium_filemarks_before(const struct vtl_medium *medium, uint64_t position);

/*
 * Copies at most `size` bytes of the block at `position` to `data` (may be NULL when size is 0) and
 * stores its whole length in *length. *length is written on VTL_MEDIUM_OK only.
 */
enum vtl_medium_result vtl_medium_read(const struct vtl_medium *medium, uint64_t position,
                                       uint8_t *data, uint32_t size, uint32_t *length);

/*
 * Records a block or a filemark at `position`; everything that was recorded from there on is gone.
 * `position` must not lie beyond end-of-data (else VTL_MEDIUM_END_OF_DATA). `length` is 1 or more.
 */
enum vtl_medium_result vtl_medium_write(struct vtl_medium *medium, uint64_t position,
                                        const uint8_t *data, uint32_t length);
enum vtl_medium_result vtl_medium_write_filemark(struct vtl_medium *medium, uint64_t position);

/* Forgets everything from `position` on. */
void vtl_medium_truncate(struct vtl_medium *medium, uint64_t position);

#endif
