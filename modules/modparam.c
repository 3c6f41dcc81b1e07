// SPDX-License-Identifier: GPL-2.0-only
/*
 * modparam: a parameter of a module, written and read in sysfs.
 *
 *   user                           kernel, one message for all
 *   encode as hexadecimal digits
 *   write(fd, text)       -------> kernfs: allocate, copy in; the module's parameter lock
 *                                  modparam_set(): decode into the message, touch
 *   pread(fd, room, 0)    -------> kernfs, by seq_file: clear a page; the same lock
 *                                  modparam_get(): encode into that page
 *   decode                <------- kernfs: copy out
 *
 * Per round trip: two system calls, six copies if those count that change a byte into two digits or
 * back, no wakeup. Used for switches and sizes of drivers (/sys/module/<name>/parameters), as one
 * value each. set() gets a string without its length, so a message with a NUL in it cannot come as
 * it is: it is text here, at twice the size, as with any driver whose parameter is no number. A
 * page is all that goes through in one call, which leaves 2,047 bytes of message; kernfs cuts what
 * is longer without a word, and here the digits beyond the largest message give it away.
 *
 * A parameter is the module's: set() and get() know no file, so state per opener cannot be had. The
 * kernel serialises them by a lock for each module. It cannot start a message: at most it tells a
 * reader that polls that there is something new to ask for (sysfs_notify()).
 *
 * An open file does not pin the module: sysfs waits for the calls that are running, and leaves
 * ENODEV behind.
 *
 * number, list and text are plain parameters of the three kinds, to be given at load or at boot:
 * whoever loads a module passes on what the kernel command line has for it, as modprobe does, and
 * the kernel itself does it for a module that is built in.
 */
#ifdef KUIPC_HAVE_HEX_H
#include <linux/hex.h> /* elsewhere in kernel.h */
#endif
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/string.h>

#include "common/modparam.h"
#include "control.h"

/* Both under the kernel's lock on this module's parameters. */
static u8 modparam_message[KUIPC_MODPARAM_LARGEST];
static size_t modparam_length;

static int modparam_set(const char *text, const struct kernel_param *param)
{
	size_t digits = strlen(text);

	if (!kuipc_permitted())
		return -EPERM;
	if (digits && text[digits - 1] == '\n')
		digits--;
	if (digits / 2 > sizeof(modparam_message))
		return -EMSGSIZE;
	modparam_length = 0;
	if (digits % 2 || hex2bin(modparam_message, text, digits / 2))
		return -EINVAL;
	modparam_length = digits / 2;
	kuipc_touch(modparam_message, modparam_length);
	kuipc_count_received(modparam_length);
	return 0;
}

/* Into a page, less the NUL that ends it. */
static int modparam_get(char *text, const struct kernel_param *param)
{
	char *end;

	if (!kuipc_permitted())
		return -EPERM;
	end = bin2hex(text, modparam_message, modparam_length);
	*end++ = '\n';
	if (modparam_length)
		kuipc_count_sent(modparam_length);
	return end - text;
}

static const struct kernel_param_ops modparam_ops = {
	.set = modparam_set,
	.get = modparam_get,
};

module_param_cb(message, &modparam_ops, NULL, 0600);
MODULE_PARM_DESC(message, "the message, as hexadecimal digits");

static int number;
module_param(number, int, 0444);
MODULE_PARM_DESC(number, "an integer that is only shown");

static int list[KUIPC_MODPARAM_LIST];
static unsigned int listed;
module_param_array(list, int, &listed, 0444);
MODULE_PARM_DESC(list, "up to 8 integers, separated by commas, that are only shown");

static char *text = "";
module_param(text, charp, 0444);
MODULE_PARM_DESC(text, "a string that is only shown");

static const struct kuipc_abilities modparam_abilities = {
	.largest_message = KUIPC_MODPARAM_LARGEST,
	.bound_by = "mutex_lock",
};

static int __init modparam_init(void)
{
	BUILD_BUG_ON(KUIPC_MODPARAM_PAGE > PAGE_SIZE);
	return kuipc_control_register(&modparam_abilities);
}

static void __exit modparam_exit(void)
{
	kuipc_control_unregister();
}

module_init(modparam_init);
module_exit(modparam_exit);
MODULE_DESCRIPTION("kuipc: a parameter of a module, in sysfs");
MODULE_LICENSE("GPL");
