/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * chardev: read and write on a device.
 *
 * /dev/kuipc_chardev_data is a mailbox of one message per open file. write puts a message in, read
 * takes it out; a write to a full box and a read from an empty one wait, or fail with EAGAIN under
 * O_NONBLOCK; poll says which of the two would go through. A write or read of 0 bytes does nothing.
 *
 * MODE changes what the box does with a message. ECHO is the above. SINK consumes each message as
 * it is written, so that writes never wait. SOURCE gives the message that was in the box at each
 * read and keeps it, so that reads never wait; a write replaces it. Changing the mode keeps the
 * message.
 *
 * LISTEN makes the file the one that hears what the kernel starts (fire.h): it gets a queue of
 * slots messages of at most slot_size bytes, and from then on its reads take from that queue,
 * oldest first, and wait while it is empty. The kernel waits for nobody: a message that finds the
 * queue full is dropped. There is one listener at a time, until its file is closed.
 *
 * Errors: EPERM without CAP_NET_ADMIN in the initial user namespace, at open and at each call;
 * EMSGSIZE for a write over KUIPC_MAX_MESSAGE, or a read with less room than the message, which
 * then stays; EINVAL for an unknown mode or a queue out of bounds; EBUSY while another file listens
 * or this one does already; EFAULT, ENOMEM, EINTR, EAGAIN; ENOTTY for any other command.
 */
#ifndef KUIPC_COMMON_CHARDEV_H
#define KUIPC_COMMON_CHARDEV_H

#include <linux/ioctl.h>

#include "abi.h"

#define KUIPC_CHARDEV_NODE "kuipc_chardev_data"

#define KUIPC_CHARDEV_ECHO 0u
#define KUIPC_CHARDEV_SINK 1u
#define KUIPC_CHARDEV_SOURCE 2u

/* Takes one of the above by value, not by address. */
#define KUIPC_CHARDEV_MODE _IO(KUIPC_IOC_TYPE, 0x30)

#define KUIPC_CHARDEV_MAX_EVENT 65536u
#define KUIPC_CHARDEV_MAX_QUEUE (16u << 20) /* bytes: slots and 4 each, in multiples of 8 */

struct kuipc_chardev_listen {
	__u32 slots; /* a power of two */
	__u32 slot_size;
};

KUIPC_SIZE_IS(struct kuipc_chardev_listen, 8, chardev_listen_size);

/* What a slot takes of the kernel's memory: length, message, up to 7 bytes that are not used. */
#define KUIPC_CHARDEV_SLOT_BYTES(slot_size) (((slot_size) + 4 + 7) & ~7ul)

#define KUIPC_CHARDEV_LISTEN _IOW(KUIPC_IOC_TYPE, 0x31, struct kuipc_chardev_listen)

#endif /* KUIPC_COMMON_CHARDEV_H */
