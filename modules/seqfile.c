// SPDX-License-Identifier: GPL-2.0-only
/*
 * seqfile: a file below /proc that the kernel reads out through seq_file.
 *
 *   user                         kernel, per open file
 *   write(fd, message)    -----> copy in, touch, keep; position is 0
 *   pread(fd, buffer, 0)  -----> seq_file calls seqfile_show(): copy into seq_file's buffer
 *                         <----- seq_file: copy out
 *
 * Per round trip: two system calls, three copies, no wakeup. seq_file has no way in: a driver that
 * takes something writes that part itself, as here. Used by nearly all of /proc that is a list
 * (/proc/net, /proc/modules, /proc/mounts) and by most files of debugfs, as text.
 *
 * What it gives a driver is that records need not mind where a read ends: a record is made whole in
 * a buffer and handed out in pieces. That is also its limit: the buffer has to be larger than the
 * record. It begins with a page and is doubled, the record made anew each time, until it is (2 MiB
 * of virtual memory for the message of 1 MiB), and stays as large while the file is open. It cannot
 * start a message, nor wait for one.
 *
 * An open file does not pin the module, see procfs.c.
 */
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

#include "common/seqfile.h"
#include "control.h"
#include "held.h"

struct seqfile_opener {
	struct mutex lock; /* guards held; taken before seq_file's own */
	struct kuipc_held held;
};

static struct seqfile_opener *seqfile_opener(const struct file *file)
{
	return ((struct seq_file *)file->private_data)->private;
}

/* With the opener's lock. Too little room is seq_file's to notice and mend. */
static int seqfile_show(struct seq_file *seq, void *unused)
{
	const struct seqfile_opener *opener = seq->private;

	seq_write(seq, opener->held.data, opener->held.length);
	return 0;
}

static ssize_t seqfile_read(struct file *file, char __user *to, size_t room, loff_t *pos)
{
	struct seqfile_opener *opener = seqfile_opener(file);
	ssize_t length;

	if (!kuipc_permitted())
		return -EPERM;
	if (mutex_lock_killable(&opener->lock))
		return -EINTR;
	length = seq_read(file, to, room, pos);
	if (length > 0 && *pos == opener->held.length)
		kuipc_count_sent(opener->held.length);
	mutex_unlock(&opener->lock);
	return length;
}

static ssize_t seqfile_write(struct file *file, const char __user *from, size_t length, loff_t *pos)
{
	struct seqfile_opener *opener = seqfile_opener(file);
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

/*
 * seq_file makes the record anew to find a place in it. The kernel's own lock on the position of a
 * file keeps out those who read, write or seek, but not who writes by io_uring.
 */
static loff_t seqfile_lseek(struct file *file, loff_t offset, int whence)
{
	struct seqfile_opener *opener = seqfile_opener(file);
	loff_t pos;

	if (!kuipc_permitted())
		return -EPERM;
	if (mutex_lock_killable(&opener->lock))
		return -EINTR;
	pos = seq_lseek(file, offset, whence);
	mutex_unlock(&opener->lock);
	return pos;
}

static int seqfile_open(struct inode *inode, struct file *file)
{
	struct seqfile_opener *opener;
	int err;

	if (!kuipc_permitted())
		return -EPERM;
	opener = kzalloc(sizeof(*opener), GFP_KERNEL_ACCOUNT);
	if (!opener)
		return -ENOMEM;
	mutex_init(&opener->lock);
	err = single_open(file, seqfile_show, opener);
	if (err) {
		kfree(opener);
		return err;
	}
	kuipc_count_opener(1);
	return 0;
}

static int seqfile_release(struct inode *inode, struct file *file)
{
	struct seqfile_opener *opener = seqfile_opener(file);

	kuipc_count_opener(-1);
	kuipc_held_free(&opener->held);
	kfree(opener);
	return single_release(inode, file);
}

static const struct proc_ops seqfile_ops = {
	.proc_open = seqfile_open,
	.proc_release = seqfile_release,
	.proc_read = seqfile_read,
	.proc_write = seqfile_write,
	.proc_lseek = seqfile_lseek,
};

static const struct kuipc_abilities seqfile_abilities = {
	.largest_message = KUIPC_MAX_MESSAGE,
	.bound_by = "copy_to_user",
};

static int __init seqfile_init(void)
{
	int err = kuipc_control_register(&seqfile_abilities);

	if (err)
		return err;
	if (proc_create(KUIPC_SEQFILE_FILE, 0600, NULL, &seqfile_ops))
		return 0;
	kuipc_control_unregister();
	return -ENOMEM;
}

static void __exit seqfile_exit(void)
{
	remove_proc_entry(KUIPC_SEQFILE_FILE, NULL);
	kuipc_control_unregister();
}

module_init(seqfile_init);
module_exit(seqfile_exit);
MODULE_DESCRIPTION("kuipc: a file below /proc, read out through seq_file");
MODULE_LICENSE("GPL");
