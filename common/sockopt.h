/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * sockopt: a message as the value of a socket option.
 *
 * The options are on level IPPROTO_IP of any IPv4 socket, whatever its protocol and network
 * namespace; an unconnected UDP socket will do. setsockopt(KUIPC_SOCKOPT_MESSAGE) leaves the socket
 * one message: the value given, which replaces the one before. getsockopt(KUIPC_SOCKOPT_MESSAGE)
 * gives that message, as often as it is asked for, and stores its length; a socket that was left
 * none gives 0 bytes. All who hold the socket (threads, children, dup) share its message.
 *
 * getsockopt(KUIPC_SOCKOPT_EXCHANGE) is both at once: the option's buffer holds the message on
 * entry and the same bytes as answer on return; its length is the message's. The kernel keeps
 * nothing of it.
 *
 * At most KUIPC_SOCKOPT_SOCKETS sockets hold a message. No socket tells the module of its close, so
 * it looks: what a closed socket held is freed when another socket gets its first message, and
 * within about a second anyway. STATS counts a socket as opener from its first message until then.
 *
 * Errors: EPERM without CAP_NET_ADMIN in the initial user namespace, at each call; EMSGSIZE for a
 * message over KUIPC_MAX_MESSAGE, or a get with less room than the message: the message held stays
 * in both cases; EFAULT and ENOMEM, and the set that they end leaves a message of 0 bytes; EINVAL
 * for a negative length; ENOSPC when all places are taken; EINTR when a fatal signal came while
 * another task was in a call on this socket; ENOPROTOOPT when the module is not loaded (or, for a
 * moment, while another that registers options is being unloaded).
 */
#ifndef KUIPC_COMMON_SOCKOPT_H
#define KUIPC_COMMON_SOCKOPT_H

#include "abi.h"

/*
 * Numbers of our own, far from those in use: IP's below 64, iptables 64, SO_ORIGINAL_DST 80,
 * arptables 96, ebtables 128, multicast routing 200, IPVS 1152, each and a few on.
 */
#define KUIPC_SOCKOPT_MESSAGE 0x4b00
#define KUIPC_SOCKOPT_EXCHANGE 0x4b01

#define KUIPC_SOCKOPT_SOCKETS 256

#endif /* KUIPC_COMMON_SOCKOPT_H */
