/* SPDX-License-Identifier: MIT */
/*
 * The system's event log: on Windows the log Application, source "ntmsapi"; elsewhere there is
 * none.
 */
#ifndef PORT_EVENT_LOG_H
#define PORT_EVENT_LOG_H

#include <stdint.h>

enum port_event_kind { PORT_EVENT_INFORMATION = 0, PORT_EVENT_WARNING, PORT_EVENT_ERROR };

/*
 * Reports one event; `number` (1 to 65535) is its identifier, `text` (UTF-8) its only insertion.
 * The message table of the DLL turns it into what the Event Viewer shows (API: ReportEvent).
 * Whether it was taken is nobody's concern. Any thread.
 */
void port_event_report(enum port_event_kind kind, uint32_t number, const char *text);

#endif
