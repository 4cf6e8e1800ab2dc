/* SPDX-License-Identifier: MIT */
/*
 * Named points at which a test can kill the process, to prove that nothing is lost there. Without
 * the environment variable NTMS_CRASH_POINT a point costs one load and one comparison.
 */
#ifndef PORT_POINT_H
#define PORT_POINT_H

/* The exit code of a process that ended at a point. */
#define PORT_POINT_EXIT 77

/*
 * Ends the process at once, without any clean-up, when NTMS_CRASH_POINT is "<name>" (first pass) or
 * "<name>:<n>" (n-th pass, from 1). When NTMS_POINT_LOG names a file, each pass appends the name as
 * a line, so that a test learns which points a story visits. Any thread.
 */
void port_named_point(const char *name);

#endif
