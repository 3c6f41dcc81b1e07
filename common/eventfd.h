/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * eventfd: the kernel adds to a counter, and a reader hears that it changed.
 *
 * A program makes an eventfd and hands it to /dev/kuipc_eventfd_data by LISTEN. From then on each
 * message that the kernel starts (fire.h) adds 1 to its counter. A read of the eventfd gives the
 * sum since the last one and sets it back to 0, so several messages may come as one. Nothing else
 * is carried: KUIPC_EVENTFD_SIZE is the counter's own size. One file listens at a time, until it is
 * closed.
 *
 * Errors: EPERM without CAP_NET_ADMIN in the initial user namespace, at open and at each call;
 * EBADF or EINVAL when the argument is no eventfd; EBUSY while a file listens; ENOTTY for any other
 * command.
 */
#ifndef KUIPC_COMMON_EVENTFD_H
#define KUIPC_COMMON_EVENTFD_H

#include <linux/ioctl.h>

#include "abi.h"

#define KUIPC_EVENTFD_NODE "kuipc_eventfd_data"
#define KUIPC_EVENTFD_SIZE 8u

/* Takes the descriptor by value. */
#define KUIPC_EVENTFD_LISTEN _IO(KUIPC_IOC_TYPE, 0x40)

#endif /* KUIPC_COMMON_EVENTFD_H */
