/* SPDX-License-Identifier: MIT */
/*
 * The product's event log: what was done, by whom, what failed. Messages of base/log.h of level
 * notice and above go to the file ntms.log in the data folder, which becomes ntms.old.log when it
 * has grown to the set size (registry value EventLogKiB; default 1024, 0: no file); errors and
 * warnings go to the system's event log, too (registry value EventLog; default 1, but 0 where
 * NTMS_DATA names the folder; the environment variable NTMS_EVENT_LOG outweighs both). Processes of
 * both widths write to the same file by turns. Nothing that fails here fails anything else.
 */
#ifndef ENGINE_EVENT_LOG_H
#define ENGINE_EVENT_LOG_H

#define ENGINE_EVENT_FILE     "ntms.log"
#define ENGINE_EVENT_FILE_OLD "ntms.old.log"

/* From now on messages go to the log of this folder; until close, in the one engine of the
 * process. */
void engine_event_log_open(const char *folder);
void engine_event_log_close(void);

#endif
