/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * netlink: datagrams between a socket and the kernel.
 *
 * A program opens socket(AF_NETLINK, SOCK_RAW, protocol). The protocol is KUIPC_NETLINK_PROTOCOL
 * unless the module was loaded with another, which KUIPC_NETLINK_PROTOCOL_FILE then tells. It sends
 * requests: a struct nlmsghdr with NLM_F_REQUEST and one of the types below, then the bytes of the
 * message, without attributes. Several requests may share a datagram, each at a multiple of 4
 * bytes; they are taken in order.
 *
 * ECHO is answered by MESSAGE with the same bytes. PUSH is kept as the message of the socket's port
 * and not answered. PULL carries no bytes and is answered by MESSAGE with the bytes of the port's
 * last PUSH, which stay; before the first there are none. MESSAGE has the sequence number of its
 * request. A message of 0 bytes is one. Whose port it is follows from the socket that sent, in its
 * network namespace; nlmsg_pid is ignored. A port's message is gone when its socket is closed.
 *
 * LISTEN makes the port the one that hears what the kernel starts (fire.h): MESSAGE with the
 * sequence number of the kernel's choice, of at most KUIPC_NETLINK_MAX_EVENT bytes. It is
 * acknowledged as asked. One port listens at a time, until its socket is closed; nobody who binds
 * its number then hears what was under way. What does not fit its receive buffer is lost, and once
 * that has happened everything is, until the buffer is empty; recvmsg says so by ENOBUFS, once.
 *
 * Errors are answered by NLMSG_ERROR: EPERM without CAP_NET_ADMIN in the initial user namespace, at
 * each request; EMSGSIZE for more than KUIPC_MAX_MESSAGE bytes; EINVAL for a PULL or LISTEN with
 * bytes; EBUSY for a LISTEN while another port does; EOPNOTSUPP for any other type; ENOMEM; ENOSPC
 * for the first PUSH of one port too many. With NLM_F_ACK a request that went well is answered by
 * an NLMSG_ERROR of 0 in the end. A request that is shorter than its header says is dropped without
 * an answer, and so is the rest of its datagram.
 *
 * Errors of calls: socket fails with EPROTONOSUPPORT when the module is not loaded; sendmsg with
 * EMSGSIZE when SO_SNDBUF is less than header, message and 32 bytes; recvmsg with ENOBUFS, once,
 * after an answer was lost because the receive buffer was full.
 */
#ifndef KUIPC_COMMON_NETLINK_H
#define KUIPC_COMMON_NETLINK_H

#include <linux/netlink.h>

#include "abi.h"

#define KUIPC_NETLINK_PROTOCOL 30
#define KUIPC_NETLINK_PROTOCOL_FILE "/sys/module/kuipc_netlink/parameters/protocol"

#define KUIPC_NETLINK_PORTS 1024 /* that hold a message, in all namespaces together */

/* Values of nlmsg_type. Below NLMSG_MIN_TYPE (16) they belong to netlink itself. */
#define KUIPC_NETLINK_ECHO 16
#define KUIPC_NETLINK_PUSH 17
#define KUIPC_NETLINK_PULL 18
#define KUIPC_NETLINK_MESSAGE 19
#define KUIPC_NETLINK_LISTEN 20

#define KUIPC_NETLINK_MAX_EVENT 65536u

KUIPC_STATIC_ASSERT(KUIPC_NETLINK_ECHO >= NLMSG_MIN_TYPE, netlink_types);

#endif /* KUIPC_COMMON_NETLINK_H */
