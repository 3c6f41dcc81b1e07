/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which socket left which message: the bookkeeping of netlink.c.
 *
 * A port is one user socket that has pushed. It is found by port id and told apart by the socket
 * itself, because the id alone is not enough: the netlink core gives an id free before it tells of
 * the release, so the next socket can have it, and have pushed, while the port of the one before is
 * still in here. The table holds its sockets (sock_hold): an address cannot come back early either.
 */
#ifndef KUIPC_MODULES_NETLINK_PORTS_H
#define KUIPC_MODULES_NETLINK_PORTS_H

#include <linux/err.h>
#include <linux/hashtable.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <net/sock.h>

#include "common/netlink.h"
#include "control.h"
#include "held.h"

struct netlink_port {
	struct hlist_node link;
	struct sock *owner;
	struct mutex lock; /* guards held: two tasks may send on one socket */
	struct kuipc_held held;
	struct rcu_head rcu;
};

static DEFINE_MUTEX(netlink_ports_lock); /* guards changes of the table, and the count */
static DEFINE_HASHTABLE(netlink_ports, 8);
static unsigned int netlink_ports_count;

/*
 * The port of the socket that sent request; NULL when it has left nothing. It needs no reference:
 * this is inside that socket's sendmsg, which keeps its file open, and ports go after the last
 * close.
 */
static struct netlink_port *netlink_port_find(const struct sk_buff *request)
{
	struct netlink_port *port;

	rcu_read_lock();
	hash_for_each_possible_rcu(netlink_ports, port, link, NETLINK_CB(request).portid)
		if (port->owner == NETLINK_CB(request).sk)
			break;
	rcu_read_unlock();
	return port;
}

static struct netlink_port *netlink_port_add(const struct sk_buff *request)
{
	struct netlink_port *port;

	if (netlink_ports_count == KUIPC_NETLINK_PORTS)
		return ERR_PTR(-ENOSPC);
	port = kzalloc(sizeof(*port), GFP_KERNEL_ACCOUNT);
	if (!port)
		return ERR_PTR(-ENOMEM);
	mutex_init(&port->lock);
	port->owner = NETLINK_CB(request).sk;
	sock_hold(port->owner);
	hash_add_rcu(netlink_ports, &port->link, NETLINK_CB(request).portid);
	netlink_ports_count++;
	kuipc_count_opener(1);
	return port;
}

/* Finds or makes the port of the socket that sent request; ERR_PTR(-ENOSPC or -ENOMEM) if not. */
static struct netlink_port *netlink_port_get(const struct sk_buff *request)
{
	struct netlink_port *port = netlink_port_find(request);

	if (port)
		return port;
	mutex_lock(&netlink_ports_lock);
	port = netlink_port_find(request); /* another task of this socket may have been faster */
	if (!port)
		port = netlink_port_add(request);
	mutex_unlock(&netlink_ports_lock);
	return port;
}

/* Drops the ports at portid whose socket is closed for good: no task can be using them. */
static void netlink_ports_sweep(u32 portid)
{
	struct netlink_port *port;
	struct hlist_node *next;

	mutex_lock(&netlink_ports_lock);
	hash_for_each_possible_safe(netlink_ports, port, next, link, portid) {
		if (!sock_flag(port->owner, SOCK_DEAD))
			continue;
		hash_del_rcu(&port->link);
		netlink_ports_count--;
		kuipc_count_opener(-1);
		sock_put(port->owner);
		kuipc_held_free(&port->held);
		kfree_rcu(port, rcu); /* others of this bucket may be reading its link and owner */
	}
	mutex_unlock(&netlink_ports_lock);
}

#endif /* KUIPC_MODULES_NETLINK_PORTS_H */
