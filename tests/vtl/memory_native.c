/* SPDX-License-Identifier: MIT */
/* Memory for the native tests of the driver's pure files. */
#include "vtl.h"

#include <stdlib.h>

void *vtl_alloc(size_t bytes)
{
    return calloc(1, bytes);
}

void vtl_free(void *memory)
{
    free(memory);
}
