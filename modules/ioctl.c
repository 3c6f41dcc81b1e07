// SPDX-License-Identifier: GPL-2.0-only
/*
 * ioctl: one call exchanges one message.
 *
 *   user                                  kernel
 *   ioctl(fd, EXCHANGE, &descriptor) ---> copy the 24-byte descriptor in
 *                                         copy the message in, touch it
 *   descriptor.receive_address      <---  copy the message out
 *   descriptor.receive_length       <---  store its length
 *
 * Per exchange: one system call, two copies of the message (and a descriptor of 24 bytes), no
 * wakeup, no allocation once the file's buffer has grown. Used by nearly every driver with a
 * control interface (DRM, KVM, device mapper, loop). It cannot start a message: the kernel speaks
 * only when asked.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>

#include "common/ioctl.h"
#include "control.h"
#include "held.h"

struct ioctl_opener {
	struct mutex lock; /* guards held: two tasks may share one file */
	struct kuipc_held held;
};

static int ioctl_take(struct ioctl_opener *opener, const struct kuipc_ioctl *call)
{
	struct kuipc_held *held = &opener->held;
	int err = kuipc_held_reserve(held, call->send_length);

	if (err)
		return err;
	if (copy_from_user(held->data, u64_to_user_ptr(call->send_address), call->send_length))
		return -EFAULT;
	held->length = call->send_length;
	kuipc_touch(held->data, held->length);
	kuipc_count_received(held->length);
	return 0;
}

static int ioctl_give(struct ioctl_opener *opener, const struct kuipc_ioctl *call,
		      struct kuipc_ioctl __user *result)
{
	const struct kuipc_held *held = &opener->held;

	if (held->length > call->receive_length)
		return -EMSGSIZE;
	if (copy_to_user(u64_to_user_ptr(call->receive_address), held->data, held->length) ||
	    put_user(held->length, &result->receive_length))
		return -EFAULT;
	kuipc_count_sent(held->length);
	return 0;
}

static int ioctl_exchange(struct ioctl_opener *opener, const struct kuipc_ioctl *call,
			  struct kuipc_ioctl __user *result)
{
	int err = ioctl_take(opener, call);

	return err ? err : ioctl_give(opener, call, result);
}

static long ioctl_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	struct kuipc_ioctl __user *from = (struct kuipc_ioctl __user *)argument;
	struct ioctl_opener *opener = file->private_data;
	struct kuipc_ioctl call;
	long err;

	if (!kuipc_permitted())
		return -EPERM;
	if (command != KUIPC_IOCTL_EXCHANGE && command != KUIPC_IOCTL_PUSH &&
	    command != KUIPC_IOCTL_PULL)
		return -ENOTTY;
	if (copy_from_user(&call, from, sizeof(call)))
		return -EFAULT;
	if (mutex_lock_killable(&opener->lock))
		return -EINTR;
	if (command == KUIPC_IOCTL_EXCHANGE)
		err = ioctl_exchange(opener, &call, from);
	else if (command == KUIPC_IOCTL_PUSH)
		err = ioctl_take(opener, &call);
	else
		err = ioctl_give(opener, &call, from);
	mutex_unlock(&opener->lock);
	return err;
}

static int ioctl_open(struct inode *inode, struct file *file)
{
	struct ioctl_opener *opener;

	if (!kuipc_permitted())
		return -EPERM;
	opener = kzalloc(sizeof(*opener), GFP_KERNEL_ACCOUNT);
	if (!opener)
		return -ENOMEM;
	mutex_init(&opener->lock);
	file->private_data = opener;
	kuipc_count_opener(1);
	return nonseekable_open(inode, file);
}

static int ioctl_release(struct inode *inode, struct file *file)
{
	struct ioctl_opener *opener = file->private_data;

	kuipc_count_opener(-1);
	kuipc_held_free(&opener->held);
	kfree(opener);
	return 0;
}

static const struct file_operations ioctl_fops = {
	.owner = THIS_MODULE,
	.open = ioctl_open,
	.release = ioctl_release,
	.unlocked_ioctl = ioctl_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice ioctl_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KUIPC_IOCTL_NODE,
	.fops = &ioctl_fops,
	.mode = 0600,
};

static const struct kuipc_abilities ioctl_abilities = {
	.largest_message = KUIPC_MAX_MESSAGE,
	.bound_by = "copy_to_user",
};

static int __init ioctl_init(void)
{
	return kuipc_device_register(&ioctl_abilities, &ioctl_device);
}

static void __exit ioctl_exit(void)
{
	kuipc_device_unregister(&ioctl_device);
}

module_init(ioctl_init);
module_exit(ioctl_exit);
MODULE_DESCRIPTION("kuipc: one ioctl call exchanges one message");
MODULE_LICENSE("GPL");
