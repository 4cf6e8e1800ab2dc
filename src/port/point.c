/* SPDX-License-Identifier: MIT */
/*
 * THREAD SAFETY: the environment is read by whichever thread comes first, under a once; afterwards
 * the settings are constant and the pass count is atomic.
 */
#include "port/point.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "port/atomic.h"
#include "port/process.h"
#include "port/terminate.h"
#include "port/thread.h"

enum { STATE_UNREAD, STATE_OFF, STATE_ON };

static struct port_once read_once = PORT_ONCE_INIT;
static uint32_t state = STATE_UNREAD;
static char wanted_name[128];
static uint32_t wanted_pass;
static char log_path[512];
static uint32_t passes;

static base_error read_environment(void *context)
{
    (void)context;
    if (port_environment("NTMS_CRASH_POINT", wanted_name, sizeof wanted_name) != BASE_ERROR_SUCCESS)
        wanted_name[0] = '\0';
    if (port_environment("NTMS_POINT_LOG", log_path, sizeof log_path) != BASE_ERROR_SUCCESS)
        log_path[0] = '\0';
    wanted_pass = 1;
    char *colon = strrchr(wanted_name, ':');
    if (colon != NULL) {
        *colon = '\0';
        wanted_pass = (uint32_t)strtoul(colon + 1, NULL, 10);
    }
    bool off = wanted_name[0] == '\0' && log_path[0] == '\0';
    port_atomic_store_u32(&state, off ? STATE_OFF : STATE_ON);
    return BASE_ERROR_SUCCESS;
}

static void note_pass(const char *name)
{
    FILE *file = fopen(log_path, "a");
    if (file == NULL)
        return;
    fprintf(file, "%s\n", name);
    fclose(file);
}

void port_named_point(const char *name)
{
    if (port_atomic_load_u32(&state) == STATE_OFF)
        return;
    (void)port_once_run(&read_once, read_environment, NULL);
    if (log_path[0] != '\0')
        note_pass(name);
    if (wanted_name[0] == '\0' || strcmp(name, wanted_name) != 0)
        return;
    if (port_atomic_add_u32(&passes, 1) == wanted_pass)
        port_process_terminate(PORT_POINT_EXIT);
}
