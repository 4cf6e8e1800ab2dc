/* SPDX-License-Identifier: MIT */
/* The story of the ports for the matrix of faults: a cartridge leaves and comes back. */
#ifndef TESTS_UNIT_ENGINE_FAULT_PORTS_H
#define TESTS_UNIT_ENGINE_FAULT_PORTS_H

#include "fault_matrix.h"

/* After matrix_begin: the cartridges are an application's, so that their records stay. */
void ports_begin(void);

extern const struct matrix_story matrix_ports;

#endif
