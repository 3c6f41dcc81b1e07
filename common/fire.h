/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * FIRE: have the kernel start messages, from a context of one's choice, at a rate that waits for
 * nobody.
 *
 * A program that wants to hear from a module's transport subscribes the way that transport says,
 * opens the control node and calls FIRE: count messages of size bytes, one due every period
 * nanoseconds. The call returns at once and the messages come from the context named, except in
 * context TASK: then the caller's own task sends them, inside the call. A kernel thread runs on the
 * caller's CPUs; what a timer starts, on the CPU of the call.
 *
 * The loop is open. Message number n is due at start + n * period, whether or not anybody reads.
 * Where the kernel is late, each period that passed gets its message all the same, with its own
 * intended time, up to KUIPC_FIRE_BURST in one go; what is beyond is counted as skipped. After a
 * burst the sender stays away for at least as long as the burst took. Where a timer starts it (in
 * all contexts but TASK and KTHREAD, whose CPU the scheduler shares out) it stays away for longer,
 * by three times what lately went by between the timer's expiry and a burst: once for the way back
 * from it and twice for what both ways cost. So at any rate others keep about half of the CPU. That
 * bounds one job, and each module has its own, which knows of no other: two that fire on one CPU
 * may together take all of it. Who orders both leaves a longer period, or another CPU, to one.
 *
 * Of a job that was not stopped, at its end:
 *   count = sent + skipped,
 * and of every job, at its end and once the reader has drained:
 *   sent = received + dropped + coalesced + unread.
 * dropped are those that the transport refused at once and those that it lost later; FIRE knows of
 * the first kind.
 *
 * Times are time stamp counter readings, which user and kernel share. read() on the control node
 * gives the log of the job, one kuipc_fire_record for each message sent, in order, up to
 * KUIPC_FIRE_LOG of them; the position moves on, and each FIRE begins a new log: an empty one if it
 * fails, unless that was for a job that runs. A transport too small for a header carries its
 * sequence at most, and its stamps are found here. Log and message are charged to the memory cgroup
 * of who ordered them.
 *
 * Errors: EPERM as for the whole node; EINVAL for an unknown context or a count, size or period out
 * of bounds; EOPNOTSUPP when this transport cannot start a message, or not there; EMSGSIZE when
 * size is over kuipc_info.largest_event; EBUSY while a job runs; ENOTCONN when nobody subscribed;
 * ENOMEM; EINTR in context TASK.
 *
 * STOP ends the job if there is one, whoever calls. So does the process that called FIRE when it
 * closes a descriptor of that file, be it one of several or one with which a task of its is in the
 * call, and thus at the latest when it exits. Where other processes have descriptors of the file,
 * sent or inherited, their closing ends nothing, and the log stays until the last one is closed.
 */
#ifndef KUIPC_COMMON_FIRE_H
#define KUIPC_COMMON_FIRE_H

#include <linux/ioctl.h>

#include "abi.h"

#define KUIPC_FIRE_TASK 0u	       /* the caller's */
#define KUIPC_FIRE_KTHREAD 1u
#define KUIPC_FIRE_SOFTIRQ 2u	       /* HRTIMER_SOFTIRQ */
#define KUIPC_FIRE_HARDIRQ 3u	       /* an hrtimer's interrupt */
#define KUIPC_FIRE_HARDIRQ_TASKLET 4u  /* which schedules a tasklet that sends */
#define KUIPC_FIRE_HARDIRQ_WORK 5u     /* which queues a work item that sends */
#define KUIPC_FIRE_CONTEXTS 6u

#define KUIPC_FIRE_BURST 32u
#define KUIPC_FIRE_LOG 65536u
#define KUIPC_FIRE_MAX_COUNT 10000000u
#define KUIPC_FIRE_MIN_PERIOD 1000u /* nanoseconds */
#define KUIPC_FIRE_MAX_PERIOD ((__u64)10 * 1000000000) /* nanoseconds */

struct kuipc_fire {
	__u32 context; /* KUIPC_FIRE_* */
	__u32 size;    /* bytes, header included where it has room for one */
	__u64 count;
	__u64 period; /* nanoseconds */
};

KUIPC_SIZE_IS(struct kuipc_fire, 24, fire_size);

struct kuipc_fire_status {
	__u64 count;   /* of the last job; 0: there was none */
	__u64 sent;    /* handed to the transport */
	__u64 dropped; /* of these: refused by it at once */
	__u64 skipped; /* never sent, the sender being too late */
	__u32 running;
	__u32 error; /* errno of the first refusal; 0: none */
};

KUIPC_SIZE_IS(struct kuipc_fire_status, 40, fire_status_size);

struct kuipc_fire_record {
	__u64 intended; /* when it was due */
	__u64 sent;	/* just before the transport got it */
	__u64 emitted;	/* just after */
	__u32 sequence;
	__u32 error; /* errno of the transport's refusal; 0: it took the message */
};

KUIPC_SIZE_IS(struct kuipc_fire_record, 32, fire_record_size);

#define KUIPC_IOC_FIRE _IOW(KUIPC_IOC_TYPE, 0x02, struct kuipc_fire)
#define KUIPC_IOC_FIRE_STATUS _IOR(KUIPC_IOC_TYPE, 0x03, struct kuipc_fire_status)
#define KUIPC_IOC_FIRE_STOP _IO(KUIPC_IOC_TYPE, 0x04)

#endif /* KUIPC_COMMON_FIRE_H */
