// SPDX-License-Identifier: GPL-2.0-only
/*
 * FIRE: the sender of events. It calls the transport's emit() from a chosen kernel context, once a
 * period, whether or not anybody keeps up. common/fire.h tells the rules.
 *
 *   task, kthread      a loop that sleeps until the next message is due
 *   softirq, hardirq   an hrtimer whose callback runs there
 *   hardirq+tasklet,   an hrtimer in hardirq that leaves the sending to a tasklet or a work item,
 *   hardirq+work       which start the timer again
 *
 * Nothing of a job runs once kuipc_fire_stop() has returned.
 */
#include <linux/kthread.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/sched/task.h>
#include <asm/tsc.h>

#include "fire.h"

/* In ns, until it has been seen: of the order of a switch of tasks, so that nobody starves. */
#define FIRE_LIKELY_ENTRY 4000

static void fire_stamp(struct kuipc_job *job, u64 sequence, u64 intended, u64 sent)
{
	struct kuipc_message *header = job->message;

	if (job->order.size >= sizeof(*header)) {
		header->sequence = sequence;
		header->intended = intended;
		header->sent = sent;
	} else if (job->order.size >= sizeof(sequence)) {
		memcpy(job->message, &sequence, sizeof(sequence));
	}
}

/*
 * Sends message number index. Due times are the kernel clock's, stamps the time stamp counter's:
 * they are joined here, where both are read together, since over a long job the two drift apart.
 */
static void fire_one(struct kuipc_job *job, u64 index)
{
	u64 late = ktime_to_ns(ktime_sub(ktime_get(), job->start)) - index * job->order.period;
	u64 sent = rdtsc_ordered();
	u64 intended = sent - mul_u64_u32_div(late, tsc_khz, USEC_PER_SEC);
	int err;

	fire_stamp(job, job->sent, intended, sent);
	err = job->abilities->emit(job->message, job->order.size);
	if (job->sent < KUIPC_FIRE_LOG)
		job->log[job->sent] = (struct kuipc_fire_record){
			.intended = intended,
			.sent = sent,
			.emitted = rdtsc_ordered(),
			.sequence = job->sent,
			.error = -err,
		};
	if (err) {
		job->dropped++;
		job->error = job->error ?: -err;
	}
	/* Pairs with the acquire in kuipc_order_read(): with the count comes the record. */
	smp_store_release(&job->sent, job->sent + 1);
}

/* Nothing is left to send, or nothing is wanted. The job's memory is not touched after this. */
static bool fire_over(struct kuipc_job *job)
{
	if (job->next < job->order.count && !READ_ONCE(job->stop))
		return false;
	/* Pairs with the acquire of who waits for the end, and may then free what the job used. */
	smp_store_release(&job->running, false);
	return true;
}

/*
 * How long to stay away after a burst of so many ns. The same stretch of time is left to others, or
 * a short period would never let an interrupt end (a livelock, not a rate). A burst that a timer
 * starts takes more from them than itself: the way to it and, as long as that is taken to be, the
 * way back. The way back is part of the pause, and of the rest they get as much as both ways took.
 */
static s64 fire_pause(const struct kuipc_job *job, s64 burst)
{
	return burst + 3 * job->entry;
}

/* Sends what is due at the time of begin. True: come back at *next. */
static bool fire_burst(struct kuipc_job *job, ktime_t begin, ktime_t *next)
{
	ktime_t end;
	u64 due;

	/* First of all: else who stops a job before its first message is due waits for it. */
	if (fire_over(job))
		return false;
	if (begin < job->start) {
		*next = job->start;
		return true;
	}
	due = div64_u64(ktime_to_ns(ktime_sub(begin, job->start)), job->order.period) + 1;
	due = min(due, job->order.count);
	if (due > job->next + KUIPC_FIRE_BURST) {
		job->skipped += due - job->next - KUIPC_FIRE_BURST;
		job->next = due - KUIPC_FIRE_BURST;
	}
	while (job->next < due && !READ_ONCE(job->stop))
		fire_one(job, job->next++);
	if (fire_over(job))
		return false;
	end = ktime_get();
	*next = max_t(ktime_t, ktime_add_ns(job->start, job->next * job->order.period),
		      ktime_add_ns(end, fire_pause(job, ktime_sub(end, begin))));
	return true;
}

/*
 * The same where the timer led here. How long that took from its expiry on is followed slowly
 * upwards, so that a stall of the machine, or others having their turn, is not taken for a cost and
 * does not become a long pause; and not all the way down at once, since a timer that expires while
 * an interrupt is under way anyway gets here in no time.
 */
static bool fire_timed_burst(struct kuipc_job *job, ktime_t *next)
{
	ktime_t begin = ktime_get();
	s64 entry = ktime_sub(begin, hrtimer_get_expires(&job->timer));

	job->entry = clamp(entry, job->entry / 2, job->entry + job->entry / 8 + 1);
	return fire_burst(job, begin, next);
}

void kuipc_fire_loop(struct kuipc_job *job)
{
	u64 slack = current->timer_slack_ns;
	ktime_t next, wait;
	int err = 0;

	/* By default a sleeping task's timer may be 50 us late, to save the CPU a wakeup. */
	current->timer_slack_ns = 1;

	while (fire_burst(job, ktime_get(), &next)) {
		wait = ktime_sub(next, ktime_get());
		if (wait > 0)
			err = wait_event_interruptible_hrtimeout(job->stopped,
								 READ_ONCE(job->stop), wait);
		if (err == -ERESTARTSYS)
			WRITE_ONCE(job->stop, true);
	}
	current->timer_slack_ns = slack;
	wake_up_all(&job->stopped);
}

/* Here, and not before it runs: kernels from 6.14 on place a new thread once more as it begins. */
static int fire_thread(void *data)
{
	struct kuipc_job *job = data;

	set_cpus_allowed_ptr(current, &job->cpus);
	kuipc_fire_loop(job);
	return 0;
}

static void fire_deferred(struct kuipc_job *job)
{
	ktime_t next;

	if (fire_timed_burst(job, &next))
		hrtimer_start(&job->timer, next, HRTIMER_MODE_ABS_PINNED);
}

static void fire_tasklet(struct tasklet_struct *tasklet)
{
	fire_deferred(container_of(tasklet, struct kuipc_job, tasklet));
}

static void fire_work(struct work_struct *work)
{
	fire_deferred(container_of(work, struct kuipc_job, work));
}

static enum hrtimer_restart fire_expired(struct hrtimer *timer)
{
	struct kuipc_job *job = container_of(timer, struct kuipc_job, timer);
	ktime_t next;

	if (fire_over(job))
		return HRTIMER_NORESTART;
	if (job->order.context == KUIPC_FIRE_HARDIRQ_TASKLET) {
		tasklet_schedule(&job->tasklet);
		return HRTIMER_NORESTART;
	}
	if (job->order.context == KUIPC_FIRE_HARDIRQ_WORK) {
		queue_work(system_highpri_wq, &job->work);
		return HRTIMER_NORESTART;
	}
	if (!fire_timed_burst(job, &next))
		return HRTIMER_NORESTART;
	hrtimer_set_expires(timer, next);
	return HRTIMER_RESTART;
}

static void fire_start_timer(struct kuipc_job *job)
{
	/* Not _HARD: on every kernel a plain timer's callback runs in the interrupt, cleanly. */
	enum hrtimer_mode mode = job->order.context == KUIPC_FIRE_SOFTIRQ ?
					 HRTIMER_MODE_ABS_PINNED_SOFT :
					 HRTIMER_MODE_ABS_PINNED;

#ifdef KUIPC_HAVE_HRTIMER_SETUP
	hrtimer_setup(&job->timer, fire_expired, CLOCK_MONOTONIC, mode);
#else
	hrtimer_init(&job->timer, CLOCK_MONOTONIC, mode);
	job->timer.function = fire_expired;
#endif
	job->entry = FIRE_LIKELY_ENTRY;
	hrtimer_start(&job->timer, job->start, mode);
}

static int fire_start_thread(struct kuipc_job *job)
{
	struct task_struct *thread = kthread_create(fire_thread, job, "%s", THIS_MODULE->name);

	if (IS_ERR(thread))
		return PTR_ERR(thread);
	cpumask_copy(&job->cpus, current->cpus_ptr);
	/* It may end by itself before it is stopped. */
	job->thread = get_task_struct(thread);
	wake_up_process(thread);
	return 0;
}

int kuipc_fire_start(struct kuipc_job *job)
{
	int err = 0;

	job->running = true;
	if (job->order.context == KUIPC_FIRE_KTHREAD)
		err = fire_start_thread(job);
	else if (job->order.context != KUIPC_FIRE_TASK)
		fire_start_timer(job);
	if (err)
		job->running = false;
	return err;
}

void kuipc_fire_stop(struct kuipc_job *job)
{
	WRITE_ONCE(job->stop, true);
	wake_up_all(&job->stopped);
	switch (job->order.context) {
	case KUIPC_FIRE_KTHREAD:
		if (job->thread) {
			kthread_stop(job->thread);
			put_task_struct(job->thread);
			job->thread = NULL;
		}
		break;
	case KUIPC_FIRE_TASK:
		/* Pairs with the release in fire_over(). */
		wait_event(job->stopped, !smp_load_acquire(&job->running));
		break;
	default:
		/* The second time for what a tasklet or work item under way started again. */
		hrtimer_cancel(&job->timer);
		tasklet_kill(&job->tasklet);
		cancel_work_sync(&job->work);
		hrtimer_cancel(&job->timer);
	}
	job->running = false;
}

void kuipc_fire_init(struct kuipc_job *job)
{
	init_waitqueue_head(&job->stopped);
	tasklet_setup(&job->tasklet, fire_tasklet);
	INIT_WORK(&job->work, fire_work);
}
