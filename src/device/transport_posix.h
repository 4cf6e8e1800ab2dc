/* SPDX-License-Identifier: MIT */
/*
 * How a program on a system without Windows device names brings its own devices: the one way by
 * which the portable build ever reaches any.
 */
#ifndef DEVICE_TRANSPORT_POSIX_H
#define DEVICE_TRANSPORT_POSIX_H

#include "device/transport.h"

/*
 * Makes device_transport_system return `transport` from now on; NULL: no devices again. The
 * structure stays the caller's and must outlive all use. Not while anything uses devices.
 */
void device_transport_register(const struct device_transport *transport);

#endif
