// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a transport may want to do to start a message, each deed alone: copying into user memory,
 * taking a mutex, allocating with GFP_KERNEL, sleeping, writing to a file, sending on a Unix
 * socket, queueing a netlink message. Which of them a context forbids is not told here: the
 * kernel's checkers tell.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/un.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "forbidden.h"

#define MESSAGE 64

static char message[MESSAGE];

static unsigned long user_page;

/* The writer's own memory, and touched, so that a copy finds the page there. */
static int map_user_page(void)
{
	user_page = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, 0);
	if (IS_ERR_VALUE(user_page))
		return (int)user_page;
	return clear_user((void __user *)user_page, MESSAGE) ? -EFAULT : 0;
}

static long copy_message_to_user(void)
{
	return copy_to_user((void __user *)user_page, message, MESSAGE) ? -EFAULT : 0;
}

static void unmap_user_page(void)
{
	vm_munmap(user_page, PAGE_SIZE);
}

static DEFINE_MUTEX(nobody_holds);

static long take_mutex(void)
{
	mutex_lock(&nobody_holds);
	mutex_unlock(&nobody_holds);
	return 0;
}

static long allocate(void)
{
	void *memory = kmalloc(MESSAGE, GFP_KERNEL);

	kfree(memory);
	return memory ? 0 : -ENOMEM;
}

static long give_way(void)
{
	schedule();
	return 0;
}

static long all_or_error(long taken)
{
	if (taken < 0)
		return taken;
	return taken == MESSAGE ? 0 : -EIO;
}

static struct file *file;

static int open_file(void)
{
	file = filp_open("/tmp/forbidden", O_CREAT | O_WRONLY, 0600);
	return PTR_ERR_OR_ZERO(file);
}

static long write_file(void)
{
	loff_t position = 0;

	return all_or_error(kernel_write(file, message, MESSAGE, &position));
}

static void close_file(void)
{
	filp_close(file, NULL);
}

static struct socket *receiver, *sender;

static void close_sockets(void)
{
	if (sender)
		sock_release(sender);
	if (receiver)
		sock_release(receiver);
	sender = NULL;
	receiver = NULL;
}

static int open_unix_sockets(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct sockaddr *any = (struct sockaddr *)&address;
	int length, err;

	err = sock_create_kern(&init_net, AF_UNIX, SOCK_DGRAM, 0, &receiver) ?:
	      sock_create_kern(&init_net, AF_UNIX, SOCK_DGRAM, 0, &sender) ?:
	      kernel_bind(receiver, any, sizeof(address.sun_family));
	if (err)
		goto close;
	err = kernel_getsockname(receiver, any);
	if (err < 0)
		goto close;
	length = err;
	err = kernel_connect(sender, any, length, 0);
	if (err)
		goto close;
	return 0;

close:
	close_sockets();
	return err;
}

static long send_on_unix_socket(void)
{
	struct kvec content = { .iov_base = message, .iov_len = MESSAGE };
	struct msghdr header = { .msg_flags = MSG_DONTWAIT };

	return all_or_error(kernel_sendmsg(sender, &header, &content, 1, MESSAGE));
}

#define FREE_NETLINK_PROTOCOL 29 /* nobody's, in this boot */
#define PORTID 4711

static struct sock *netlink;
static struct sk_buff *datagram;

static void close_netlink(void)
{
	close_sockets();
	if (netlink)
		netlink_kernel_release(netlink);
	netlink = NULL;
}

/* The datagram is made here, in the task: its allocation is an operation of its own. */
static int open_netlink(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_pid = PORTID };
	struct netlink_kernel_cfg nothing = {};
	int err = -ENOMEM;

	netlink = netlink_kernel_create(&init_net, FREE_NETLINK_PROTOCOL, &nothing);
	if (!netlink)
		return -EBUSY;
	err = sock_create_kern(&init_net, AF_NETLINK, SOCK_RAW, FREE_NETLINK_PROTOCOL, &receiver) ?:
	      kernel_bind(receiver, (struct sockaddr *)&address, sizeof(address));
	if (err)
		goto close;
	datagram = nlmsg_new(MESSAGE, GFP_KERNEL);
	if (datagram && nlmsg_put(datagram, 0, 0, NLMSG_MIN_TYPE, MESSAGE, 0))
		return 0;
	nlmsg_free(datagram);
	err = -ENOMEM;
close:
	close_netlink();
	return err;
}

static long send_datagram(void)
{
	return min(netlink_unicast(netlink, datagram, PORTID, MSG_DONTWAIT), 0);
}

static const struct forbidden_operation operations[] = {
	{ "copy_to_user", map_user_page, copy_message_to_user, unmap_user_page },
	{ "mutex_lock", NULL, take_mutex, NULL },
	{ "kmalloc", NULL, allocate, NULL },
	{ "schedule", NULL, give_way, NULL },
	{ "kernel_write", open_file, write_file, close_file },
	{ "kernel_sendmsg", open_unix_sockets, send_on_unix_socket, close_sockets },
	{ "netlink_unicast", open_netlink, send_datagram, close_netlink },
	{},
};

static const struct forbidden_operation *find(const struct forbidden_operation *among,
					      const char *name)
{
	for (; among->name; among++)
		if (!strcmp(among->name, name))
			return among;
	return NULL;
}

const struct forbidden_operation *forbidden_find(const char *name)
{
	return find(operations, name) ?: find(forbidden_mistakes, name);
}
