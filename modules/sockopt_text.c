// SPDX-License-Identifier: GPL-2.0-only
/*
 * sockopt_text: a line of text each way, as the value of a socket option.
 *
 *   user                                  kernel, in the caller's task
 *   setsockopt(fd, IPPROTO_IP, 128) ----> copy in, note it
 *   getsockopt(fd, IPPROTO_IP, 128) ----> IP, then netfilter, look whose option that is
 *                                   <---- copy a constant out
 *
 * Per message: one system call, one copy; no allocation, no wakeup. This is what an option of a
 * kernel module is at the least: sockopt.c beside it also keeps what each socket was left. Used in
 * this form by many a driver and by the article that kuipc grew from; ebtables has the same number.
 * It cannot start a message, and takes no more than a line.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/in.h>
#include <linux/module.h>
#include <linux/netfilter.h>
#include <linux/sockptr.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "common/sockopt_text.h"
#include "control.h"

static const char text_answer[] = KUIPC_SOCKOPT_TEXT_ANSWER;

static int text_set(struct sock *sk, int option, sockptr_t from, unsigned int length)
{
	char text[KUIPC_SOCKOPT_TEXT_ROOM];

	if (!kuipc_permitted())
		return -EPERM;
	if (length > sizeof(text))
		return -EMSGSIZE;
	if (copy_from_sockptr(text, from, length))
		return -EFAULT;
	kuipc_touch(text, length);
	kuipc_count_received(length);
	/*
	 * Escaped: a user's line ends and control characters have no business in the log. Quotes
	 * are not, so they would not tell where the text ends; its length does, which nobody looks
	 * for unless this is printed.
	 */
	pr_debug("%d bytes: %*pE\n", (int)strnlen(text, length), (int)strnlen(text, length), text);
	return 0;
}

static int text_get(struct sock *sk, int option, void __user *to, int *length)
{
	if (!kuipc_permitted())
		return -EPERM;
	/* IP has refused that already, but read the length from the user again since. */
	if (*length < 0)
		return -EINVAL;
	*length = min_t(int, *length, sizeof(text_answer));
	if (copy_to_user(to, text_answer, *length))
		return -EFAULT;
	kuipc_count_sent(*length);
	return 0;
}

static struct nf_sockopt_ops text_ops = {
	.pf = PF_INET,
	.set_optmin = KUIPC_SOCKOPT_TEXT,
	.set_optmax = KUIPC_SOCKOPT_TEXT + 1,
	.set = text_set,
	.get_optmin = KUIPC_SOCKOPT_TEXT,
	.get_optmax = KUIPC_SOCKOPT_TEXT + 1,
	.get = text_get,
	.owner = THIS_MODULE,
};

static const struct kuipc_abilities text_abilities = {
	.largest_message = KUIPC_SOCKOPT_TEXT_ROOM,
	.bound_by = "copy_to_user",
};

static int __init text_init(void)
{
	int err = kuipc_control_register(&text_abilities);

	if (err)
		return err;
	err = nf_register_sockopt(&text_ops);
	if (err == -EBUSY)
		pr_notice("socket option %d is taken, by ebtables as a rule\n", KUIPC_SOCKOPT_TEXT);
	if (err)
		kuipc_control_unregister();
	return err;
}

static void __exit text_exit(void)
{
	nf_unregister_sockopt(&text_ops);
	kuipc_control_unregister();
}

module_init(text_init);
module_exit(text_exit);
MODULE_DESCRIPTION("kuipc: a line of text as the value of a socket option");
MODULE_LICENSE("GPL");
