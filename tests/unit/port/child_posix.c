/* SPDX-License-Identifier: MIT */
#include "child.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

intptr_t child_start(const char *part, const char *argument)
{
    pid_t child = fork();
    if (child == 0) {
        execl("/proc/self/exe", "child", part, argument, (char *)NULL);
        _exit(126);
    }
    return (intptr_t)child;
}

int child_wait(intptr_t child)
{
    int status = 0;
    waitpid((pid_t)child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void child_kill(intptr_t child)
{
    kill((pid_t)child, SIGKILL);
    (void)child_wait(child);
}

void child_environment(const char *name, const char *value)
{
    setenv(name, value, 1);
}
