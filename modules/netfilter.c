// SPDX-License-Identifier: GPL-2.0-only
/*
 * netfilter: netlink from a netfilter hook, in softirq.
 *
 *   network                    kernel                                           user
 *   an ICMP packet comes in -> NET_RX softirq: ip_rcv(), then the hook
 *                              netfilter_hook(): allocate an skb, write the
 *                              addresses, queue it on the registered socket,
 *                              wake its reader ----------------------------> recvmsg(fd)
 *                              the packet goes on as if nothing had been
 *
 * Per packet: one system call, two copies (into the skb, and out), one allocation, one wakeup of a
 * reader that sleeps.
 * The hook may neither sleep nor wait for the reader: memory is GFP_ATOMIC, charged to no memory
 * cgroup in softirq, and what does not fit the socket's receive buffer is lost. Used in this form
 * by connection tracking and by the log and queue targets (nfnetlink), which replaced ip_queue. It
 * tells of packets; to decide on one, see nfqueue.
 *
 * Requests are taken by hand: their types lie below NLMSG_MIN_TYPE and they carry no flags, so
 * that netlink_rcv_skb() would drop them. Each is acknowledged, which a program that takes all it
 * reads for a packet shows as its first one, from 0.0.0.0 to 16.0.0.0.
 */
#include <linux/icmp.h>
#include <linux/ip.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netlink.h>
#include <linux/notifier.h>
#include <net/netlink.h>
#include <net/sock.h>
#include <asm/tsc.h>

#include "common/netfilter.h"
#include "control.h"
#include "netfilter_log.h"
#include "netlink_listener.h"

/* Guards the listeners of all namespaces, and the list of those that have one. */
static DEFINE_MUTEX(netfilter_lock);
static LIST_HEAD(netfilter_registered);

/* While the listener's file is held, its socket is open and its port id is its own. */
static int netfilter_send(struct netlink_listener *listener, struct sk_buff *skb)
{
	struct file *held = netlink_listener_hold(listener);
	int err;

	if (!held) {
		kfree_skb(skb);
		return -ENOTCONN;
	}
	err = netlink_unicast(listener->kernel, skb, listener->portid, MSG_DONTWAIT);
	fput(held);
	return err;
}

static int netfilter_emit(struct netlink_listener *listener, const struct iphdr *ip)
{
	struct kuipc_netfilter_event *event;
	struct sk_buff *skb = nlmsg_new(sizeof(*event), GFP_ATOMIC | __GFP_NOWARN | __GFP_ACCOUNT);
	int err = -ENOMEM;

	if (skb) {
		event = nlmsg_data(nlmsg_put(skb, 0, 0, KUIPC_NETFILTER_EVENT, sizeof(*event), 0));
		event->source = ip->saddr;
		event->destination = ip->daddr;
		err = netfilter_send(listener, skb);
	}
	if (err < 0) {
		kuipc_count_dropped();
		return err;
	}
	kuipc_count_sent(sizeof(*event));
	return 0;
}

/* Under rcu_read_lock(), as hooks are. */
static unsigned int netfilter_hook(void *priv, struct sk_buff *skb,
				   const struct nf_hook_state *state)
{
	const struct netfilter_net *own = net_generic(state->net, netfilter_net_id);
	const struct iphdr *ip = ip_hdr(skb);
	struct netlink_listener *listener;
	struct netfilter_log *log;
	u64 began;
	int err = 0;

	if (ip->protocol != IPPROTO_ICMP)
		return NF_ACCEPT;
	log = rcu_dereference(own->log);
	began = log ? rdtsc_ordered() : 0;
	listener = rcu_dereference(own->listener);
	if (listener)
		err = netfilter_emit(listener, ip);
	if (log)
		netfilter_log_add(log, began, rdtsc_ordered(), err);
	return NF_ACCEPT;
}

/* The caller holds netfilter_lock. */
static struct netlink_listener *netfilter_listener(const struct netfilter_net *own)
{
	return rcu_dereference_protected(own->listener, lockdep_is_held(&netfilter_lock));
}

/* The same; there is a listener. */
static void netfilter_forget(struct netfilter_net *own)
{
	struct netlink_listener *listener = netfilter_listener(own);

	RCU_INIT_POINTER(own->listener, NULL);
	netlink_listener_free(listener);
	list_del(&own->registered);
	kuipc_count_opener(-1);
}

/* Whoever comes last is heard from. */
static int netfilter_register(const struct sk_buff *request, struct netfilter_net *own)
{
	struct netlink_listener *listener = netlink_listener_new(request), *before;

	if (IS_ERR(listener))
		return PTR_ERR(listener);
	mutex_lock(&netfilter_lock);
	before = netfilter_listener(own);
	rcu_assign_pointer(own->listener, listener);
	if (before) {
		netlink_listener_free(before);
	} else {
		list_add(&own->registered, &netfilter_registered);
		kuipc_count_opener(1);
	}
	mutex_unlock(&netfilter_lock);
	return 0;
}

static void netfilter_leave(const struct sk_buff *request, struct netfilter_net *own)
{
	const struct netlink_listener *listener;

	mutex_lock(&netfilter_lock);
	listener = netfilter_listener(own);
	if (listener && listener->owner == NETLINK_CB(request).sk)
		netfilter_forget(own);
	mutex_unlock(&netfilter_lock);
}

static int netfilter_take(struct sk_buff *request, const struct nlmsghdr *asked)
{
	struct netfilter_net *own = net_generic(sock_net(request->sk), netfilter_net_id);
	int err;

	if (!netlink_capable(request, CAP_NET_ADMIN))
		return -EPERM;
	switch (asked->nlmsg_type) {
	case KUIPC_NETFILTER_REGISTER:
		err = netfilter_register(request, own);
		if (err)
			return err;
		break;
	case KUIPC_NETFILTER_LEAVE:
		netfilter_leave(request, own);
		break;
	default:
		return -EOPNOTSUPP;
	}
	kuipc_count_received(nlmsg_len(asked));
	return 0;
}

/* Runs in the sender's task, inside sendmsg, under no lock: may sleep, and many may run at once. */
static void netfilter_input(struct sk_buff *request)
{
	while (request->len >= NLMSG_HDRLEN) {
		struct nlmsghdr *asked = nlmsg_hdr(request);
		u32 length = asked->nlmsg_len; /* a copy of the user's by now: it cannot change */

		if (length < NLMSG_HDRLEN || length > request->len)
			return;
		netlink_ack(request, asked, netfilter_take(request, asked), NULL);
		skb_pull(request, min_t(u32, NLMSG_ALIGN(length), request->len));
	}
}

/*
 * A socket was closed, in a namespace that we need not have seen: our end in one makes the protocol
 * known to all, so while we come there are sockets where netfilter_net is not yet. Those that
 * registered are on the list, and hold their namespaces. The core gives a port free before it tells
 * of it, so that the next to have it may have registered: a closed socket is told by itself.
 */
static int netfilter_released(struct notifier_block *block, unsigned long event, void *data)
{
	const struct netlink_notify *released = data;
	struct netfilter_net *own, *next;

	if (event != NETLINK_URELEASE || released->protocol != KUIPC_NETFILTER_PROTOCOL)
		return NOTIFY_DONE;
	mutex_lock(&netfilter_lock);
	list_for_each_entry_safe(own, next, &netfilter_registered, registered)
		if (sock_flag(netfilter_listener(own)->owner, SOCK_DEAD))
			netfilter_forget(own);
	mutex_unlock(&netfilter_lock);
	return NOTIFY_DONE;
}

static struct notifier_block netfilter_notifier = {
	.notifier_call = netfilter_released,
};

/* First of all hooks: what others do with a packet, nfqueue for one, comes after its record. */
static const struct nf_hook_ops netfilter_ops = {
	.hook = netfilter_hook,
	.pf = NFPROTO_IPV4,
	.hooknum = NF_INET_PRE_ROUTING,
	.priority = NF_IP_PRI_FIRST,
};

static int __net_init netfilter_hook_init(struct net *net)
{
	return nf_register_net_hook(net, &netfilter_ops);
}

/* A grace period lies between this and the end of the namespace's room, in which the hook looks. */
static void __net_exit netfilter_hook_pre_exit(struct net *net)
{
	nf_unregister_net_hook(net, &netfilter_ops);
}

static struct pernet_operations netfilter_hook_ops = {
	.init = netfilter_hook_init,
	.pre_exit = netfilter_hook_pre_exit,
	.id = &netfilter_net_id,
	.size = sizeof(struct netfilter_net),
};

/* Last, and in a namespace that comes while we do without failing: see kuipc_netlink_net_init(). */
static int __net_init netfilter_socket_init(struct net *net)
{
	struct netlink_kernel_cfg config = { .input = netfilter_input };
	struct netfilter_net *own = net_generic(net, netfilter_net_id);

	own->kernel = netlink_kernel_create(net, KUIPC_NETFILTER_PROTOCOL, &config);
	if (own->kernel || (!kuipc_live() && !net_eq(net, &init_net)))
		return 0;
	return -EBUSY; /* it gives no reason; out of memory is rarer than a number taken */
}

/* A registered socket and an open log hold their namespace, so neither is left. */
static void __net_exit netfilter_socket_exit(struct net *net)
{
	struct netfilter_net *own = net_generic(net, netfilter_net_id);

	netlink_kernel_release(own->kernel);
}

static struct pernet_operations netfilter_socket_ops = {
	.init = netfilter_socket_init,
	.exit = netfilter_socket_exit,
};

/* A packet starts the message: FIRE has nothing to call. */
static const struct kuipc_abilities netfilter_abilities = {
	.largest_event = sizeof(struct kuipc_netfilter_event),
	.starts = KUIPC_STARTS_SOFTIRQ,
	.bound_by = "netlink_unicast",
};

static int __init kuipc_netfilter_init(void)
{
	int err = kuipc_device_register(&netfilter_abilities, &netfilter_log_device);

	if (err)
		return err;
	err = netlink_register_notifier(&netfilter_notifier);
	if (err)
		goto err_notifier;
	err = register_pernet_subsys(&netfilter_hook_ops);
	if (err)
		goto err_hook;
	err = register_pernet_subsys(&netfilter_socket_ops);
	if (err)
		goto err_socket;
	return 0;

err_socket:
	unregister_pernet_subsys(&netfilter_hook_ops);
err_hook:
	netlink_unregister_notifier(&netfilter_notifier);
err_notifier:
	kuipc_device_unregister(&netfilter_log_device);
	return err;
}

/* An open socket pins the module, and an open log: no port is registered by now. */
static void __exit kuipc_netfilter_exit(void)
{
	unregister_pernet_subsys(&netfilter_socket_ops);
	unregister_pernet_subsys(&netfilter_hook_ops);
	netlink_unregister_notifier(&netfilter_notifier);
	kuipc_device_unregister(&netfilter_log_device);
}

module_init(kuipc_netfilter_init);
module_exit(kuipc_netfilter_exit);
MODULE_DESCRIPTION("kuipc: netlink messages from a netfilter hook");
MODULE_LICENSE("GPL");
