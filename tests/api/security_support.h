/* SPDX-License-Identifier: MIT */
/* Security descriptors through the DLL: set from their text form, read, looked at. */
#ifndef TESTS_API_SECURITY_SUPPORT_H
#define TESTS_API_SECURITY_SUPPORT_H

#include "world.h"

enum { SECURITY_BYTES = 4096 };

#define SECURITY_PLAIN                                                                             \
    (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION)

/* GetNtmsObjectSecurity into `out`; GetNtmsObjectSecurity's answer. */
DWORD security_get(const NTMS_GUID *object, DWORD type, SECURITY_INFORMATION parts,
                   BYTE out[SECURITY_BYTES]);

/* SetNtmsObjectSecurity with the descriptor of this text. */
DWORD security_set(const NTMS_GUID *object, DWORD type, SECURITY_INFORMATION parts,
                   const char *text);

/* The parts of an object's descriptor are those of the text, and no others are there. */
void security_expect(const NTMS_GUID *object, DWORD type, SECURITY_INFORMATION parts,
                     const char *text);

/* What everybody may do with an object that only administrators and the system may use besides. */
void security_everybody(const NTMS_GUID *object, DWORD type, DWORD rights);

/* Switches the privilege to see audit lists in this process; FALSE: it has none. */
BOOL security_privilege(BOOL enabled);

#endif
