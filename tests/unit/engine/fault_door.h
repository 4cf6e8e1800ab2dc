/* SPDX-License-Identifier: MIT */
/* The story of the door for the matrix of faults: a person opens it, and shuts it again. */
#ifndef TESTS_UNIT_ENGINE_FAULT_DOOR_H
#define TESTS_UNIT_ENGINE_FAULT_DOOR_H

#include "fault_matrix.h"

/* After matrix_begin_door. */
extern const struct matrix_story matrix_door;

#endif
