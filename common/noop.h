/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * noop: what it costs to enter the kernel through a device and leave again.
 *
 * /dev/kuipc_noop_data takes one command, KUIPC_NOOP, without argument, and returns 0. It checks
 * and counts nothing, so it is the floor of every transport that goes through a device node. The
 * open needs CAP_NET_ADMIN (EPERM); any other command is ENOTTY.
 */
#ifndef KUIPC_COMMON_NOOP_H
#define KUIPC_COMMON_NOOP_H

#include <linux/ioctl.h>

#include "abi.h"

#define KUIPC_NOOP_NODE "kuipc_noop_data"
#define KUIPC_NOOP _IO(KUIPC_IOC_TYPE, 0x10)

#endif /* KUIPC_COMMON_NOOP_H */
