/* SPDX-License-Identifier: MIT */
#include "port/event_log.h"

void port_event_report(enum port_event_kind kind, uint32_t number, const char *text)
{
    (void)kind;
    (void)number;
    (void)text;
}
