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
 * The hook may neither sleep nor wait for the reader: memory is GFP_ATOMIC, and what does not fit
 * the socket's receive buffer is lost. Used in this form by connection tracking and by the log
 * and queue targets (nfnetlink), which replaced ip_queue. It tells of packets; to decide on one,
 * see nfqueue.
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

/* Guards the owners and ports of all namespaces, and the list of those that have one. */
static DEFINE_MUTEX(netfilter_lock);
static LIST_HEAD(netfilter_registered);

static int netfilter_emit(const struct netfilter_net *own, u32 portid, const struct iphdr *ip)
{
	struct kuipc_netfilter_event *event;
	struct sk_buff *skb = nlmsg_new(sizeof(*event), GFP_ATOMIC | __GFP_NOWARN);
	int err = -ENOMEM;

	if (skb) {
		event = nlmsg_data(nlmsg_put(skb, 0, 0, KUIPC_NETFILTER_EVENT, sizeof(*event), 0));
		event->source = ip->saddr;
		event->destination = ip->daddr;
		err = netlink_unicast(own->kernel, skb, portid, MSG_DONTWAIT);
	}
	if (err < 0) {
		kuipc_count_dropped();
		return err;
	}
	kuipc_count_sent(sizeof(*event));
	return 0;
}

/* Under rcu_read_lock(): own->kernel is released a grace period after the last hook. */
static unsigned int netfilter_hook(void *priv, struct sk_buff *skb,
				   const struct nf_hook_state *state)
{
	const struct netfilter_net *own = net_generic(state->net, netfilter_net_id);
	const struct iphdr *ip = ip_hdr(skb);
	struct netfilter_log *log;
	u64 began;
	u32 portid;
	int err = 0;

	if (ip->protocol != IPPROTO_ICMP)
		return NF_ACCEPT;
	log = rcu_dereference(own->log);
	began = log ? rdtsc_ordered() : 0;
	portid = READ_ONCE(own->portid);
	if (portid)
		err = netfilter_emit(own, portid, ip);
	if (log)
		netfilter_log_add(log, began, rdtsc_ordered(), err);
	return NF_ACCEPT;
}

/* The caller holds netfilter_lock. */
static void netfilter_forget(struct netfilter_net *own)
{
	WRITE_ONCE(own->portid, 0);
	if (!own->owner)
		return;
	sock_put(own->owner);
	own->owner = NULL;
	list_del(&own->registered);
	kuipc_count_opener(-1);
}

/* Whoever comes last is heard from; the socket tells its port from that of a successor. */
static void netfilter_register(const struct sk_buff *request, struct netfilter_net *own)
{
	mutex_lock(&netfilter_lock);
	netfilter_forget(own);
	own->owner = NETLINK_CB(request).sk;
	sock_hold(own->owner);
	list_add(&own->registered, &netfilter_registered);
	kuipc_count_opener(1);
	WRITE_ONCE(own->portid, NETLINK_CB(request).portid);
	mutex_unlock(&netfilter_lock);
}

static void netfilter_leave(const struct sk_buff *request, struct netfilter_net *own)
{
	mutex_lock(&netfilter_lock);
	if (own->owner == NETLINK_CB(request).sk)
		netfilter_forget(own);
	mutex_unlock(&netfilter_lock);
}

static int netfilter_take(struct sk_buff *request, const struct nlmsghdr *asked)
{
	struct netfilter_net *own = net_generic(sock_net(request->sk), netfilter_net_id);

	if (!netlink_capable(request, CAP_NET_ADMIN))
		return -EPERM;
	switch (asked->nlmsg_type) {
	case KUIPC_NETFILTER_REGISTER:
		netfilter_register(request, own);
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
 * of it: the next to have it may have registered.
 */
static int netfilter_released(struct notifier_block *block, unsigned long event, void *data)
{
	const struct netlink_notify *released = data;
	struct netfilter_net *own, *next;

	if (event != NETLINK_URELEASE || released->protocol != KUIPC_NETFILTER_PROTOCOL)
		return NOTIFY_DONE;
	mutex_lock(&netfilter_lock);
	list_for_each_entry_safe(own, next, &netfilter_registered, registered)
		if (own->portid == released->portid && sock_flag(own->owner, SOCK_DEAD))
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

static int __net_init netfilter_net_init(struct net *net)
{
	struct netlink_kernel_cfg config = { .input = netfilter_input };
	struct netfilter_net *own = net_generic(net, netfilter_net_id);
	int err;

	own->kernel = netlink_kernel_create(net, KUIPC_NETFILTER_PROTOCOL, &config);
	if (!own->kernel)
		return -EBUSY; /* it gives no reason; out of memory is rarer than a number taken */
	err = nf_register_net_hook(net, &netfilter_ops);
	if (err)
		netlink_kernel_release(own->kernel);
	return err;
}

/* A grace period lies between the two: no hook is running any more when the socket goes. */
static void __net_exit netfilter_net_pre_exit(struct net *net)
{
	nf_unregister_net_hook(net, &netfilter_ops);
}

/* A registered socket and an open log hold their namespace, so neither is left. */
static void __net_exit netfilter_net_exit(struct net *net)
{
	struct netfilter_net *own = net_generic(net, netfilter_net_id);

	netlink_kernel_release(own->kernel);
}

static struct pernet_operations netfilter_net_ops = {
	.init = netfilter_net_init,
	.pre_exit = netfilter_net_pre_exit,
	.exit = netfilter_net_exit,
	.id = &netfilter_net_id,
	.size = sizeof(struct netfilter_net),
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
	err = register_pernet_subsys(&netfilter_net_ops);
	if (err)
		goto err_pernet;
	return 0;

err_pernet:
	netlink_unregister_notifier(&netfilter_notifier);
err_notifier:
	kuipc_device_unregister(&netfilter_log_device);
	return err;
}

/* An open socket pins the module, and an open log: no port is registered by now. */
static void __exit kuipc_netfilter_exit(void)
{
	unregister_pernet_subsys(&netfilter_net_ops);
	netlink_unregister_notifier(&netfilter_notifier);
	kuipc_device_unregister(&netfilter_log_device);
}

module_init(kuipc_netfilter_init);
module_exit(kuipc_netfilter_exit);
MODULE_DESCRIPTION("kuipc: netlink messages from a netfilter hook");
MODULE_LICENSE("GPL");
