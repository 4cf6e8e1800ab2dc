/* SPDX-License-Identifier: MIT */
/*
 * An open device and how commands are sent to it: passes over unit attentions where that is safe,
 * remembers what they said, turns every failure into a fault. Used by one thread at a time.
 */
#ifndef DEVICE_LINK_H
#define DEVICE_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "device/element.h"
#include "device/fault.h"
#include "device/scsi/inquiry.h"
#include "device/transport.h"

struct device_link {
    const struct device_transport *transport;
    void *handle;
    void *program_node;     /* held while a program must not have it, else NULL */
    enum device_blame self; /* whom to blame when it is the device itself */
    unsigned attention;     /* DEVICE_ATTENTION_* collected so far */
    bool reset; /* it was reset or reconfigured: another device may be behind the node since */
    uint32_t at_most; /* seconds that no command may exceed whatever its limit, 0: none */
    uint32_t seconds[DEVICE_TIME_COUNT]; /* limits read so far, 0: not yet */
    bool doubtful;                       /* a command that was lost looks like one that went well */
};

/*
 * Opens the node for reading and writing, or for reading alone when writing is denied. A node that
 * is in use (ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION, ERROR_BUSY) gives ERROR_BUSY. So
 * does a drive that denies an administrator every access: tape class devices are exclusive, a
 * second open of one is denied.
 *
 * A drive may have a node for commands besides the one that programs use: `name` with "sg" behind
 * it, as on Linux with Wine, where a tape node is opened once only and takes no SCSI commands. Then
 * that one is opened, and the link is doubtful.
 */
base_error device_link_open(struct device_link *link, const struct device_transport *transport,
                            const char *name, enum device_blame self, struct device_fault *fault);

/*
 * The same for work on a drive that would disturb a program: a command node of its own does not
 * tell that a program has the drive, so the program's node is opened and held as well. ERROR_BUSY
 * while a program has it.
 */
base_error device_link_open_alone(struct device_link *link,
                                  const struct device_transport *transport, const char *name,
                                  struct device_fault *fault);

/* A link that was not opened or is closed already is accepted. */
void device_link_close(struct device_link *link);

/* How a unit attention is treated: sent again, or reported as a fault. */
enum device_attention_rule { DEVICE_ATTENTION_PASS, DEVICE_ATTENTION_REPORT };

/* True for a command on a doubtful link that nothing proves: it went well without a word. */
bool device_link_is_doubtful(const struct device_link *link,
                             const struct device_scsi_command *command, base_error error);

/* The fault of a command that was proved to be lost: ERROR_TIMEOUT, the outcome unknown. */
base_error device_link_lost(struct device_fault *fault);

/*
 * Sends a SCSI command; the fault (and error) of its outcome. The command's answer stays readable.
 * A command takes no longer than its time limit (time_limit.h), all that are sent again together
 * begin within it.
 */
base_error device_link_scsi(struct device_link *link, struct device_scsi_command *command,
                            enum device_attention_rule rule, struct device_fault *fault);

/*
 * Sends a device control code. Class drivers report a unit attention as ERROR_MEDIA_CHANGED or
 * ERROR_BUS_RESET; the rule decides as above. returned may be NULL.
 */
base_error device_link_control(struct device_link *link, uint32_t code, const void *in,
                               uint32_t in_length, void *out, uint32_t out_length,
                               enum device_time time, uint32_t *returned,
                               enum device_attention_rule rule, struct device_fault *fault);

/* Bytes of a finished command's data that may be looked at. */
uint32_t device_link_received(const struct device_scsi_command *command);

/* True for the errors with which a system or driver says that it does not know such a request. */
bool device_link_is_refusal(base_error error);

struct device_identity {
    struct device_inquiry inquiry;
    char serial[DEVICE_SERIAL_SIZE];
    char world_wide_name[DEVICE_SERIAL_SIZE];
};

/*
 * INQUIRY and the VPD pages 80h and 83h. Missing pages leave their fields "". ERROR_INVALID_DATA
 * when the standard data makes no sense; errors of sending it.
 */
base_error device_link_identify(struct device_link *link, struct device_identity *identity,
                                struct device_fault *fault);

/* Only the VPD pages; never fails. */
void device_link_serial(struct device_link *link, char serial[DEVICE_SERIAL_SIZE],
                        char world_wide_name[DEVICE_SERIAL_SIZE]);

/* IOCTL_SCSI_GET_ADDRESS; not valid when the system does not tell. */
struct device_scsi_address device_link_address(struct device_link *link);

#endif
