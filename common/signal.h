/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * signal: the kernel interrupts a process.
 *
 * A program opens /dev/kuipc_signal_data and chooses one of two ways to hear what the kernel starts
 * (fire.h). LISTEN names a real-time signal; each message then queues it to the calling thread with
 * si_code SI_QUEUE and the message's first four bytes, its sequence, as si_int. Or it asks for
 * SIGIO as for any file (F_SETOWN, F_SETSIG, then O_ASYNC; fcntl(2)); each message then sends that
 * signal with si_code POLL_IN and no number. Only the opener's own thread group can be the target;
 * but an F_SETOWN that races with a message may let that one SIGIO through to whom it names, if
 * sigio_perm() in fs/fcntl.c permits that.
 *
 * A queue has room for RLIMIT_SIGPENDING signals of all the user's processes. Beyond it a LISTEN
 * signal is refused (EAGAIN: dropped), while O_ASYNC falls back to a plain SIGIO, of which one at
 * most is pending. One file listens at a time, until it is closed.
 *
 * Errors: EPERM without CAP_NET_ADMIN in the initial user namespace, at open and at each call, and
 * for a target outside of the opener's thread group; EINVAL for a signal that is not real-time;
 * EBUSY while a file listens; ENOTTY for any other command.
 */
#ifndef KUIPC_COMMON_SIGNAL_H
#define KUIPC_COMMON_SIGNAL_H

#include <linux/ioctl.h>

#include "abi.h"

#define KUIPC_SIGNAL_NODE "kuipc_signal_data"
#define KUIPC_SIGNAL_SIZE 8u

/* Takes the signal's number by value. */
#define KUIPC_SIGNAL_LISTEN _IO(KUIPC_IOC_TYPE, 0x48)

#endif /* KUIPC_COMMON_SIGNAL_H */
