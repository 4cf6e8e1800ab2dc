/* SPDX-License-Identifier: MIT */
/*
 * What kind of medium a bar code tells: tape makers end the text by a media identifier. The
 * identifier only chooses among the kinds that the library handles, so that one that stands for
 * different media in different families does no harm. Sources: LTO Ultrium bar code label
 * specification; label specifications of DLTtape, 3590, 9840 and 9940 cartridges.
 */
#ifndef RULES_BARCODE_H
#define RULES_BARCODE_H

#include <stdint.h>

/*
 * The index of the media type (STORAGE_MEDIA_TYPE) in `types` that the bar code tells; 0, the
 * library's first, when it tells none of them. Pure; any thread.
 */
uint32_t rules_barcode_media_type(const char *barcode, const uint32_t *types, uint32_t count);

#endif
