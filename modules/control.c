// SPDX-License-Identifier: GPL-2.0-only
/*
 * The control node /dev/kuipc_<stem>: what this module is (INFO), what it has seen (STATS), and the
 * way to order.c, which makes it start messages (FIRE).
 *
 * This file is linked into every module, so its names are private to each and there is no load
 * order. An object that several modules share has no KBUILD_MODNAME of its own: the module's name
 * comes from THIS_MODULE.
 */
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "control.h"
#include "fire.h"

DEFINE_PER_CPU(struct kuipc_stats, kuipc_stats);

static struct kuipc_info control_info;

static int control_open(struct inode *inode, struct file *file)
{
	if (!kuipc_permitted())
		return -EPERM;
	return kuipc_live() ? nonseekable_open(inode, file) : -ENXIO;
}

static struct kuipc_stats control_sum(void)
{
	struct kuipc_stats sum = {};
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct kuipc_stats *one = per_cpu_ptr(&kuipc_stats, cpu);

		sum.sent += READ_ONCE(one->sent);
		sum.received += READ_ONCE(one->received);
		sum.dropped += READ_ONCE(one->dropped);
		sum.bytes_sent += READ_ONCE(one->bytes_sent);
		sum.bytes_received += READ_ONCE(one->bytes_received);
		sum.openers += READ_ONCE(one->openers);
	}
	return sum;
}

static long control_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	void __user *to = (void __user *)argument;
	struct kuipc_stats stats;

	if (!kuipc_permitted())
		return -EPERM;
	switch (command) {
	case KUIPC_IOC_INFO:
		return copy_to_user(to, &control_info, sizeof(control_info)) ? -EFAULT : 0;
	case KUIPC_IOC_STATS:
		stats = control_sum();
		return copy_to_user(to, &stats, sizeof(stats)) ? -EFAULT : 0;
	default:
		return kuipc_order_ioctl(file, command, argument);
	}
}

static ssize_t control_read(struct file *file, char __user *to, size_t room, loff_t *pos)
{
	return kuipc_permitted() ? kuipc_order_read(file, to, room, pos) : -EPERM;
}

static int control_flush(struct file *file, fl_owner_t closer)
{
	kuipc_order_flush(file, closer);
	return 0;
}

static int control_release(struct inode *inode, struct file *file)
{
	kuipc_order_release(file);
	return 0;
}

static const struct file_operations control_fops = {
	.owner = THIS_MODULE,
	.open = control_open,
	.flush = control_flush,
	.release = control_release,
	.read = control_read,
	.unlocked_ioctl = control_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice control_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.fops = &control_fops,
	.mode = 0600,
};

/*
 * kuipc_control_register() - make the node appear
 * @abilities: what the module can do; kept until kuipc_control_unregister()
 *
 * Return: 0, or a negative error of misc_register(). Call it first in a module's init: nobody can
 * open the node until the init as a whole has succeeded, so that what follows may still fail, up to
 * the step that lets users in.
 */
int kuipc_control_register(const struct kuipc_abilities *abilities)
{
	control_info.abi_version = KUIPC_ABI_VERSION;
	control_info.starts = abilities->starts;
	control_info.largest_message = abilities->largest_message;
	control_info.largest_event = abilities->largest_event;
	strscpy(control_info.bound_by, abilities->bound_by ?: "", sizeof(control_info.bound_by));
	strscpy(control_info.name, THIS_MODULE->name, sizeof(control_info.name));
	control_device.name = THIS_MODULE->name;
	kuipc_order_init(abilities);
	return misc_register(&control_device);
}

/*
 * After an init that fails the kernel frees the module, whoever holds it. Nobody could open the
 * node, but who is just being refused has a reference until he has left, and looks at our
 * operations to drop it. The init has one itself; from the exit on there is none.
 */
void kuipc_control_unregister(void)
{
	misc_deregister(&control_device);
	while (module_refcount(THIS_MODULE) > 1)
		usleep_range(1000, 2000);
}

/*
 * kuipc_device_register() - the control node, and then a device of the module's own
 * @abilities: as for kuipc_control_register()
 * @device: lets users in as soon as it is there; if the init may fail after that, its open has to
 *          ask kuipc_live()
 *
 * Return: 0, or a negative error of misc_register(), and neither is there.
 */
int kuipc_device_register(const struct kuipc_abilities *abilities, struct miscdevice *device)
{
	int err = kuipc_control_register(abilities);

	if (err)
		return err;
	err = misc_register(device);
	if (err)
		kuipc_control_unregister();
	return err;
}

void kuipc_device_unregister(struct miscdevice *device)
{
	misc_deregister(device);
	kuipc_control_unregister();
}
