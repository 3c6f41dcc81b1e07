/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which socket left which message: the bookkeeping of sockopt.c.
 *
 * A registered socket option has no place in the socket and does not hear of its close, so messages
 * live in a table keyed by the socket's address. The table holds its sockets: an address cannot
 * come back as another socket, and be shown what the one before had left, while it is in here. The
 * price is that a closed socket, its message and its network namespace stay until the next sweep:
 * when a socket comes in, and every SOCKOPT_SWEEP_PERIOD while there is any.
 */
#ifndef KUIPC_MODULES_SOCKOPT_TABLE_H
#define KUIPC_MODULES_SOCKOPT_TABLE_H

#include <linux/err.h>
#include <linux/hashtable.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/sock.h>

#include "common/sockopt.h"
#include "control.h"
#include "held.h"

struct sockopt_opener {
	struct hlist_node link;
	struct sock *sk;
	refcount_t users; /* the table, and each call that works on it */
	struct mutex lock; /* guards held */
	struct kuipc_held held;
};

#define SOCKOPT_SWEEP_PERIOD HZ

/* Guards the table and its count. In process context only; calls copy under the opener's lock. */
static DEFINE_SPINLOCK(sockopt_lock);
static DEFINE_HASHTABLE(sockopt_table, 8);
static unsigned int sockopt_count;

static void sockopt_sweep_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(sockopt_sweeper, sockopt_sweep_work);

static void sockopt_put(struct sockopt_opener *opener)
{
	if (!refcount_dec_and_test(&opener->users))
		return;
	sock_put(opener->sk);
	kuipc_held_free(&opener->held);
	kfree(opener);
	kuipc_count_opener(-1);
}

/* Takes those whose socket is closed, or all, out of the table. Returns how many it has left. */
static unsigned int sockopt_sweep(bool all)
{
	struct sockopt_opener *opener;
	struct hlist_node *next;
	HLIST_HEAD(out);
	unsigned int left;
	int bucket;

	spin_lock(&sockopt_lock);
	hash_for_each_safe(sockopt_table, bucket, next, opener, link) {
		if (!all && !sock_flag(opener->sk, SOCK_DEAD))
			continue;
		hash_del(&opener->link);
		hlist_add_head(&opener->link, &out);
		sockopt_count--;
	}
	left = sockopt_count;
	spin_unlock(&sockopt_lock);
	hlist_for_each_entry_safe(opener, next, &out, link)
		sockopt_put(opener);
	return left;
}

static void sockopt_sweep_work(struct work_struct *work)
{
	if (sockopt_sweep(false))
		schedule_delayed_work(&sockopt_sweeper, SOCKOPT_SWEEP_PERIOD);
}

/* The socket's opener, for the caller to put; NULL when it has left nothing. Under sockopt_lock. */
static struct sockopt_opener *sockopt_find_locked(struct sock *sk)
{
	struct sockopt_opener *opener;

	hash_for_each_possible(sockopt_table, opener, link, (unsigned long)sk) {
		if (opener->sk == sk) {
			refcount_inc(&opener->users);
			return opener;
		}
	}
	return NULL;
}

static struct sockopt_opener *sockopt_find(struct sock *sk)
{
	struct sockopt_opener *opener;

	spin_lock(&sockopt_lock);
	opener = sockopt_find_locked(sk);
	spin_unlock(&sockopt_lock);
	return opener;
}

/* Makes an opener of the socket, for the caller to put; or an ERR_PTR of -ENOSPC or -ENOMEM. */
static struct sockopt_opener *sockopt_insert(struct sock *sk)
{
	struct sockopt_opener *opener, *fresh;

	fresh = kzalloc(sizeof(*fresh), GFP_KERNEL_ACCOUNT);
	if (!fresh)
		return ERR_PTR(-ENOMEM);
	mutex_init(&fresh->lock);
	refcount_set(&fresh->users, 2);
	fresh->sk = sk;
	sockopt_sweep(false);

	spin_lock(&sockopt_lock);
	opener = sockopt_find_locked(sk); /* another task of the same socket may have been faster */
	if (!opener && sockopt_count == KUIPC_SOCKOPT_SOCKETS) {
		opener = ERR_PTR(-ENOSPC);
	} else if (!opener) {
		swap(opener, fresh);
		sock_hold(sk);
		hash_add(sockopt_table, &opener->link, (unsigned long)sk);
		sockopt_count++;
		kuipc_count_opener(1);
	}
	spin_unlock(&sockopt_lock);
	kfree(fresh);
	schedule_delayed_work(&sockopt_sweeper, SOCKOPT_SWEEP_PERIOD);
	return opener;
}

/* Lets go of every socket. Only when no call is running and none can begin. */
static void sockopt_empty(void)
{
	cancel_delayed_work_sync(&sockopt_sweeper);
	sockopt_sweep(true);
}

#endif /* KUIPC_MODULES_SOCKOPT_TABLE_H */
