/* SPDX-License-Identifier: MIT */
/*
 * On-media identifiers of tapes: what the first block of a tape says about whose it is. A set of
 * label libraries is asked one after the other; the first that claims the block has the say. The
 * built-in reader of the Microsoft Tape Format comes first, the plug-ins (media label libraries,
 * MLL) that the registry names follow in the order of their keys. A plug-in that returns nonsense
 * has not claimed the block; one that faults or hangs has not either, and is not asked again.
 *
 * Sources: API, media label libraries (ntmsmli.h); Microsoft Tape Format 1.00a, section 5.2.1.
 * Texts are UTF-8. Any thread, except that a set is closed by the last one that uses it.
 */
#ifndef LABEL_LABEL_H
#define LABEL_LABEL_H

#include "base/error.h"
#include "base/guid.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LABEL_ID_BYTES = 255,           /* longest identifier that a side's record can hold */
    LABEL_TYPE_BYTES = 63 * 3 + 1,  /* NTMSMLI_MAXTYPE */
    LABEL_INFO_BYTES = 255 * 3 + 1, /* NTMSMLI_MAXAPPDESCR */
    LABEL_READ_MOST = 64 * 1024,    /* no more of a tape is ever read for its label */
    LABEL_FREE_BYTES = 1024         /* room that label_free_write needs */
};

/* The label type of the free label (see label_free_write). */
#define LABEL_FREE_TYPE "Removable Storage Free Media"

/* What a label says. */
struct label_found {
    bool claimed;    /* some label library knows the format; all else is empty when false */
    bool free_label; /* it is a free label: nobody's data follows */
    char type[LABEL_TYPE_BYTES]; /* the format, or the program that wrote it; never "" */
    uint8_t id[LABEL_ID_BYTES];
    uint32_t id_length;          /* 1..255 */
    char info[LABEL_INFO_BYTES]; /* "" = none */
};

struct label_library; /* a set of label libraries; opaque */

/*
 * Makes the set: the built-in reader and the plug-ins that the registry names. A plug-in that
 * cannot be loaded is logged and left out. *library is the caller's, for label_library_close.
 * ERROR_NOT_ENOUGH_MEMORY.
 */
base_error label_library_open(struct label_library **library);

/* Lets the plug-ins go (but for one that hangs, which stays loaded). NULL is accepted. */
void label_library_close(struct label_library *library);

/*
 * How many bytes of the first block of a tape the set wants to see; 512..LABEL_READ_MOST. What
 * identifies a tape must not depend on which plug-ins are installed, so this does not either.
 */
uint32_t label_library_read_size(struct label_library *library);

/*
 * Identifies the first block of a tape; length 0 (a blank tape) is claimed by nobody. Success also
 * when nobody claims it: found->claimed tells. ERROR_NOT_ENOUGH_MEMORY.
 */
base_error label_library_identify(struct label_library *library, const uint8_t *bytes,
                                  size_t length, struct label_found *found);

/* The built-in reader alone. True when it claims the block. Pure. */
bool label_mtf_read(const uint8_t *bytes, size_t length, struct label_found *found);

/*
 * Composes a free label: a complete MTF media header with the label type LABEL_FREE_TYPE and the
 * identifier `id`, so that any program that reads MTF knows the tape for an empty one. `time` is
 * milliseconds since 1970 UTC. *length is the size of the one block to be written.
 * label_mtf_read finds the same identifier in it and says that it is a free label. Pure.
 */
void label_free_write(const struct base_guid *id, int64_t time, uint8_t bytes[LABEL_FREE_BYTES],
                      size_t *length);

#endif
