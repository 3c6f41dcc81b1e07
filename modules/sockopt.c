// SPDX-License-Identifier: GPL-2.0-only
/*
 * sockopt: a message as the value of a socket option.
 *
 *   user                                   kernel
 *   setsockopt(fd, MESSAGE, message) ----> find the socket in sockopt_table.h; copy in, touch, keep
 *   getsockopt(fd, MESSAGE, buffer)  ----> find it there
 *                                    <---- copy out
 *   getsockopt(fd, EXCHANGE, buffer) ----> copy in, touch
 *                                    <---- copy out over it, keep nothing
 *
 * Per round trip: two system calls and two copies with MESSAGE, one and two with EXCHANGE; no
 * wakeup. EXCHANGE allocates for what is more than a struct or two. Before any of our code runs, IP
 * has taken and dropped the socket's lock, and netfilter walked the registered ranges under one
 * mutex for the whole machine, the last one first: what was registered after us (sockopt_text, or
 * iptables, ebtables, IPVS) costs each call its part. Used by iptables, ebtables and IPVS for their
 * rules, and, one level up, by every protocol for its settings. It cannot start a message, nor wait
 * for one.
 */
#include <linux/in.h>
#include <linux/module.h>
#include <linux/netfilter.h>
#include <linux/sockptr.h>
#include <linux/uaccess.h>

#include "common/sockopt.h"
#include "control.h"
#include "held.h"
#include "sockopt_table.h"

/* bytes */
#define SOCKOPT_ON_STACK 256

static int sockopt_take(struct sockopt_opener *opener, sockptr_t from, unsigned int length)
{
	int err;

	if (mutex_lock_killable(&opener->lock))
		return -EINTR;
	err = kuipc_held_reserve(&opener->held, length);
	if (!err && copy_from_sockptr(opener->held.data, from, length))
		err = -EFAULT;
	if (!err) {
		opener->held.length = length;
		kuipc_touch(opener->held.data, length);
		kuipc_count_received(length);
	}
	mutex_unlock(&opener->lock);
	return err;
}

/*
 * from is kernel memory when a BPF program of the caller's cgroup has rewritten the value: it has
 * length bytes then, and is the caller's message like any other.
 */
static int sockopt_set(struct sock *sk, int option, sockptr_t from, unsigned int length)
{
	struct sockopt_opener *opener;
	int err;

	if (!kuipc_permitted())
		return -EPERM;
	if (length > KUIPC_MAX_MESSAGE)
		return -EMSGSIZE;
	opener = sockopt_find(sk);
	if (!opener)
		opener = sockopt_insert(sk);
	if (IS_ERR(opener))
		return PTR_ERR(opener);
	err = sockopt_take(opener, from, length);
	sockopt_put(opener);
	return err;
}

static int sockopt_give(struct sockopt_opener *opener, void __user *to, int *length)
{
	const struct kuipc_held *held = &opener->held;
	int err = 0;

	if (mutex_lock_killable(&opener->lock))
		return -EINTR;
	if (held->length > *length) {
		err = -EMSGSIZE;
	} else if (copy_to_user(to, held->data, held->length)) {
		err = -EFAULT;
	} else {
		*length = held->length;
		kuipc_count_sent(held->length);
	}
	mutex_unlock(&opener->lock);
	return err;
}

static int sockopt_exchange(void __user *buffer, int length)
{
	u8 small[SOCKOPT_ON_STACK], *message = small;
	int err = -EFAULT;

	if (length > KUIPC_MAX_MESSAGE)
		return -EMSGSIZE;
	if (length > sizeof(small))
		message = kvmalloc(length, GFP_KERNEL_ACCOUNT);
	if (!message)
		return -ENOMEM;
	if (!copy_from_user(message, buffer, length)) {
		kuipc_touch(message, length);
		kuipc_count_received(length);
		if (!copy_to_user(buffer, message, length)) {
			kuipc_count_sent(length);
			err = 0;
		}
	}
	if (message != small)
		kvfree(message);
	return err;
}

static int sockopt_get(struct sock *sk, int option, void __user *to, int *length)
{
	struct sockopt_opener *opener;
	int err;

	if (!kuipc_permitted())
		return -EPERM;
	/* IP has refused that already, but read the length from the user again since. */
	if (*length < 0)
		return -EINVAL;
	if (option == KUIPC_SOCKOPT_EXCHANGE)
		return sockopt_exchange(to, *length);
	opener = sockopt_find(sk);
	if (!opener) {
		*length = 0;
		return 0;
	}
	err = sockopt_give(opener, to, length);
	sockopt_put(opener);
	return err;
}

static struct nf_sockopt_ops sockopt_ops = {
	.pf = PF_INET,
	.set_optmin = KUIPC_SOCKOPT_MESSAGE,
	.set_optmax = KUIPC_SOCKOPT_MESSAGE + 1,
	.set = sockopt_set,
	.get_optmin = KUIPC_SOCKOPT_MESSAGE,
	.get_optmax = KUIPC_SOCKOPT_EXCHANGE + 1,
	.get = sockopt_get,
	.owner = THIS_MODULE,
};

static const struct kuipc_abilities sockopt_abilities = {
	.largest_message = KUIPC_MAX_MESSAGE,
	.bound_by = "copy_to_user",
};

static int __init sockopt_init(void)
{
	int err = kuipc_control_register(&sockopt_abilities);

	if (err)
		return err;
	err = nf_register_sockopt(&sockopt_ops);
	if (err)
		kuipc_control_unregister();
	return err;
}

/* netfilter pins the module during each call: none is running here, and after this none begins. */
static void __exit sockopt_exit(void)
{
	nf_unregister_sockopt(&sockopt_ops);
	sockopt_empty();
	kuipc_control_unregister();
}

module_init(sockopt_init);
module_exit(sockopt_exit);
MODULE_DESCRIPTION("kuipc: a message as the value of a socket option");
MODULE_LICENSE("GPL");
