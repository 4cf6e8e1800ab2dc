/* SPDX-License-Identifier: MIT */
#include "store/error.h"

#include <sqlite3.h>
#include <stddef.h>

static const struct {
    int code;
    base_error error;
} table[] = {
    /* Extended codes that mean something else than their primary code come first. */
    {SQLITE_IOERR_NOMEM, BASE_ERROR_NOT_ENOUGH_MEMORY},
    {SQLITE_CONSTRAINT_UNIQUE, BASE_ERROR_ALREADY_EXISTS},
    {SQLITE_CONSTRAINT_PRIMARYKEY, BASE_ERROR_ALREADY_EXISTS},
    {SQLITE_OK, BASE_ERROR_SUCCESS},
    {SQLITE_ROW, BASE_ERROR_SUCCESS},
    {SQLITE_DONE, BASE_ERROR_SUCCESS},
    {SQLITE_FULL, BASE_ERROR_DATABASE_FULL},
    {SQLITE_NOMEM, BASE_ERROR_NOT_ENOUGH_MEMORY},
};

base_error store_error_from_sqlite(int code)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].code == code || table[i].code == (code & 0xFF)) {
            return table[i].error;
        }
    }
    return BASE_ERROR_DATABASE_FAILURE;
}
