// SPDX-License-Identifier: GPL-2.0-only
/*
 * chardev: read and write on a device.
 *
 *   user                     kernel, per open file
 *   write(fd, message) ----> wait for an empty box; copy in, touch; box is full, wake readers
 *   read(fd, buffer)   ----> wait for a full box
 *                      <---- copy out; box is empty, wake writers
 *
 * and for messages that the kernel starts, in any context:
 *
 *                            chardev_emit(): copy into the listener's queue, wake its reader
 *   read(fd, buffer)   <---- wait for a message in the queue; copy out
 *
 * Per round trip: two system calls, two copies, no wakeup while one task does both (the wait queues
 * are empty then). Per event: one system call, two copies, one wakeup of a reader that sleeps. Used
 * by drivers with a stream or record interface: tun, evdev, FUSE's /dev/fuse, hidraw. Waiting, poll
 * and events are what it has over ioctl. A full queue drops; nothing tells the reader but a gap in
 * sequence.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/log2.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>

#include "common/chardev.h"
#include "control.h"
#include "held.h"

struct chardev_slot {
	u32 length;
	u8 message[];
};

static_assert(KUIPC_CHARDEV_SLOT_BYTES(4) == sizeof(struct chardev_slot) + 4);

/* head is the kernel's, tail the reader's; both only grow, and slots is a power of two. */
struct chardev_queue {
	void *memory;
	size_t stride;
	u32 slots, slot_size;
	u32 head, tail;
};

struct chardev_opener {
	struct mutex lock; /* guards held and the queue's tail; full and mode change under it */
	struct kuipc_held held;
	bool full;
	unsigned int mode;
	wait_queue_head_t readers, writers;
	struct chardev_queue queue; /* without memory while this file does not listen */
};

static struct chardev_opener *chardev_listener;
static DEFINE_SPINLOCK(chardev_listener_lock); /* keeps the listener and its queue alive in emit */

static struct chardev_slot *chardev_slot(const struct chardev_queue *queue, u32 number)
{
	return queue->memory + (number & (queue->slots - 1)) * queue->stride;
}

static bool chardev_readable(const struct chardev_opener *opener)
{
	/* Pairs with the release in chardev_listen(): with the memory comes all of the queue. */
	if (smp_load_acquire(&opener->queue.memory))
		/* Pairs with the release in chardev_emit(): with the head comes the slot. */
		return smp_load_acquire(&opener->queue.head) != READ_ONCE(opener->queue.tail);
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

static ssize_t chardev_give(const void *message, size_t length, char __user *to, size_t room)
{
	if (length > room)
		return -EMSGSIZE;
	if (copy_to_user(to, message, length))
		return -EFAULT;
	kuipc_count_sent(length);
	return length;
}

static ssize_t chardev_give_event(struct chardev_queue *queue, char __user *to, size_t room)
{
	const struct chardev_slot *slot = chardev_slot(queue, queue->tail);
	ssize_t length = chardev_give(slot->message, slot->length, to, room);

	if (length >= 0)
		/* The slot is read before it is free: pairs with the acquire in chardev_emit(). */
		smp_store_release(&queue->tail, queue->tail + 1);
	return length;
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
	if (opener->queue.memory) {
		length = chardev_give_event(&opener->queue, to, room);
		mutex_unlock(&opener->lock);
		return length;
	}
	length = chardev_give(opener->held.data, opener->held.length, to, room);
	if (length >= 0)
		WRITE_ONCE(opener->full, false);
	mutex_unlock(&opener->lock);
	wake_up_interruptible_poll(&opener->writers, EPOLLOUT | EPOLLWRNORM);
	return length;
}

/* Any context: the slots were there before the first message, and nothing here can sleep. */
static int chardev_emit(const void *message, size_t length)
{
	struct chardev_queue *queue;
	struct chardev_slot *slot;
	unsigned long flags;
	int err = -ENOTCONN;

	spin_lock_irqsave(&chardev_listener_lock, flags);
	if (!chardev_listener)
		goto unlock;
	queue = &chardev_listener->queue;
	err = -EMSGSIZE;
	if (length > queue->slot_size)
		goto unlock;
	err = -ENOBUFS;
	/* Pairs with the release of who took a message: its slot is no longer read. */
	if (queue->head - smp_load_acquire(&queue->tail) == queue->slots)
		goto unlock;
	err = 0;
	slot = chardev_slot(queue, queue->head);
	slot->length = length;
	memcpy(slot->message, message, length);
	/* The slot is written before it counts: pairs with the acquire in chardev_readable(). */
	smp_store_release(&queue->head, queue->head + 1);
	wake_up_interruptible_poll(&chardev_listener->readers, EPOLLIN | EPOLLRDNORM);
unlock:
	spin_unlock_irqrestore(&chardev_listener_lock, flags);
	if (err)
		kuipc_count_dropped();
	return err;
}

static bool chardev_ready(void)
{
	return READ_ONCE(chardev_listener);
}

static int chardev_make_queue(struct chardev_queue *queue, const struct kuipc_chardev_listen *wish)
{
	if (!is_power_of_2(wish->slots) || !wish->slot_size ||
	    wish->slot_size > KUIPC_CHARDEV_MAX_EVENT)
		return -EINVAL;
	queue->stride = KUIPC_CHARDEV_SLOT_BYTES(wish->slot_size);
	/* What it takes, not what it carries: slots of one byte take eight. */
	if (wish->slots > KUIPC_CHARDEV_MAX_QUEUE / queue->stride)
		return -EINVAL;
	queue->slots = wish->slots;
	queue->slot_size = wish->slot_size;
	queue->head = 0;
	queue->tail = 0;
	queue->memory = __vmalloc(array_size(queue->slots, queue->stride), GFP_KERNEL_ACCOUNT);
	return queue->memory ? 0 : -ENOMEM;
}

static long chardev_listen(struct chardev_opener *opener, const void __user *from)
{
	struct kuipc_chardev_listen wish;
	struct chardev_queue queue;
	void *memory;
	long err;

	if (copy_from_user(&wish, from, sizeof(wish)))
		return -EFAULT;
	err = chardev_make_queue(&queue, &wish);
	if (err)
		return err;
	memory = queue.memory;
	queue.memory = NULL;
	spin_lock_irq(&chardev_listener_lock);
	if (chardev_listener) {
		err = -EBUSY;
	} else {
		opener->queue = queue;
		/* Pairs with the acquire of who looks for a queue: all of it is there then. */
		smp_store_release(&opener->queue.memory, memory);
		chardev_listener = opener;
	}
	spin_unlock_irq(&chardev_listener_lock);
	if (err)
		vfree(memory);
	return err;
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

static long chardev_set_mode(struct chardev_opener *opener, unsigned long mode)
{
	if (mode > KUIPC_CHARDEV_SOURCE)
		return -EINVAL;
	WRITE_ONCE(opener->mode, mode);
	wake_up_interruptible_all(&opener->readers);
	wake_up_interruptible_all(&opener->writers);
	return 0;
}

static long chardev_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	struct chardev_opener *opener = file->private_data;
	long err;

	if (!kuipc_permitted())
		return -EPERM;
	if (mutex_lock_interruptible(&opener->lock))
		return -ERESTARTSYS;
	if (command == KUIPC_CHARDEV_MODE)
		err = chardev_set_mode(opener, argument);
	else if (command == KUIPC_CHARDEV_LISTEN)
		err = chardev_listen(opener, (const void __user *)argument);
	else
		err = -ENOTTY;
	mutex_unlock(&opener->lock);
	return err;
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
	/* No position, so no lock on it: a waiting reader must not keep a writer out. */
	return stream_open(inode, file);
}

static int chardev_release(struct inode *inode, struct file *file)
{
	struct chardev_opener *opener = file->private_data;

	spin_lock_irq(&chardev_listener_lock);
	if (chardev_listener == opener)
		chardev_listener = NULL;
	spin_unlock_irq(&chardev_listener_lock);
	kuipc_count_opener(-1);
	vfree(opener->queue.memory);
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
};

static struct miscdevice chardev_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KUIPC_CHARDEV_NODE,
	.fops = &chardev_fops,
	.mode = 0600,
};

static const struct kuipc_abilities chardev_abilities = {
	.largest_message = KUIPC_MAX_MESSAGE,
	.largest_event = KUIPC_CHARDEV_MAX_EVENT,
	.starts = KUIPC_STARTS_TASK | KUIPC_STARTS_KTHREAD | KUIPC_STARTS_SOFTIRQ |
		  KUIPC_STARTS_HARDIRQ,
	.emit = chardev_emit,
	.ready = chardev_ready,
};

static int __init chardev_init(void)
{
	return kuipc_device_register(&chardev_abilities, &chardev_device);
}

static void __exit chardev_exit(void)
{
	kuipc_device_unregister(&chardev_device);
}

module_init(chardev_init);
module_exit(chardev_exit);
MODULE_DESCRIPTION("kuipc: read and write on a device");
MODULE_LICENSE("GPL");
