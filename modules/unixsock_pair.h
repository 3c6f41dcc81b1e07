/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How unixsock gets its socket: it makes both ends of a pair and gives one away.
 *
 * A descriptor taken from the user (as nbd and 9p do) leaves him a way to our end: he may read what
 * is ours, set options, or send it through itself. A listening socket would need an address, which
 * somebody may take before us, in each network namespace or in one only. Of this pair nobody else
 * has our end, and there is no address. Our end belongs to the initial network namespace, which
 * stays: a socket of the kernel's does not hold its namespace.
 *
 * A Unix socket asks no module whether its holder may send. So his end has operations of ours, as a
 * socket with kernel TLS has: send and receive ask first, in the caller's own task, and all that
 * goes on is the family's. Nothing needs an address, so none can be had. Packets with control
 * messages are refused: nobody here would take a descriptor, and our own could keep the pair alive
 * in a circle. The socket pins the module for as long as it is open.
 */
#ifndef KUIPC_MODULES_UNIXSOCK_PAIR_H
#define KUIPC_MODULES_UNIXSOCK_PAIR_H

#include <linux/file.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/socket.h>
#include <linux/un.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "common/unixsock.h"
#include "control.h"

/*
 * The largest packet, and what af_unix holds back. It refuses what is larger, and has a second one
 * of that size wait until the first is received; small ones it queues up to their sum.
 */
#define UNIXSOCK_BUFFER (KUIPC_MAX_MESSAGE + sizeof(struct kuipc_unixsock) + 32)

static const struct proto_ops *unixsock_family; /* the operations of every such socket */

static int unixsock_user_sendmsg(struct socket *sock, struct msghdr *packet, size_t length)
{
	if (!kuipc_permitted())
		return -EPERM;
	if (packet->msg_controllen)
		return -EOPNOTSUPP;
	return unixsock_family->sendmsg(sock, packet, length);
}

static int unixsock_user_recvmsg(struct socket *sock, struct msghdr *packet, size_t room, int flags)
{
	return kuipc_permitted() ? unixsock_family->recvmsg(sock, packet, room, flags) : -EPERM;
}

static __poll_t unixsock_user_poll(struct file *file, struct socket *sock, poll_table *table)
{
	return unixsock_family->poll(file, sock, table);
}

static int unixsock_user_ioctl(struct socket *sock, unsigned int command, unsigned long argument)
{
	return unixsock_family->ioctl(sock, command, argument);
}

static int unixsock_user_shutdown(struct socket *sock, int how)
{
	return unixsock_family->shutdown(sock, how);
}

/* The family's reference is the one that the socket was made with; ours is put by the caller. */
static int unixsock_user_release(struct socket *sock)
{
	int err = unixsock_family->release(sock);

	module_put(unixsock_family->owner);
	return err;
}

static const struct proto_ops unixsock_user_ops = {
	.family = PF_UNIX,
	.owner = THIS_MODULE,
	.release = unixsock_user_release,
	.bind = sock_no_bind,
	.connect = sock_no_connect,
	.socketpair = sock_no_socketpair,
	.accept = sock_no_accept,
	.getname = sock_no_getname,
	.poll = unixsock_user_poll,
	.ioctl = unixsock_user_ioctl,
	.listen = sock_no_listen,
	.shutdown = unixsock_user_shutdown,
	.sendmsg = unixsock_user_sendmsg,
	.recvmsg = unixsock_user_recvmsg,
	.mmap = sock_no_mmap,
};

static int unixsock_make_pair(struct socket **kernel, struct socket **user)
{
	int err = sock_create_kern(&init_net, AF_UNIX, SOCK_SEQPACKET, 0, kernel);

	if (err)
		return err;
	WRITE_ONCE(unixsock_family, (*kernel)->ops); /* always the same */
	err = sock_create(AF_UNIX, SOCK_SEQPACKET, 0, user);
	if (err)
		goto release_kernel;
	err = unixsock_family->socketpair(*kernel, *user);
	if (err)
		goto release_user;
	WRITE_ONCE((*kernel)->sk->sk_sndbuf, UNIXSOCK_BUFFER);
	WRITE_ONCE((*user)->sk->sk_sndbuf, UNIXSOCK_BUFFER);
	__module_get(THIS_MODULE);
	(*user)->ops = &unixsock_user_ops;
	return 0;

release_user:
	sock_release(*user);
release_kernel:
	sock_release(*kernel);
	return err;
}

#endif /* KUIPC_MODULES_UNIXSOCK_PAIR_H */
