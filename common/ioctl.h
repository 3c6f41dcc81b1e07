/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * ioctl: one call exchanges one message.
 *
 * /dev/kuipc_ioctl_data takes three commands. EXCHANGE takes send_length bytes at send_address,
 * keeps them as the file's message, and writes the same bytes to receive_address. PUSH does only
 * the first half, PULL only the second: it gives what the last EXCHANGE or PUSH of this file left.
 * EXCHANGE and PULL set receive_length to the bytes written. Each open file has its message; a
 * message of 0 bytes is one.
 *
 * Errors: EPERM without CAP_NET_ADMIN in the initial user namespace, at open and at each call;
 * EMSGSIZE when send_length exceeds KUIPC_MAX_MESSAGE, or receive_length (on entry: the room) is
 * less than the message, which then stays; EFAULT for an address that cannot be read or written;
 * ENOMEM; ENOTTY for any other command; EINTR when a fatal signal came while another task held this
 * file's message.
 */
#ifndef KUIPC_COMMON_IOCTL_H
#define KUIPC_COMMON_IOCTL_H

#include <linux/ioctl.h>

#include "abi.h"

#define KUIPC_IOCTL_NODE "kuipc_ioctl_data"

struct kuipc_ioctl {
	__u64 send_address;
	__u64 receive_address;
	__u32 send_length;
	__u32 receive_length;
};

KUIPC_SIZE_IS(struct kuipc_ioctl, 24, ioctl_size);

#define KUIPC_IOCTL_EXCHANGE _IOWR(KUIPC_IOC_TYPE, 0x20, struct kuipc_ioctl)
#define KUIPC_IOCTL_PUSH _IOW(KUIPC_IOC_TYPE, 0x21, struct kuipc_ioctl)
#define KUIPC_IOCTL_PULL _IOWR(KUIPC_IOC_TYPE, 0x22, struct kuipc_ioctl)

#endif /* KUIPC_COMMON_IOCTL_H */
