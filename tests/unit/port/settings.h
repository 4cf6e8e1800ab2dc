/* SPDX-License-Identifier: MIT */
/*
 * Writes settings where port/setting.h looks for them. Tests of several widths may share a
 * registry: everything is kept below one subkey.
 */
#ifndef TESTS_UNIT_PORT_SETTINGS_H
#define TESTS_UNIT_PORT_SETTINGS_H

#include <stdint.h>

/* key may be NULL for the top. A text and a number. */
void settings_put_text(const char *key, const char *value, const char *text);
void settings_put_number(const char *key, const char *value, uint32_t number);

/* Puts bytes of a kind that is no setting; natively does nothing. */
void settings_put_binary(const char *key, const char *value);

/* Takes a value away. */
void settings_remove(const char *key, const char *value);

/* Takes a key away with everything below it. */
void settings_remove_key(const char *key);

#endif
