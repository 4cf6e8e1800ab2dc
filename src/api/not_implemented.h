/* SPDX-License-Identifier: MIT */
/*
 * The exported functions that have no implementation yet, by what they do meanwhile; the only list
 * of them: the functions are made from it, and a test calls each entry and fails when one starts to
 * work. An entry is (name, number of arguments, parameters); each argument is one machine word.
 *
 *   ALONE  no handle: ERROR_CALL_NOT_IMPLEMENTED, also as last error
 *
 * DoEjectFromSADriveW has no public description; its arguments are neither read nor kept.
 */
#ifndef API_NOT_IMPLEMENTED_H
#define API_NOT_IMPLEMENTED_H

/* clang-format off */
#define API_NOT_IMPLEMENTED_ALONE(X) \
    X(DoEjectFromSADriveW, 6, \
      (LPVOID first, LPVOID second, LPVOID third, LPVOID fourth, LPVOID fifth, LPVOID sixth))
/* clang-format on */

#endif
