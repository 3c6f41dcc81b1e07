// SPDX-License-Identifier: GPL-2.0-only
/*
 * The orders behind FIRE: who may fire what, and what became of it. common/fire.h tells the rules,
 * fire.c does the firing.
 *
 * One job at a time per module. It belongs to the file that ordered it, and to the process: it ends
 * when that closes the file, at the latest when nobody has it open any more. Since an open control
 * node pins the module, no job outlives its code.
 */
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "fire.h"

/* records */
#define ORDER_PIECE 16

static struct kuipc_job job;
/* Guards owner, the order and the memory of the job. Nobody touches a user's memory under it. */
static DEFINE_MUTEX(order_lock);

static void order_forget(void)
{
	if (!job.owner)
		return;
	kuipc_fire_stop(&job);
	vfree(job.log);
	kvfree(job.message);
	job.log = NULL;
	job.message = NULL;
	job.sent = 0;
	job.owner = NULL;
}

static int order_check(const struct kuipc_fire *order)
{
	static const u32 needed[KUIPC_FIRE_CONTEXTS] = {
		[KUIPC_FIRE_TASK] = KUIPC_STARTS_TASK,
		[KUIPC_FIRE_KTHREAD] = KUIPC_STARTS_KTHREAD,
		[KUIPC_FIRE_SOFTIRQ] = KUIPC_STARTS_SOFTIRQ,
		[KUIPC_FIRE_HARDIRQ] = KUIPC_STARTS_HARDIRQ,
		[KUIPC_FIRE_HARDIRQ_TASKLET] = KUIPC_STARTS_SOFTIRQ,
		[KUIPC_FIRE_HARDIRQ_WORK] = KUIPC_STARTS_KTHREAD,
	};

	if (order->context >= KUIPC_FIRE_CONTEXTS || !order->size || !order->count ||
	    order->count > KUIPC_FIRE_MAX_COUNT || order->period < KUIPC_FIRE_MIN_PERIOD ||
	    order->period > KUIPC_FIRE_MAX_PERIOD)
		return -EINVAL;
	if (!job.abilities->emit || !(job.abilities->starts & needed[order->context]))
		return -EOPNOTSUPP;
	if (order->size > job.abilities->largest_event)
		return -EMSGSIZE;
	return job.abilities->ready() ? 0 : -ENOTCONN;
}

/* All of it or nothing: where memory is short, there is no job, and no log of one. */
static int order_prepare(const struct kuipc_fire *order)
{
	struct kuipc_message header = {
		.magic = KUIPC_MAGIC,
		.length = order->size,
		.seed = 1,
	};
	size_t records = min_t(u64, order->count, KUIPC_FIRE_LOG);
	size_t skip = order->size >= sizeof(header) ? sizeof(header) : 0;
	void *message = kvmalloc(order->size, GFP_KERNEL_ACCOUNT);
	void *log = __vmalloc(array_size(records, sizeof(*job.log)), GFP_KERNEL_ACCOUNT);

	if (!message || !log) {
		vfree(log);
		kvfree(message);
		return -ENOMEM;
	}
	memcpy(message, &header, skip);
	kuipc_pattern_fill(message + skip, order->size - skip, header.seed);
	job.message = message;
	job.log = log;
	job.number++;
	job.order = *order;
	job.next = 0;
	job.sent = 0;
	job.dropped = 0;
	job.skipped = 0;
	job.error = 0;
	job.entry = 0;
	job.stop = false;
	job.start = ktime_add_ns(ktime_get(), order->period);
	return 0;
}

static int order_begin(struct file *file)
{
	int err;

	job.owner = file;
	job.closer = current->files;
	file->f_pos = 0;
	err = kuipc_fire_start(&job);
	if (err)
		order_forget();
	return err;
}

static long order_fire(struct file *file, const struct kuipc_fire __user *from)
{
	struct kuipc_fire order;
	long err = copy_from_user(&order, from, sizeof(order)) ? -EFAULT : order_check(&order);

	if (mutex_lock_interruptible(&order_lock))
		return -EINTR;
	/* Pairs with the release in fire_over(): the last job has let go of its memory. */
	if (smp_load_acquire(&job.running)) {
		err = err ?: -EBUSY;
	} else {
		order_forget();
		if (!err)
			err = order_prepare(&order);
		if (!err)
			err = order_begin(file);
	}
	mutex_unlock(&order_lock);
	if (err || order.context != KUIPC_FIRE_TASK)
		return err;
	kuipc_fire_loop(&job);
	return signal_pending(current) ? -EINTR : 0;
}

static long order_status(struct kuipc_fire_status __user *to)
{
	struct kuipc_fire_status status = {};

	if (mutex_lock_interruptible(&order_lock))
		return -EINTR;
	if (job.owner) {
		/* running first: once it is false, the counts are final. */
		/* Pairs with the releases in fire.c: of an ended job all counts are final. */
		status.running = smp_load_acquire(&job.running);
		status.count = job.order.count;
		/* As above. */
		status.sent = smp_load_acquire(&job.sent);
		status.dropped = READ_ONCE(job.dropped);
		status.skipped = READ_ONCE(job.skipped);
		status.error = READ_ONCE(job.error);
	}
	mutex_unlock(&order_lock);
	return copy_to_user(to, &status, sizeof(status)) ? -EFAULT : 0;
}

static long order_stop(void)
{
	if (mutex_lock_interruptible(&order_lock))
		return -EINTR;
	if (job.owner)
		kuipc_fire_stop(&job);
	mutex_unlock(&order_lock);
	return 0;
}

long kuipc_order_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	switch (command) {
	case KUIPC_IOC_FIRE:
		return order_fire(file, (const struct kuipc_fire __user *)argument);
	case KUIPC_IOC_FIRE_STATUS:
		return order_status((struct kuipc_fire_status __user *)argument);
	case KUIPC_IOC_FIRE_STOP:
		return order_stop();
	default:
		return -ENOTTY;
	}
}

/* What a reader has at once, on his stack. */
struct order_piece {
	struct kuipc_fire_record records[ORDER_PIECE];
	u64 job; /* whose log that is; 0: nobody's, so far */
};

/* The log's records from number first on, up to most of them. How many; 0 at the end of the log. */
static ssize_t order_copy(struct order_piece *piece, u64 first, size_t most)
{
	size_t records = 0;
	u64 logged;

	if (mutex_lock_interruptible(&order_lock))
		return -EINTR;
	/* Pairs with the release in fire.c: what is counted is in the log. */
	logged = min_t(u64, smp_load_acquire(&job.sent), KUIPC_FIRE_LOG);
	if (job.log && first < logged && (!piece->job || piece->job == job.number)) {
		records = min3(logged - first, (u64)most, (u64)ORDER_PIECE);
		memcpy(piece->records, job.log + first, records * sizeof(*piece->records));
		piece->job = job.number;
	}
	mutex_unlock(&order_lock);
	return records;
}

/*
 * Whole records of one log only; it grows while the job runs, and a reader at its end gets 0 bytes.
 * The copy to the user has no lock: it may wait for a page for ever, and every close needs the
 * lock.
 */
ssize_t kuipc_order_read(struct file *file, char __user *to, size_t room, loff_t *pos)
{
	const size_t size = sizeof(struct kuipc_fire_record);
	struct order_piece piece;
	ssize_t done = 0, records;

	piece.job = 0;
	while (room >= size) {
		records = order_copy(&piece, div_u64(*pos, size), room / size);
		if (records > 0 && copy_to_user(to + done, piece.records, records * size))
			records = -EFAULT;
		if (records <= 0)
			return done ? done : records;
		done += records * size;
		room -= records * size;
		*pos += records * size;
	}
	return done;
}

/*
 * The table of descriptors tells processes apart, as it does for locks, and threads are one. No
 * other has the address of the owner's: before that goes, so do its descriptors, by way of here.
 */
void kuipc_order_flush(struct file *file, fl_owner_t closer)
{
	mutex_lock(&order_lock);
	if (job.owner == file && job.closer == closer)
		kuipc_fire_stop(&job);
	mutex_unlock(&order_lock);
}

void kuipc_order_release(struct file *file)
{
	mutex_lock(&order_lock);
	if (job.owner == file)
		order_forget();
	mutex_unlock(&order_lock);
}

void kuipc_order_init(const struct kuipc_abilities *abilities)
{
	job.abilities = abilities;
	kuipc_fire_init(&job);
}
