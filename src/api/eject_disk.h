/* SPDX-License-Identifier: MIT */
/* The question of EjectDiskFromSADrive with NTMS_EJECT_ASK_USER. */
#ifndef API_EJECT_DISK_H
#define API_EJECT_DISK_H

#include "api/win32.h"

#include <stdbool.h>

/* Asks a person whether the medium is to be put out by force; false: he cancelled, or nobody could
 * be asked. The texts are UTF-8, "" for the usual ones. */
typedef bool api_eject_question(HWND window, const char *title, const char *message);

/* How it is asked: a message box. A test puts something else here. */
extern api_eject_question *api_eject_ask;

#endif
