// SPDX-License-Identifier: GPL-2.0-only
/*
 * debugfs: write and read on a file of debugfs.
 *
 *   user                         kernel, per open file
 *   write(fd, message)    -----> debugfs notes that the file is in use
 *                                copy in, touch, keep; position is 0
 *   pread(fd, buffer, 0)  -----> the same
 *                         <----- copy out from the position on
 *
 * Per round trip: two system calls, two copies, no wakeup. debugfs knows no limit of its own; what
 * it adds to each call is a count, so that a file can be removed under its openers: whoever comes
 * after that gets EIO, and removing waits for who is in. Used by every subsystem for what helps to
 * find a fault, and promised to nobody: no program should need it, distributions mount it for root
 * alone or not at all, and a kernel that is locked down opens no such file for writing. It cannot
 * start a message, nor wait for one.
 *
 * EIO is what happens when a device goes and its driver stays. A file's release is called even when
 * the file has been removed, so it must still be there: debugfs takes a reference on the module for
 * each open file, and unloading is refused.
 */
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>

#include "common/debugfs.h"
#include "control.h"
#include "held.h"

struct debugfs_opener {
	struct mutex lock; /* guards held: pread and pwrite take no lock on the position */
	struct kuipc_held held;
};

static ssize_t message_write(struct file *file, const char __user *from, size_t length, loff_t *pos)
{
	struct debugfs_opener *opener = file->private_data;
	ssize_t err;

	if (!kuipc_permitted())
		return -EPERM;
	if (length > KUIPC_MAX_MESSAGE)
		return -EMSGSIZE;
	if (mutex_lock_killable(&opener->lock))
		return -EINTR;
	err = kuipc_held_reserve(&opener->held, length);
	if (!err && copy_from_user(opener->held.data, from, length))
		err = -EFAULT;
	if (!err) {
		opener->held.length = length;
		kuipc_touch(opener->held.data, length);
		kuipc_count_received(length);
		*pos = 0;
	}
	mutex_unlock(&opener->lock);
	return err ? err : length;
}

/* A message read in parts counts as sent when its end is reached. */
static ssize_t message_read(struct file *file, char __user *to, size_t room, loff_t *pos)
{
	struct debugfs_opener *opener = file->private_data;
	const struct kuipc_held *held = &opener->held;
	ssize_t length;

	if (!kuipc_permitted())
		return -EPERM;
	if (mutex_lock_killable(&opener->lock))
		return -EINTR;
	length = simple_read_from_buffer(to, room, pos, held->data, held->length);
	if (length > 0 && *pos == held->length)
		kuipc_count_sent(held->length);
	mutex_unlock(&opener->lock);
	return length;
}

static int message_open(struct inode *inode, struct file *file)
{
	struct debugfs_opener *opener;

	if (!kuipc_permitted())
		return -EPERM;
	opener = kzalloc(sizeof(*opener), GFP_KERNEL_ACCOUNT);
	if (!opener)
		return -ENOMEM;
	mutex_init(&opener->lock);
	file->private_data = opener;
	kuipc_count_opener(1);
	return 0;
}

static int message_release(struct inode *inode, struct file *file)
{
	struct debugfs_opener *opener = file->private_data;

	kuipc_count_opener(-1);
	kuipc_held_free(&opener->held);
	kfree(opener);
	return 0;
}

static const struct file_operations message_fops = {
	.owner = THIS_MODULE,
	.open = message_open,
	.release = message_release,
	.read = message_read,
	.write = message_write,
	.llseek = no_seek_end_llseek,
};

static struct dentry *message_folder;

static const struct kuipc_abilities message_abilities = {
	.largest_message = KUIPC_MAX_MESSAGE,
	.bound_by = "copy_to_user",
};

/* Most drivers ignore what debugfs answers: without it they only show less. Here it is all. */
static int __init message_init(void)
{
	struct dentry *file;
	int err = kuipc_control_register(&message_abilities);

	if (err)
		return err;
	message_folder = debugfs_create_dir(KUIPC_DEBUGFS_FOLDER, NULL);
	err = PTR_ERR_OR_ZERO(message_folder);
	if (err)
		goto no_folder;
	file = debugfs_create_file(KUIPC_DEBUGFS_FILE, 0600, message_folder, NULL, &message_fops);
	err = PTR_ERR_OR_ZERO(file);
	if (err)
		goto no_file;
	return 0;

no_file:
	debugfs_remove(message_folder);
no_folder:
	kuipc_control_unregister();
	return err;
}

static void __exit message_exit(void)
{
	debugfs_remove(message_folder); /* and what is in it */
	kuipc_control_unregister();
}

module_init(message_init);
module_exit(message_exit);
MODULE_DESCRIPTION("kuipc: write and read on a file of debugfs");
MODULE_LICENSE("GPL");
