// SPDX-License-Identifier: GPL-2.0-only
/*
 * procfs: write and read on a file below /proc.
 *
 *   user                         kernel, per open file
 *   write(fd, message)    -----> copy in, touch, keep; position is 0
 *   pread(fd, buffer, 0)  -----> procfs keeps the module from going while it is in the call
 *                         <----- copy out from the position on
 *
 * Per round trip: two system calls, two copies, no wakeup. A reader that does not know the length
 * reads once more for the end of file. Used for settings and statistics from the command line
 * (/proc/sys, /proc/irq/N/smp_affinity, /proc/net), mostly as text. It cannot start a message, nor
 * wait for one.
 *
 * An open file does not pin the module: unloading waits for the calls that are running, releases
 * each open file through procfs_release(), and leaves EIO behind.
 */
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>

#include "common/procfs.h"
#include "control.h"
#include "held.h"

struct procfs_opener {
	struct mutex lock; /* guards held: pread and pwrite take no lock on the position */
	struct kuipc_held held;
};

static ssize_t procfs_write(struct file *file, const char __user *from, size_t length, loff_t *pos)
{
	struct procfs_opener *opener = file->private_data;
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
static ssize_t procfs_read(struct file *file, char __user *to, size_t room, loff_t *pos)
{
	struct procfs_opener *opener = file->private_data;
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

static int procfs_open(struct inode *inode, struct file *file)
{
	struct procfs_opener *opener;

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

static int procfs_release(struct inode *inode, struct file *file)
{
	struct procfs_opener *opener = file->private_data;

	kuipc_count_opener(-1);
	kuipc_held_free(&opener->held);
	kfree(opener);
	return 0;
}

static const struct proc_ops procfs_ops = {
	.proc_open = procfs_open,
	.proc_release = procfs_release,
	.proc_read = procfs_read,
	.proc_write = procfs_write,
	.proc_lseek = no_seek_end_llseek,
};

static struct proc_dir_entry *procfs_folder;

static const struct kuipc_abilities procfs_abilities = {
	.largest_message = KUIPC_MAX_MESSAGE,
	.bound_by = "copy_to_user",
};

static int __init procfs_init(void)
{
	int err = kuipc_control_register(&procfs_abilities);

	if (err)
		return err;
	err = -ENOMEM;
	procfs_folder = proc_mkdir(KUIPC_PROCFS_FOLDER, NULL);
	if (!procfs_folder)
		goto no_folder;
	if (!proc_create(KUIPC_PROCFS_FILE, 0600, procfs_folder, &procfs_ops))
		goto no_file;
	return 0;

no_file:
	proc_remove(procfs_folder);
no_folder:
	kuipc_control_unregister();
	return err;
}

static void __exit procfs_exit(void)
{
	proc_remove(procfs_folder); /* and what is in it */
	kuipc_control_unregister();
}

module_init(procfs_init);
module_exit(procfs_exit);
MODULE_DESCRIPTION("kuipc: write and read on a file below /proc");
MODULE_LICENSE("GPL");
