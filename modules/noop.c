// SPDX-License-Identifier: GPL-2.0-only
/*
 * noop: the empty ioctl.
 *
 *   user                         kernel
 *   ioctl(fd, KUIPC_NOOP) -----> noop_ioctl() returns 0
 *                         <-----
 *
 * Per call: one system call, no copy, no wakeup. What a transport over a device node costs beyond
 * this is its own. Used in the real world as the cheapest doorbell ("kick") of a driver. It carries
 * no data and cannot start anything. The node is guarded at open; the call itself has nothing to
 * guard.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

#include "common/noop.h"
#include "control.h"

static int noop_open(struct inode *inode, struct file *file)
{
	return kuipc_permitted() ? nonseekable_open(inode, file) : -EPERM;
}

static long noop_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	return command == KUIPC_NOOP ? 0 : -ENOTTY;
}

static const struct file_operations noop_fops = {
	.owner = THIS_MODULE,
	.open = noop_open,
	.unlocked_ioctl = noop_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice noop_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KUIPC_NOOP_NODE,
	.fops = &noop_fops,
	.mode = 0600,
};

static const struct kuipc_abilities noop_abilities; /* none */

static int __init noop_init(void)
{
	return kuipc_device_register(&noop_abilities, &noop_device);
}

static void __exit noop_exit(void)
{
	kuipc_device_unregister(&noop_device);
}

module_init(noop_init);
module_exit(noop_exit);
MODULE_DESCRIPTION("kuipc: the empty ioctl");
MODULE_LICENSE("GPL");
