// SPDX-License-Identifier: GPL-2.0-only
/*
 * One mistake for each checker of the checking kernel, to see that it is awake: a check that finds
 * nothing proves nothing if it cannot find anything. All of them are for context task.
 */
#include <linux/compiler.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

#include "forbidden.h"

#define OBJECT 64

static DEFINE_SPINLOCK(somebody);

static long sleep_under_spinlock(void)
{
	spin_lock(&somebody);
	might_sleep();
	spin_unlock(&somebody);
	return 0;
}

static long __rcu *guarded;

/* Neither rcu_read_lock() nor any other reason why the object should stay. */
static long read_outside_rcu(void)
{
	return rcu_dereference(guarded) ? -EINVAL : 0;
}

static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);

/* Nobody else takes them, so nothing hangs: it is enough that it could. */
static long lock_in_both_orders(void)
{
	mutex_lock(&first);
	mutex_lock(&second);
	mutex_unlock(&second);
	mutex_unlock(&first);

	mutex_lock(&second);
	mutex_lock(&first);
	mutex_unlock(&first);
	mutex_unlock(&second);
	return 0;
}

static long corrupt_list(void)
{
	LIST_HEAD(head);
	LIST_HEAD(stranger);
	LIST_HEAD(entry);

	head.next = &stranger;
	list_add(&entry, &head);
	return 0;
}

static void never(struct timer_list *unused)
{
}

static long free_running_timer(void)
{
	struct timer_list *timer = kzalloc(sizeof(*timer), GFP_KERNEL);

	if (!timer)
		return -ENOMEM;
	timer_setup(timer, never, 0);
	mod_timer(timer, jiffies + 3600 * HZ);
	kfree(timer);
	return 0;
}

static long shift_too_far(void)
{
	unsigned int bits = BITS_PER_LONG;

	OPTIMIZER_HIDE_VAR(bits);
	return (1UL << bits) ? 0 : -EINVAL;
}

static long write_past_end(void)
{
	char *object = kmalloc(OBJECT, GFP_KERNEL);
	size_t end = OBJECT;

	if (!object)
		return -ENOMEM;
	OPTIMIZER_HIDE_VAR(end);
	WRITE_ONCE(object[end], 1);
	kfree(object);
	return 0;
}

/* Several: somebody's stale pointer may make one look as if it were in use. */
static long lose_memory(void)
{
	void *lost;
	int i;

	for (i = 0; i < 8; i++) {
		lost = kmalloc(OBJECT, GFP_KERNEL);
		OPTIMIZER_HIDE_VAR(lost);
	}
	return 0;
}

const struct forbidden_operation forbidden_mistakes[] = {
	{ "sleep_under_spinlock", NULL, sleep_under_spinlock, NULL },
	{ "read_outside_rcu", NULL, read_outside_rcu, NULL },
	{ "lock_in_both_orders", NULL, lock_in_both_orders, NULL },
	{ "corrupt_list", NULL, corrupt_list, NULL },
	{ "free_running_timer", NULL, free_running_timer, NULL },
	{ "shift_too_far", NULL, shift_too_far, NULL },
	{ "write_past_end", NULL, write_past_end, NULL },
	{ "lose_memory", NULL, lose_memory, NULL },
	{},
};
