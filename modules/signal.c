// SPDX-License-Identifier: GPL-2.0-only
/*
 * signal: the kernel interrupts a process.
 *
 *   user                             kernel, any context
 *   read(signalfd), sigwaitinfo(),
 *   or a handler            <------- signal_emit(): send_sig_info() queues the signal with the
 *                                    message's sequence, wakes the thread
 *   variant fasync          <------- signal_emit(): kill_fasync() to the file's owner
 *
 * Per event: one system call (of signalfd), one copy of siginfo, one allocation, one wakeup of a
 * reader that sleeps. Used by posix timers, perf (wakeup signals), tty and input (SIGIO), USB's
 * devio (asynchronous completion). It carries a number at the most, and the queue's bound
 * (RLIMIT_SIGPENDING) is the user's, shared by all processes.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/spinlock.h>

#include "common/signal.h"
#include "control.h"

static struct task_struct *signal_target; /* of LISTEN; NULL: none */
static struct fasync_struct *signal_async; /* of O_ASYNC */
static struct file *signal_owner; /* of both; its private_data is the opener's pid */
static int signal_number;
static DEFINE_SPINLOCK(signal_lock); /* guards all but signal_async; keeps the target in emit */

static int signal_queue(const void *message, size_t length)
{
	struct kernel_siginfo info;
	u32 sequence = 0;

	memcpy(&sequence, message, min(length, sizeof(sequence)));
	clear_siginfo(&info);
	info.si_signo = signal_number;
	info.si_code = SI_QUEUE;
	info.si_int = sequence;
	return send_sig_info(signal_number, &info, signal_target);
}

static struct pid *signal_whom(struct file *file)
{
#ifdef KUIPC_HAVE_FILE_F_OWNER
	struct fown_struct *owner = file_f_owner(file);
#else
	struct fown_struct *owner = &file->f_owner;
#endif

	/* A process group has the pid of the process that leads it, and other processes. */
	if (!owner || READ_ONCE(owner->pid_type) > PIDTYPE_TGID)
		return NULL;
	return READ_ONCE(owner->pid);
}

/*
 * F_SETOWN may have named somebody else since O_ASYNC: only the opener is ours to interrupt. One
 * that comes in just here gets its signal through, if sigio_perm() in fs/fcntl.c permits it: the
 * owner is read again there, under a lock that cannot be held meanwhile.
 */
static int signal_async_send(void)
{
	if (!signal_owner)
		return -ENOTCONN;
	if (signal_whom(signal_owner) != signal_owner->private_data)
		return -EPERM;
	kill_fasync(&signal_async, SIGIO, POLL_IN);
	return 0;
}

static int signal_emit(const void *message, size_t length)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&signal_lock, flags);
	err = signal_target ? signal_queue(message, length) : signal_async_send();
	spin_unlock_irqrestore(&signal_lock, flags);
	if (err)
		kuipc_count_dropped();
	else
		kuipc_count_sent(length);
	return err;
}

static bool signal_ready(void)
{
	return READ_ONCE(signal_owner);
}

/* One listener at a time, whichever way it listens. */
static int signal_claim(struct file *file, struct task_struct *target, int number)
{
	int err = -EBUSY;

	spin_lock_irq(&signal_lock);
	if (!signal_owner) {
		signal_number = number;
		signal_target = target ? get_task_struct(target) : NULL;
		WRITE_ONCE(signal_owner, file);
		err = 0;
	}
	spin_unlock_irq(&signal_lock);
	return err;
}

static void signal_disclaim(struct file *file)
{
	struct task_struct *target = NULL;

	spin_lock_irq(&signal_lock);
	if (signal_owner == file) {
		swap(target, signal_target);
		WRITE_ONCE(signal_owner, NULL);
	}
	spin_unlock_irq(&signal_lock);
	if (target)
		put_task_struct(target);
}

static long signal_ioctl(struct file *file, unsigned int command, unsigned long number)
{
	if (!kuipc_permitted())
		return -EPERM;
	if (command != KUIPC_SIGNAL_LISTEN)
		return -ENOTTY;
	if (number < SIGRTMIN || number > SIGRTMAX)
		return -EINVAL;
	if (file->private_data != task_tgid(current))
		return -EPERM;
	return signal_claim(file, current, number);
}

static int signal_fasync(int descriptor, struct file *file, int on)
{
	int err;

	if (!on) {
		err = fasync_helper(descriptor, file, 0, &signal_async);
		if (err > 0)
			signal_disclaim(file);
		return err;
	}
	if (!kuipc_permitted())
		return -EPERM;
	/* Whom F_SETOWN named gets the signal: nobody but the opener. */
	if (file->private_data != task_tgid(current) ||
	    signal_whom(file) != file->private_data)
		return -EPERM;
	err = signal_claim(file, NULL, 0);
	if (err)
		return err;
	err = fasync_helper(descriptor, file, on, &signal_async);
	if (err < 0)
		signal_disclaim(file);
	return err;
}

static int signal_open(struct inode *inode, struct file *file)
{
	if (!kuipc_permitted())
		return -EPERM;
	file->private_data = get_pid(task_tgid(current));
	kuipc_count_opener(1);
	return nonseekable_open(inode, file);
}

static int signal_release(struct inode *inode, struct file *file)
{
	signal_disclaim(file);
	put_pid(file->private_data);
	kuipc_count_opener(-1);
	return 0;
}

static const struct file_operations signal_fops = {
	.owner = THIS_MODULE,
	.open = signal_open,
	.release = signal_release,
	.fasync = signal_fasync,
	.unlocked_ioctl = signal_ioctl,
	.compat_ioctl = signal_ioctl,
};

static struct miscdevice signal_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KUIPC_SIGNAL_NODE,
	.fops = &signal_fops,
	.mode = 0600,
};

static const struct kuipc_abilities signal_abilities = {
	.largest_event = KUIPC_SIGNAL_SIZE,
	.starts = KUIPC_STARTS_TASK | KUIPC_STARTS_KTHREAD | KUIPC_STARTS_SOFTIRQ |
		  KUIPC_STARTS_HARDIRQ,
	.emit = signal_emit,
	.ready = signal_ready,
};

static int __init signal_init(void)
{
	return kuipc_device_register(&signal_abilities, &signal_device);
}

static void __exit signal_exit(void)
{
	kuipc_device_unregister(&signal_device);
}

module_init(signal_init);
module_exit(signal_exit);
MODULE_DESCRIPTION("kuipc: a signal to a process");
MODULE_LICENSE("GPL");
