/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * The control node: /dev/kuipc_<stem>, one per module, mode 0600.
 *
 * A program opens it, asks INFO to learn whom it talks to and what that transport can carry, and
 * asks STATS to learn what has passed since the module was loaded; fire.h tells of the third use.
 * Nothing of a transport's data goes through this node. An open node pins the module: it can be
 * unloaded when the last one is closed.
 *
 * Errors, at open and at each call: EPERM without CAP_NET_ADMIN in the initial user namespace; at
 * open, ENXIO while the module is still being loaded; EFAULT when the struct cannot be written;
 * ENOTTY for any other command.
 */
#ifndef KUIPC_COMMON_CONTROL_H
#define KUIPC_COMMON_CONTROL_H

#include <linux/ioctl.h>

#include "abi.h"

/* Kernel contexts that may start a message, as bits of kuipc_info.starts. */
#define KUIPC_STARTS_TASK 0x1u
#define KUIPC_STARTS_KTHREAD 0x2u
#define KUIPC_STARTS_SOFTIRQ 0x4u
#define KUIPC_STARTS_HARDIRQ 0x8u

#define KUIPC_NAME_BYTES 32

/*
 * bound_by names the kernel function that every message of this transport goes through and that
 * keeps it out of the contexts missing in starts; empty where none is missing.
 */
struct kuipc_info {
	__u32 abi_version;	/* KUIPC_ABI_VERSION of the module */
	__u32 starts;		/* KUIPC_STARTS_*; 0: only the user can start */
	__u64 largest_message;	/* bytes, user to kernel and back */
	__u64 largest_event;	/* bytes that the kernel may start with; 0: it cannot */
	char name[KUIPC_NAME_BYTES]; /* of the module, zero-terminated */
	char bound_by[KUIPC_NAME_BYTES]; /* a kernel function, zero-terminated */
};

KUIPC_SIZE_IS(struct kuipc_info, 88, info_size);

/*
 * Directions are the kernel's: sent goes to users, received comes from them. A message of the
 * kernel's is counted once: as sent if a user has it or finds it in a queue, as dropped if it never
 * got that far.
 */
struct kuipc_stats {
	__u64 sent;
	__u64 received;
	__u64 dropped;
	__u64 bytes_sent;
	__u64 bytes_received;
	__u64 openers; /* now */
};

KUIPC_SIZE_IS(struct kuipc_stats, 48, stats_size);

#define KUIPC_IOC_INFO _IOR(KUIPC_IOC_TYPE, 0x00, struct kuipc_info)
#define KUIPC_IOC_STATS _IOR(KUIPC_IOC_TYPE, 0x01, struct kuipc_stats)

#endif /* KUIPC_COMMON_CONTROL_H */
