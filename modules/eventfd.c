// SPDX-License-Identifier: GPL-2.0-only
/*
 * eventfd: the kernel adds to a counter, and a reader hears that it changed.
 *
 *   user                        kernel, any context
 *   read(eventfd)   blocks
 *                         <---- eventfd_emit(): eventfd_signal() adds 1, wakes the reader
 *   the sum so far  <---------- eventfd core: give the counter, set it to 0
 *
 * Per event: one system call, a copy of 8 bytes, one wakeup of a reader that sleeps; no allocation.
 * A reader that is late gets several as one, and nothing is ever lost. Used by KVM (irqfd), vhost
 * (call), VFIO interrupts, AIO and io_uring completions. It says that something happened, not what:
 * what it announces has to lie somewhere else, in shared memory as a rule.
 */
#include <linux/eventfd.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/spinlock.h>

#include "common/eventfd.h"
#include "control.h"

static struct eventfd_ctx *eventfd_target;
static struct file *eventfd_owner;
static DEFINE_SPINLOCK(eventfd_lock); /* guards both; keeps the target in emit */

static int eventfd_emit(const void *message, size_t length)
{
	unsigned long flags;
	int err = -ENOTCONN;

	spin_lock_irqsave(&eventfd_lock, flags);
	if (eventfd_target) {
#ifdef KUIPC_HAVE_EVENTFD_SIGNAL_COUNT
		eventfd_signal(eventfd_target, 1);
#else
		eventfd_signal(eventfd_target);
#endif
		err = 0;
	}
	spin_unlock_irqrestore(&eventfd_lock, flags);
	if (err)
		kuipc_count_dropped();
	else
		kuipc_count_sent(length);
	return err;
}

static bool eventfd_ready(void)
{
	return READ_ONCE(eventfd_target);
}

static long eventfd_listen(struct file *file, int descriptor)
{
	struct eventfd_ctx *target = eventfd_ctx_fdget(descriptor);
	long err = 0;

	if (IS_ERR(target))
		return PTR_ERR(target);
	spin_lock_irq(&eventfd_lock);
	if (eventfd_target) {
		err = -EBUSY;
	} else {
		eventfd_owner = file;
		WRITE_ONCE(eventfd_target, target);
	}
	spin_unlock_irq(&eventfd_lock);
	if (err)
		eventfd_ctx_put(target);
	return err;
}

static long eventfd_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	if (!kuipc_permitted())
		return -EPERM;
	return command == KUIPC_EVENTFD_LISTEN ? eventfd_listen(file, argument) : -ENOTTY;
}

static int eventfd_open(struct inode *inode, struct file *file)
{
	if (!kuipc_permitted())
		return -EPERM;
	kuipc_count_opener(1);
	return nonseekable_open(inode, file);
}

static int eventfd_release(struct inode *inode, struct file *file)
{
	struct eventfd_ctx *target = NULL;

	spin_lock_irq(&eventfd_lock);
	if (eventfd_owner == file) {
		target = eventfd_target;
		WRITE_ONCE(eventfd_target, NULL);
		eventfd_owner = NULL;
	}
	spin_unlock_irq(&eventfd_lock);
	if (target)
		eventfd_ctx_put(target);
	kuipc_count_opener(-1);
	return 0;
}

static const struct file_operations eventfd_fops = {
	.owner = THIS_MODULE,
	.open = eventfd_open,
	.release = eventfd_release,
	.unlocked_ioctl = eventfd_ioctl,
	.compat_ioctl = eventfd_ioctl,
};

static struct miscdevice eventfd_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KUIPC_EVENTFD_NODE,
	.fops = &eventfd_fops,
	.mode = 0600,
};

static const struct kuipc_abilities eventfd_abilities = {
	.largest_event = KUIPC_EVENTFD_SIZE,
	.starts = KUIPC_STARTS_TASK | KUIPC_STARTS_KTHREAD | KUIPC_STARTS_SOFTIRQ |
		  KUIPC_STARTS_HARDIRQ,
	.emit = eventfd_emit,
	.ready = eventfd_ready,
};

static int __init eventfd_init(void)
{
	return kuipc_device_register(&eventfd_abilities, &eventfd_device);
}

static void __exit eventfd_exit(void)
{
	kuipc_device_unregister(&eventfd_device);
}

module_init(eventfd_init);
module_exit(eventfd_exit);
MODULE_DESCRIPTION("kuipc: a counter that wakes its reader");
MODULE_LICENSE("GPL");
