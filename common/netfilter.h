/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * netfilter: a process hears of each ICMP packet, the interface of the second article that kuipc
 * grew from.
 *
 * A program opens a netlink socket of protocol KUIPC_NETFILTER_PROTOCOL and sends a bare nlmsghdr
 * of type REGISTER. From then on each IPv4 packet of protocol ICMP that comes in
 * (NF_INET_PRE_ROUTING) in the socket's network namespace sends it one message of type EVENT, with
 * the packet's addresses. A ping over loopback is two packets, request and reply; a fragment is a
 * packet of its own. LEAVE ends that, and so does closing the socket: who binds its number then
 * hears nothing of it. One port is registered in each namespace: another REGISTER takes its place,
 * and a LEAVE of a port that is not registered changes nothing.
 *
 * The three types lie below NLMSG_MIN_TYPE, where netlink's own are: an EVENT has the number of
 * NLMSG_NOOP, which libnl and libmnl swallow, so the reader has to be raw. Requests need no flags.
 * Each is acknowledged by an NLMSG_ERROR, of which 0 is success, in the same queue as the packets.
 * A reader that takes all it gets for an EVENT, as the article's does, so sees the answer to its
 * REGISTER first, as a packet from 0.0.0.0 (the error) to 16.0.0.0 (the request's length).
 * The port registered is the one that the socket is bound to, whatever nlmsg_pid says.
 *
 * Errors in NLMSG_ERROR: EPERM without CAP_NET_ADMIN in the initial user namespace; EOPNOTSUPP for
 * another type; ENOMEM for a REGISTER. What is shorter than its nlmsg_len is dropped without an
 * answer, with the rest of its datagram. socket fails with EPROTONOSUPPORT when the module is not
 * loaded. An EVENT that finds the socket's receive buffer full is lost; recvmsg says so once, by
 * ENOBUFS.
 *
 * /dev/kuipc_netfilter_log tells a benchmark when that was. From its open to its close, at most
 * KUIPC_FIRE_LOG ICMP packets of the opener's network namespace are logged, registered port or
 * not. read gives a record (fire.h) for each, in order: sent is when the hook began, emitted when
 * the port had its message or was refused it (error), both time stamp counter readings; intended
 * is 0, since only who sent the packet knows. Errors: EPERM as above; EBUSY at open while the
 * namespace has a log; ENOMEM; EFAULT; EINVAL for less room than a record.
 */
#ifndef KUIPC_COMMON_NETFILTER_H
#define KUIPC_COMMON_NETFILTER_H

#include <linux/netlink.h>

#include "abi.h"
#include "fire.h"

#define KUIPC_NETFILTER_PROTOCOL 31

/* Values of nlmsg_type. */
#define KUIPC_NETFILTER_REGISTER 0
#define KUIPC_NETFILTER_EVENT 1
#define KUIPC_NETFILTER_LEAVE 2

struct kuipc_netfilter_event {
	__be32 source; /* network order, as in the packet */
	__be32 destination;
};

KUIPC_SIZE_IS(struct kuipc_netfilter_event, 8, netfilter_event_size);

#define KUIPC_NETFILTER_LOG_NODE "kuipc_netfilter_log"

#endif /* KUIPC_COMMON_NETFILTER_H */
