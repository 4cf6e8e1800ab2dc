/* SPDX-License-Identifier: MIT */
/*
 * A transport with a script: nodes that exist, and for each kind of request the answers in the
 * order in which they are to be given. The last answer of a kind is repeated. A request nobody has
 * written an answer for is refused: ILLEGAL REQUEST, invalid command, or ERROR_NOT_SUPPORTED for a
 * control code. Everything sent is kept for the test to look at. One thread.
 */
#ifndef TESTS_UNIT_DEVICE_FAKE_TRANSPORT_H
#define TESTS_UNIT_DEVICE_FAKE_TRANSPORT_H

#include "device/transport.h"

/* Forgets everything: no nodes, no answers, nothing sent. */
void fake_reset(void);

const struct device_transport *fake_transport(void);

/* The node can be opened (error 0), or opening it fails with error. Other names are not found. */
void fake_node(const char *name, base_error error);

/* Answers to a SCSI command with this operation code. page: CDB byte 2 must be this (-1: any). */
void fake_good(int opcode, int page, const void *data, uint32_t length);
void fake_sense(int opcode, int page, uint8_t key, uint8_t asc, uint8_t ascq);
/* CHECK CONDITION with NO SENSE and data: a tape's transfer that met something else than a whole
 * block. flags: 80h file mark, 40h end of medium, 20h other length. */
void fake_stream(int opcode, uint8_t flags, int32_t residue, const void *data, uint32_t length);
void fake_status(int opcode, uint8_t status);
void fake_scsi_error(int opcode, base_error error);
/* Every SCSI command fails with this system error (pass-through is not available). */
void fake_no_pass_through(base_error error);

/* Answers to a control code. length bytes of data are returned, or as many as fit. */
void fake_control(uint32_t code, base_error error, const void *data, uint32_t length);

/* How often a command or code was sent, and the bytes of the last one (CDB or input). */
unsigned fake_sent(int opcode);
unsigned fake_controls(uint32_t code);
const uint8_t *fake_cdb(int opcode);
const uint8_t *fake_input(uint32_t code);

/* Seconds that the last command or code was given. */
uint32_t fake_seconds(void);

/* The beginning (at most 64 bytes) of what the n-th (from 0) such command sent to the device, and
 * how much that was; NULL when there was no such command. */
const uint8_t *fake_sent_data(int opcode, unsigned nth, uint32_t *length);

/* What the system says of the file system in every drive; `volume` NULL: the one set before. */
void fake_set_volume(base_error error, const struct device_volume *volume);

/* Nodes open now. */
unsigned fake_open_nodes(void);

#endif
