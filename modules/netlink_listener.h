/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who hears what the kernel starts: the bookkeeping of netlink.c and netfilter.c.
 *
 * The netlink core sends to a port id, and an id is no proof of who has it: the core gives it free
 * before it tells of the release, and who binds it next, for which nobody asks any right, would
 * hear what was meant for the one before. So a listener is remembered by the open file of its
 * socket. A socket keeps its id until its release, which begins when the last reference on the file
 * has gone. Who sends takes one for as long as that lasts: then the id is still the listener's, and
 * nobody else can hear. Where the last one has gone already, nothing is sent.
 *
 * A listener has no reference on the file, which would never be closed then. The release tells us,
 * before the file is freed, and the pointer goes; who has read it before that is in an RCU read
 * section. A file's memory outlives such a section, or, in later kernels, may become another file
 * in it: there get_file_active() reads the pointer again once it has the reference.
 */
#ifndef KUIPC_MODULES_NETLINK_LISTENER_H
#define KUIPC_MODULES_NETLINK_LISTENER_H

#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <net/sock.h>

struct netlink_listener {
	struct sock *kernel; /* our end in the owner's namespace */
	struct sock *owner;  /* held, so that nobody else has its address */
	struct file *file;   /* the owner's; NULL once that is closed */
	u32 portid;
	struct rcu_head rcu;
};

/*
 * A listener of the socket that sent request, or an ERR_PTR. This is inside that socket's sendmsg,
 * which keeps its file open. Kernel code may have one without a file: that cannot be told from its
 * heir.
 */
static struct netlink_listener *netlink_listener_new(const struct sk_buff *request)
{
	struct sock *owner = NETLINK_CB(request).sk;
	struct netlink_listener *listener;

	if (!owner->sk_socket->file)
		return ERR_PTR(-EOPNOTSUPP);
	listener = kzalloc(sizeof(*listener), GFP_KERNEL_ACCOUNT);
	if (!listener)
		return ERR_PTR(-ENOMEM);
	sock_hold(owner);
	listener->kernel = request->sk;
	listener->owner = owner;
	listener->file = owner->sk_socket->file;
	listener->portid = NETLINK_CB(request).portid;
	return listener;
}

/* Nobody finds it any more; who has found it may still be sending. */
static void netlink_listener_free(struct netlink_listener *listener)
{
	WRITE_ONCE(listener->file, NULL);
	sock_put(listener->owner);
	kfree_rcu(listener, rcu);
}

/*
 * Under rcu_read_lock(), in any context. The file, for fput() once the message is sent; NULL when
 * the listener is closed, or is being closed.
 */
static struct file *netlink_listener_hold(struct netlink_listener *listener)
{
#ifdef KUIPC_HAVE_GET_FILE_ACTIVE
	return get_file_active(&listener->file);
#else
	struct file *file = READ_ONCE(listener->file);

	return file && get_file_rcu(file) ? file : NULL;
#endif
}

/*
 * For who keeps the release from freeing it. Whether the listener is closed, even if the release
 * has still to come: whoever drops the last reference in softirq or a thread leaves that to a work
 * item.
 */
static bool __maybe_unused netlink_listener_closed(struct netlink_listener *listener)
{
	struct file *held;

	rcu_read_lock();
	held = netlink_listener_hold(listener);
	rcu_read_unlock();
	if (held)
		fput(held);
	return !held;
}

#endif /* KUIPC_MODULES_NETLINK_LISTENER_H */
