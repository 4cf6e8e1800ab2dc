/* SPDX-License-Identifier: MIT */
/* The operator at the ports of the virtual library, and the calls that he works with. */
#ifndef TESTS_API_PORTS_SUPPORT_H
#define TESTS_API_PORTS_SUPPORT_H

#include "pools_support.h"

NTMS_GUID ports_shelf(void);

/* EjectNtmsMedia; media NULL: none. `operation` is left alone by a call that fails. */
DWORD ports_eject(const NTMS_GUID *media, NTMS_GUID *operation, DWORD action);
DWORD ports_inject(const NTMS_GUID *library, NTMS_GUID *operation, DWORD action);

/* Waits until port 0 is open for the operator, or shut. */
void ports_wait_open(void);
void ports_wait_shut(void);

/* Waits until no request is unfinished and every cartridge lies in its slot or on the shelf. */
void ports_settle(void);

/* What lies in one of the ports is taken away; a cartridge from outside comes into that port. */
void ports_take(uint32_t port);
void ports_bring(uint32_t port, const char *barcode);

#endif
