/* SPDX-License-Identifier: MIT */
#include "port/event_log.h"

#include "port/win32.h"

enum { TEXT_UNITS = 1024 };

void port_event_report(enum port_event_kind kind, uint32_t number, const char *text)
{
    static const WORD types[] = {EVENTLOG_INFORMATION_TYPE, EVENTLOG_WARNING_TYPE,
                                 EVENTLOG_ERROR_TYPE};
    WCHAR wide[TEXT_UNITS];
    const WCHAR *insertion = wide;
    HANDLE source;

    if (port_win32_wide(text, wide, TEXT_UNITS) != BASE_ERROR_SUCCESS) {
        return;
    }
    source = RegisterEventSourceW(NULL, L"ntmsapi");
    if (source == NULL) {
        return;
    }
    (void)ReportEventW(source, types[kind], 0, number, NULL, 1, 0, &insertion, NULL);
    (void)DeregisterEventSource(source);
}
