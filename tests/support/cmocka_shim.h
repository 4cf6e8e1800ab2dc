/* SPDX-License-Identifier: MIT */
/* cmocka.h with the standard headers that it wants to see first. */
#ifndef TESTS_SUPPORT_CMOCKA_SHIM_H
#define TESTS_SUPPORT_CMOCKA_SHIM_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#endif
