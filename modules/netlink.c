// SPDX-License-Identifier: GPL-2.0-only
/*
 * netlink: datagrams between a socket and the kernel.
 *
 *   user                   kernel, all in the sender's task
 *   sendmsg(fd, ECHO) ---> netlink core: allocate an skb, copy in, call kuipc_netlink_input()
 *                          touch it; allocate the answer, copy; queue it on the sender's socket
 *   recvmsg(fd)       <--- netlink core: copy out, free
 *
 * and for messages that the kernel starts:
 *
 *                          kuipc_netlink_emit(): allocate an skb, copy, queue it on the listener's
 *                          socket, wake its reader
 *   recvmsg(fd)       <--- netlink core: copy out, free
 *
 * Per event: one system call, two copies, one allocation, one wakeup of a reader that sleeps. From
 * a task, a kernel thread or softirq; hardirq is nowhere promised (the core's gfp_any() takes it
 * for a context that may sleep), so a driver defers to a tasklet or a work item.
 *
 * Per round trip: two system calls, three copies (in, request to answer, out), two allocations, no
 * wakeup while one task does both. A push is one call and two copies, a pull two calls and two
 * copies. A request up to a page lives in slab memory, a larger one in vmalloc memory (6.12 tries
 * kmalloc first); the answer always in kmalloc memory, so one of 1 MiB needs 512 contiguous pages.
 *
 * What waits to be read is charged to the memory cgroup of the task that sent the request or called
 * FIRE. What a thread, a work item or softirq starts is charged to nobody, since the kernel knows
 * no one to charge there: SO_RCVBUF bounds it.
 *
 * Used by routing and links (iproute2), generic netlink families, nftables, audit, udev. What it
 * has over ioctl: the kernel can start, and many can hear one message. It does not wait for a slow
 * reader: what does not fit his receive buffer is lost, and so is all that follows until he has
 * emptied it. It has no zero copy.
 */
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/notifier.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/netns/generic.h>

#include "common/netlink.h"
#include "control.h"
#include "netlink_listener.h"
#include "netlink_ports.h"

static int protocol = KUIPC_NETLINK_PROTOCOL;
module_param(protocol, int, 0444);
MODULE_PARM_DESC(protocol, "netlink protocol number, one that no other family has (default 30)");

static unsigned int kuipc_net_id;

struct kuipc_net {
	struct sock *kernel; /* our end of the protocol in this namespace */
};

/* Of all namespaces: emit() reads it in any context, requests change it. */
static struct netlink_listener __rcu *kuipc_listener;
static DEFINE_MUTEX(kuipc_listener_lock);

static struct sk_buff *answer_new(const struct sk_buff *request, const struct nlmsghdr *asked,
				  const void *message, size_t length)
{
	struct sk_buff *answer = nlmsg_new(length, GFP_KERNEL_ACCOUNT);
	struct nlmsghdr *header;

	if (!answer)
		return NULL;
	/* It has just this room, so it cannot fail. Zeroes the padding at the end. */
	header = nlmsg_put(answer, NETLINK_CB(request).portid, asked->nlmsg_seq,
			   KUIPC_NETLINK_MESSAGE, length, 0);
	memcpy(nlmsg_data(header), message, length);
	return answer;
}

/* Never waits: a full receive buffer loses the answer, and the core tells its reader by ENOBUFS. */
static int answer_send(const struct sk_buff *request, struct sk_buff *answer)
{
	size_t length = nlmsg_len(nlmsg_hdr(answer));
	int err = nlmsg_unicast(request->sk, answer, NETLINK_CB(request).portid);

	if (err)
		kuipc_count_dropped();
	else
		kuipc_count_sent(length);
	return err;
}

static int kuipc_netlink_echo(const struct sk_buff *request, const struct nlmsghdr *asked)
{
	struct sk_buff *answer;

	kuipc_touch(nlmsg_data(asked), nlmsg_len(asked));
	kuipc_count_received(nlmsg_len(asked));
	answer = answer_new(request, asked, nlmsg_data(asked), nlmsg_len(asked));
	return answer ? answer_send(request, answer) : -ENOMEM;
}

static int kuipc_netlink_push(const struct sk_buff *request, const struct nlmsghdr *asked)
{
	struct netlink_port *port = netlink_port_get(request);
	size_t length = nlmsg_len(asked);
	int err;

	if (IS_ERR(port))
		return PTR_ERR(port);
	mutex_lock(&port->lock);
	err = kuipc_held_reserve(&port->held, length);
	if (!err) {
		memcpy(port->held.data, nlmsg_data(asked), length);
		port->held.length = length;
		kuipc_touch(port->held.data, length);
		kuipc_count_received(length);
	}
	mutex_unlock(&port->lock);
	return err;
}

static int kuipc_netlink_pull(const struct sk_buff *request, const struct nlmsghdr *asked)
{
	struct netlink_port *port = netlink_port_find(request);
	struct sk_buff *answer;

	if (nlmsg_len(asked))
		return -EINVAL;
	if (!port) {
		answer = answer_new(request, asked, NULL, 0);
	} else {
		mutex_lock(&port->lock);
		answer = answer_new(request, asked, port->held.data, port->held.length);
		mutex_unlock(&port->lock);
	}
	return answer ? answer_send(request, answer) : -ENOMEM;
}

static int kuipc_netlink_listen(const struct sk_buff *request, const struct nlmsghdr *asked)
{
	struct netlink_listener *listener, *other;
	int err = 0;

	if (nlmsg_len(asked))
		return -EINVAL;
	listener = netlink_listener_new(request);
	if (IS_ERR(listener))
		return PTR_ERR(listener);
	mutex_lock(&kuipc_listener_lock);
	other = rcu_dereference_protected(kuipc_listener, lockdep_is_held(&kuipc_listener_lock));
	if (other && !netlink_listener_closed(other)) {
		err = -EBUSY;
		other = listener;
	} else {
		rcu_assign_pointer(kuipc_listener, listener);
	}
	mutex_unlock(&kuipc_listener_lock);
	if (other)
		netlink_listener_free(other);
	return err;
}

/* Forgets the listener if its socket is closed for good. */
static void kuipc_netlink_unlisten(void)
{
	struct netlink_listener *listener;

	mutex_lock(&kuipc_listener_lock);
	listener = rcu_dereference_protected(kuipc_listener,
					     lockdep_is_held(&kuipc_listener_lock));
	if (listener && sock_flag(listener->owner, SOCK_DEAD)) {
		RCU_INIT_POINTER(kuipc_listener, NULL);
		netlink_listener_free(listener);
	}
	mutex_unlock(&kuipc_listener_lock);
}

/*
 * While the listener's file is held, its socket is open, its port id is its own, and our end in its
 * namespace stands.
 */
static int kuipc_netlink_emit(const void *message, size_t length)
{
	struct sk_buff *skb = nlmsg_new(length, GFP_ATOMIC | __GFP_NOWARN | __GFP_ACCOUNT);
	struct netlink_listener *listener;
	struct file *held = NULL;
	int err = -ENOTCONN;

	if (!skb) {
		kuipc_count_dropped();
		return -ENOMEM;
	}
	memcpy(nlmsg_data(nlmsg_put(skb, 0, 0, KUIPC_NETLINK_MESSAGE, length, 0)), message, length);
	rcu_read_lock();
	listener = rcu_dereference(kuipc_listener);
	if (listener)
		held = netlink_listener_hold(listener);
	if (held) {
		err = netlink_unicast(listener->kernel, skb, listener->portid, MSG_DONTWAIT);
		fput(held);
	} else {
		kfree_skb(skb);
	}
	rcu_read_unlock();
	if (err < 0) {
		kuipc_count_dropped();
		return err;
	}
	kuipc_count_sent(length);
	return 0;
}

static bool kuipc_netlink_ready(void)
{
	return rcu_access_pointer(kuipc_listener);
}

/* One message of the datagram; the core answers an error with NLMSG_ERROR. */
static int kuipc_netlink_take(struct sk_buff *request, struct nlmsghdr *asked,
			      struct netlink_ext_ack *extack)
{
	if (!netlink_capable(request, CAP_NET_ADMIN))
		return -EPERM;
	if (nlmsg_len(asked) > KUIPC_MAX_MESSAGE)
		return -EMSGSIZE;
	switch (asked->nlmsg_type) {
	case KUIPC_NETLINK_ECHO:
		return kuipc_netlink_echo(request, asked);
	case KUIPC_NETLINK_PUSH:
		return kuipc_netlink_push(request, asked);
	case KUIPC_NETLINK_PULL:
		return kuipc_netlink_pull(request, asked);
	case KUIPC_NETLINK_LISTEN:
		return kuipc_netlink_listen(request, asked);
	default:
		return -EOPNOTSUPP;
	}
}

/* Runs in the sender's task, inside sendmsg, under no lock: may sleep, and many may run at once. */
static void kuipc_netlink_input(struct sk_buff *request)
{
	netlink_rcv_skb(request, kuipc_netlink_take);
}

/*
 * A socket was closed, in a namespace that we need not have seen: our end in one makes the protocol
 * known to all, so while we come and go there are sockets where kuipc_net is not yet, or no more.
 */
static int kuipc_netlink_released(struct notifier_block *block, unsigned long event, void *data)
{
	const struct netlink_notify *released = data;

	if (event == NETLINK_URELEASE && released->protocol == protocol) {
		netlink_ports_sweep(released->portid);
		kuipc_netlink_unlisten();
	}
	return NOTIFY_DONE;
}

static struct notifier_block kuipc_netlink_notifier = {
	.notifier_call = kuipc_netlink_released,
};

/*
 * Our end in a first namespace lets users in, and a socket of theirs has a reference on the module
 * for as long as they please: an init that failed after that would free the code under it. So
 * loading fails in the initial namespace, which comes first, or not at all. One for which there is
 * no memory just then has no end of ours: who sends there is told ECONNREFUSED.
 */
static int __net_init kuipc_netlink_net_init(struct net *net)
{
	struct netlink_kernel_cfg config = { .input = kuipc_netlink_input };
	struct kuipc_net *own = net_generic(net, kuipc_net_id);

	own->kernel = netlink_kernel_create(net, protocol, &config);
	if (own->kernel || (!kuipc_live() && !net_eq(net, &init_net)))
		return 0;
	/* It gives no reason. Out of memory is rarer than a number that is taken. */
	return -EBUSY;
}

static void __net_exit kuipc_netlink_net_exit(struct net *net)
{
	struct kuipc_net *own = net_generic(net, kuipc_net_id);

	netlink_kernel_release(own->kernel);
}

static struct pernet_operations kuipc_netlink_room_ops = {
	.id = &kuipc_net_id,
	.size = sizeof(struct kuipc_net),
};

/* A socket in each network namespace; who may use it is decided message by message. */
static struct pernet_operations kuipc_netlink_net_ops = {
	.init = kuipc_netlink_net_init,
	.exit = kuipc_netlink_net_exit,
};

static const struct kuipc_abilities kuipc_netlink_abilities = {
	.largest_message = KUIPC_MAX_MESSAGE,
	.largest_event = KUIPC_NETLINK_MAX_EVENT,
	.starts = KUIPC_STARTS_TASK | KUIPC_STARTS_KTHREAD | KUIPC_STARTS_SOFTIRQ,
	.bound_by = "netlink_unicast",
	.emit = kuipc_netlink_emit,
	.ready = kuipc_netlink_ready,
};

static int __init kuipc_netlink_init(void)
{
	int err;

	if (protocol <= NETLINK_SMC || protocol >= MAX_LINKS)
		return -EINVAL; /* up to NETLINK_SMC they are the kernel's own */
	err = kuipc_control_register(&kuipc_netlink_abilities);
	if (err)
		return err;
	err = netlink_register_notifier(&kuipc_netlink_notifier);
	if (err)
		goto err_notifier;
	err = register_pernet_subsys(&kuipc_netlink_room_ops);
	if (err)
		goto err_room;
	err = register_pernet_subsys(&kuipc_netlink_net_ops);
	if (err)
		goto err_net;
	return 0;

err_net:
	unregister_pernet_subsys(&kuipc_netlink_room_ops);
err_room:
	netlink_unregister_notifier(&kuipc_netlink_notifier);
err_notifier:
	kuipc_control_unregister();
	return err;
}

/* An open socket pins the module, so every port is gone by now. */
static void __exit kuipc_netlink_exit(void)
{
	unregister_pernet_subsys(&kuipc_netlink_net_ops);
	unregister_pernet_subsys(&kuipc_netlink_room_ops);
	netlink_unregister_notifier(&kuipc_netlink_notifier);
	kuipc_control_unregister();
}

module_init(kuipc_netlink_init);
module_exit(kuipc_netlink_exit);
MODULE_DESCRIPTION("kuipc: datagrams over a raw netlink socket");
MODULE_LICENSE("GPL");
