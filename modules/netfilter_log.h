/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * When the hook saw which packet: the bookkeeping of netfilter.c, behind
 * /dev/kuipc_netfilter_log. A namespace has a log while a file of it is open; without one the
 * hook takes no time for it.
 */
#ifndef KUIPC_MODULES_NETFILTER_LOG_H
#define KUIPC_MODULES_NETFILTER_LOG_H

#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "common/netfilter.h"
#include "control.h"
#include "netlink_listener.h"

struct netfilter_log {
	struct net *net; /* held: the namespace outlives its log */
	struct rcu_head rcu;
	spinlock_t lock; /* guards the end of the log, where hooks on several CPUs write */
	u32 count;
	struct kuipc_fire_record records[KUIPC_FIRE_LOG];
};

struct netfilter_net {
	struct sock *kernel; /* our end of the protocol in this namespace */
	struct netlink_listener __rcu *listener;
	struct list_head registered; /* while there is a listener */
	struct netfilter_log __rcu *log;
};

static unsigned int netfilter_net_id;

/* From the hook: softirq, or a task with softirqs off. */
static void netfilter_log_add(struct netfilter_log *log, u64 sent, u64 emitted, int err)
{
	spin_lock_bh(&log->lock);
	if (log->count < KUIPC_FIRE_LOG) {
		log->records[log->count] = (struct kuipc_fire_record){
			.sent = sent,
			.emitted = emitted,
			.sequence = log->count,
			.error = -err,
		};
		/* Pairs with netfilter_log_read(): a record that is counted is written. */
		smp_store_release(&log->count, log->count + 1);
	}
	spin_unlock_bh(&log->lock);
}

static int netfilter_log_open(struct inode *inode, struct file *file)
{
	struct netfilter_log *log;
	struct netfilter_net *own;

	if (!kuipc_permitted())
		return -EPERM;
	if (!kuipc_live())
		return -ENXIO;
	log = kvzalloc(sizeof(*log), GFP_KERNEL_ACCOUNT);
	if (!log)
		return -ENOMEM;
	spin_lock_init(&log->lock);
	log->net = get_net(current->nsproxy->net_ns);
	own = net_generic(log->net, netfilter_net_id);
	if (cmpxchg((struct netfilter_log __force **)&own->log, NULL, log)) {
		put_net(log->net);
		kvfree(log);
		return -EBUSY;
	}
	file->private_data = log;
	return 0;
}

static ssize_t netfilter_log_read(struct file *file, char __user *to, size_t room, loff_t *pos)
{
	const struct netfilter_log *log = file->private_data;
	u32 count = smp_load_acquire(&log->count); /* pairs with netfilter_log_add() */
	size_t records = room / sizeof(*log->records);

	if (!kuipc_permitted())
		return -EPERM;
	if (!records)
		return -EINVAL;
	if (*pos < 0 || *pos >= count) /* the position counts records */
		return 0;
	records = min_t(size_t, records, count - *pos);
	if (copy_to_user(to, &log->records[*pos], records * sizeof(*log->records)))
		return -EFAULT;
	*pos += records;
	return records * sizeof(*log->records);
}

static int netfilter_log_release(struct inode *inode, struct file *file)
{
	struct netfilter_log *log = file->private_data;
	struct netfilter_net *own = net_generic(log->net, netfilter_net_id);

	RCU_INIT_POINTER(own->log, NULL);
	put_net(log->net);
	kvfree_rcu(log, rcu); /* a hook may be writing */
	return 0;
}

static const struct file_operations netfilter_log_fops = {
	.owner = THIS_MODULE,
	.open = netfilter_log_open,
	.release = netfilter_log_release,
	.read = netfilter_log_read,
};

static struct miscdevice netfilter_log_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KUIPC_NETFILTER_LOG_NODE,
	.fops = &netfilter_log_fops,
	.mode = 0600,
};

#endif /* KUIPC_MODULES_NETFILTER_LOG_H */
