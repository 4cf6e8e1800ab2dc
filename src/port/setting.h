/* SPDX-License-Identifier: MIT */
/*
 * Settings of the administrator, read only: the registry below
 * HKLM\SYSTEM\CurrentControlSet\Control\NTMS (the same for both widths), natively a text file named
 * by the environment variable NTMS_SETTINGS with lines "key\value=text". key is a subkey path or
 * NULL for the top. Names compare without regard to case. Nothing is cached. Any thread.
 */
#ifndef PORT_SETTING_H
#define PORT_SETTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/*
 * Reads a text (REG_SZ, REG_EXPAND_SZ expanded; a REG_DWORD as decimal). BASE_ERROR_FILE_NOT_FOUND
 * when it is not there, BASE_ERROR_INVALID_DATA for other kinds, BASE_ERROR_INSUFFICIENT_BUFFER
 * when it does not fit, BASE_ERROR_ACCESS_DENIED.
 */
base_error port_setting_text(const char *key, const char *value, char *out, size_t capacity);

/* Reads a number (REG_DWORD, or a text in decimal or 0x hexadecimal). The same errors. */
base_error port_setting_u32(const char *key, const char *value, uint32_t *out);

/* Receives one value of a key; text as port_setting_text. Return false to stop. */
typedef bool port_setting_visitor(void *context, const char *value, const char *text);

/*
 * Visits every readable value of a key (others are passed over); a key that is not there has none
 * (success). A visitor must not change the settings.
 */
base_error port_setting_each(const char *key, port_setting_visitor *visitor, void *context);

/* Receives the name of one subkey, without its path. Return false to stop. */
typedef bool port_setting_key_visitor(void *context, const char *name);

/*
 * Visits the subkeys of a key in the order in which they are kept; a key that is not there has none
 * (success). BASE_ERROR_ACCESS_DENIED. A visitor must not change the settings.
 */
base_error port_setting_each_key(const char *key, port_setting_key_visitor *visitor, void *context);

#endif
