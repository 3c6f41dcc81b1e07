// SPDX-License-Identifier: GPL-2.0-only
/*
 * chardev: read and write on a device.
 *
 *   user                     kernel, per open file
 *   write(fd, message) ----> wait for an empty box; copy in, touch; box is full, wake readers
 *   read(fd, buffer)   ----> wait for a full box
 *                      <---- copy out; box is empty, wake writers
 *
 * Per round trip: two system calls, two copies, no wakeup while one task does both (the wait queues
 * are empty then). Used by drivers with a stream or record interface: tun, evdev, FUSE's /dev/fuse,
 * hidraw. Waiting and poll are what it has over ioctl.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "common/chardev.h"
#include "control.h"
#include "held.h"

struct chardev_opener {
	struct mutex lock; /* guards held; full and mode change under it */
	struct kuipc_held held;
	bool full;
	unsigned int mode;
	wait_queue_head_t readers, writers;
};

static bool chardev_readable(const struct chardev_opener *opener)
{
	return READ_ONCE(opener->full) || READ_ONCE(opener->mode) == KUIPC_CHARDEV_SOURCE;
}

static bool chardev_writable(const struct chardev_opener *opener)
{
	return !READ_ONCE(opener->full) || READ_ONCE(opener->mode) != KUIPC_CHARDEV_ECHO;
}

/* Returns with the lock held and ready(opener) true, or an error and no lock. */
static int chardev_wait(struct file *file, wait_queue_head_t *queue,
			bool (*ready)(const struct chardev_opener *opener))
{
	struct chardev_opener *opener = file->private_data;

	for (;;) {
		if (mutex_lock_interruptible(&opener->lock))
			return -ERESTARTSYS;
		if (ready(opener))
			return 0;
		mutex_unlock(&opener->lock);
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (wait_event_interruptible(*queue, ready(opener)))
			return -ERESTARTSYS;
	}
}

static ssize_t chardev_write(struct file *file, const char __user *from, size_t length, loff_t *pos)
{
	struct chardev_opener *opener = file->private_data;
	ssize_t err;

	if (!kuipc_permitted())
		return -EPERM;
	if (!length)
		return 0;
	if (length > KUIPC_MAX_MESSAGE)
		return -EMSGSIZE;
	err = chardev_wait(file, &opener->writers, chardev_writable);
	if (err)
		return err;
	WRITE_ONCE(opener->full, false);
	err = kuipc_held_reserve(&opener->held, length);
	if (!err && copy_from_user(opener->held.data, from, length))
		err = -EFAULT;
	if (!err) {
		opener->held.length = length;
		kuipc_touch(opener->held.data, length);
		kuipc_count_received(length);
		WRITE_ONCE(opener->full, opener->mode == KUIPC_CHARDEV_ECHO);
	}
	mutex_unlock(&opener->lock);
	wake_up_interruptible_poll(&opener->readers, EPOLLIN | EPOLLRDNORM);
	return err ? err : length;
}

static ssize_t chardev_read(struct file *file, char __user *to, size_t room, loff_t *pos)
{
	struct chardev_opener *opener = file->private_data;
	ssize_t length;

	if (!kuipc_permitted())
		return -EPERM;
	if (!room)
		return 0;
	length = chardev_wait(file, &opener->readers, chardev_readable);
	if (length)
		return length;
	length = opener->held.length;
	if (length > room)
		length = -EMSGSIZE;
	else if (copy_to_user(to, opener->held.data, length))
		length = -EFAULT;
	if (length >= 0) {
		kuipc_count_sent(length);
		WRITE_ONCE(opener->full, false);
	}
	mutex_unlock(&opener->lock);
	wake_up_interruptible_poll(&opener->writers, EPOLLOUT | EPOLLWRNORM);
	return length;
}

static __poll_t chardev_poll(struct file *file, poll_table *table)
{
	struct chardev_opener *opener = file->private_data;
	__poll_t events = 0;

	poll_wait(file, &opener->readers, table);
	poll_wait(file, &opener->writers, table);
	if (chardev_readable(opener))
		events |= EPOLLIN | EPOLLRDNORM;
	if (chardev_writable(opener))
		events |= EPOLLOUT | EPOLLWRNORM;
	return events;
}

static long chardev_ioctl(struct file *file, unsigned int command, unsigned long mode)
{
	struct chardev_opener *opener = file->private_data;

	if (!kuipc_permitted())
		return -EPERM;
	if (command != KUIPC_CHARDEV_MODE)
		return -ENOTTY;
	if (mode > KUIPC_CHARDEV_SOURCE)
		return -EINVAL;
	if (mutex_lock_interruptible(&opener->lock))
		return -ERESTARTSYS;
	WRITE_ONCE(opener->mode, mode);
	mutex_unlock(&opener->lock);
	wake_up_interruptible_all(&opener->readers);
	wake_up_interruptible_all(&opener->writers);
	return 0;
}

static int chardev_open(struct inode *inode, struct file *file)
{
	struct chardev_opener *opener;

	if (!kuipc_permitted())
		return -EPERM;
	opener = kzalloc(sizeof(*opener), GFP_KERNEL_ACCOUNT);
	if (!opener)
		return -ENOMEM;
	mutex_init(&opener->lock);
	init_waitqueue_head(&opener->readers);
	init_waitqueue_head(&opener->writers);
	file->private_data = opener;
	kuipc_count_opener(1);
	/* No position, so no lock on it: a waiting reader must not keep a writer of the same file out. */
	return stream_open(inode, file);
}

static int chardev_release(struct inode *inode, struct file *file)
{
	struct chardev_opener *opener = file->private_data;

	kuipc_count_opener(-1);
	kuipc_held_free(&opener->held);
	kfree(opener);
	return 0;
}

static const struct file_operations chardev_fops = {
	.owner = THIS_MODULE,
	.open = chardev_open,
	.release = chardev_release,
	.read = chardev_read,
	.write = chardev_write,
	.poll = chardev_poll,
	.unlocked_ioctl = chardev_ioctl,
	.compat_ioctl = chardev_ioctl,
	.llseek = no_llseek,
};

static struct miscdevice chardev_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KUIPC_CHARDEV_NODE,
	.fops = &chardev_fops,
	.mode = 0600,
};

static const struct kuipc_abilities chardev_abilities = {
	.largest_message = KUIPC_MAX_MESSAGE,
};

static int __init chardev_init(void)
{
	int err = misc_register(&chardev_device);

	if (err)
		return err;
	err = kuipc_control_register(&chardev_abilities);
	if (err)
		misc_deregister(&chardev_device);
	return err;
}

static void __exit chardev_exit(void)
{
	kuipc_control_unregister();
	misc_deregister(&chardev_device);
}

module_init(chardev_init);
module_exit(chardev_exit);
MODULE_DESCRIPTION("kuipc: read and write on a device");
MODULE_LICENSE("GPL");
