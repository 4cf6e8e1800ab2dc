/* SPDX-License-Identifier: MIT */
/*
 * The end of the process without any clean-up, for the crash points only.
 */
#ifndef PORT_TERMINATE_H
#define PORT_TERMINATE_H

#include <stdint.h>

/* Does not return; no exit handler, no destructor and no other thread runs on. */
void port_process_terminate(uint32_t code);

#endif
