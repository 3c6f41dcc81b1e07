/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bookkeeping that every module links in: the control node and the counters behind it. Nothing of a
 * transport's data path is here.
 */
#ifndef KUIPC_MODULES_CONTROL_H
#define KUIPC_MODULES_CONTROL_H

#include <linux/capability.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/types.h>

#include "common/control.h"
#include "common/message.h"

DECLARE_PER_CPU(struct kuipc_stats, kuipc_stats);

/*
 * What a module can do, for INFO and for FIRE. emit() hands one message of length bytes to whoever
 * subscribed, from the context that FIRE was asked for, so it must not sleep if starts names one
 * that may not. It returns 0 or a negative errno (the message is dropped then) and keeps no
 * pointer. ready() says whether somebody subscribed. Both are NULL when only the user can start a
 * message.
 */
struct kuipc_abilities {
	u64 largest_message;
	u64 largest_event;
	u32 starts; /* KUIPC_STARTS_* */
	const char *bound_by; /* as in struct kuipc_info; NULL: nothing */
	int (*emit)(const void *message, size_t length);
	bool (*ready)(void);
};

/* Keeps the pointer until kuipc_control_unregister(). */
int kuipc_control_register(const struct kuipc_abilities *abilities);
void kuipc_control_unregister(void);

struct miscdevice;

/* The two above, for a module that users reach through a device of its own. */
int kuipc_device_register(const struct kuipc_abilities *abilities, struct miscdevice *device);
void kuipc_device_unregister(struct miscdevice *device);

/* The one rule of access: the initial user namespace's CAP_NET_ADMIN, at each use. */
static inline bool kuipc_permitted(void)
{
	return capable(CAP_NET_ADMIN);
}

/*
 * An init that fails takes the code away, whoever is in it. So the last step of an init is the one
 * that lets users in, a node that has to be there before it asks this at open, and
 * kuipc_control_unregister() waits for those who were refused.
 */
static inline bool kuipc_live(void)
{
	return READ_ONCE(THIS_MODULE->state) == MODULE_STATE_LIVE;
}

static inline void kuipc_count_sent(size_t bytes)
{
	this_cpu_inc(kuipc_stats.sent);
	this_cpu_add(kuipc_stats.bytes_sent, bytes);
}

static inline void kuipc_count_received(size_t bytes)
{
	this_cpu_inc(kuipc_stats.received);
	this_cpu_add(kuipc_stats.bytes_received, bytes);
}

static inline void kuipc_count_dropped(void)
{
	this_cpu_inc(kuipc_stats.dropped);
}

/* What was counted as sent before it was, and then was not. */
static inline void kuipc_count_lost(size_t bytes)
{
	this_cpu_dec(kuipc_stats.sent);
	this_cpu_sub(kuipc_stats.bytes_sent, bytes);
	kuipc_count_dropped();
}

/* An opener may be counted in on one CPU and out on another: only the sum means something. */
static inline void kuipc_count_opener(int by)
{
	this_cpu_add(kuipc_stats.openers, by);
}

/*
 * What a consumer does at the least: one load from each cache line, so that a received message has
 * really been fetched and the cost grows with its size. The sum keeps the compiler from dropping
 * it.
 */
static inline u64 kuipc_touch(const void *message, size_t length)
{
	const u8 *bytes = message;
	u64 sum = 0;
	size_t i;

	for (i = 0; i < length; i += 64)
		sum += READ_ONCE(bytes[i]);
	return sum;
}

#endif /* KUIPC_MODULES_CONTROL_H */
