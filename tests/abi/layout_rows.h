/* SPDX-License-Identifier: MIT */
/* Included after one <ntmsapi.h>: defines the table LAYOUT_TABLE from the list abi_list.inc, and
 * holds the types of the functions of that header against the list. */
#include "abi/layout.h"

/* Values are signed 32 bit; the difference to size_t must not depend on the width. */
#define STRUCTURE(name)      {#name, "", 0, sizeof(name)},
#define MEMBER(name, member) {#name, #member, offsetof(name, member), sizeof(((name *)0)->member)},
#define VALUE(name)          {#name, "", 0, (size_t)(unsigned int)(name)},
#define FUNCTION(result, name, parameters)
static const struct layout_row rows[] = {
#include "abi_list.inc"
};
#undef STRUCTURE
#undef MEMBER
#undef VALUE
#undef FUNCTION

const struct layout_table LAYOUT_TABLE = {rows, sizeof rows / sizeof rows[0]};

#define STRUCTURE(name)
#define MEMBER(name, member)
#define VALUE(name)
#define FUNCTION(result, name, parameters)                                                         \
    _Static_assert(__builtin_types_compatible_p(__typeof__(&name), result(WINAPI *) parameters),   \
                   #name);
#include "abi_list.inc"
