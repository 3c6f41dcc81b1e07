/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * FIRE inside a module: order.c takes orders from the control node, fire.c carries them out. There
 * is one job per module at the most, and nothing here sees a transport but through its emit().
 */
#ifndef KUIPC_MODULES_FIRE_H
#define KUIPC_MODULES_FIRE_H

#include <linux/cpumask.h>
#include <linux/fs.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "common/fire.h"
#include "control.h"

struct kuipc_job {
	const struct kuipc_abilities *abilities;
	struct kuipc_fire order;
	struct file *owner; /* NULL: there is no log, and nothing to stop */
	fl_owner_t closer;  /* the process that ordered it, as flush() tells it */
	u64 number;	    /* from 1 on, of all jobs of this module */
	void *message;	    /* made once; emit() sees it with a fresh header */
	struct kuipc_fire_record *log;
	u64 next; /* number of the next message that is due */
	u64 sent, dropped, skipped;
	u32 error;
	bool running, stop;
	ktime_t start; /* when message 0 is due */
	s64 entry; /* ns from the timer's expiry to a burst; 0: no timer starts them */
	struct hrtimer timer;
	struct tasklet_struct tasklet;
	struct work_struct work;
	struct task_struct *thread;
	struct cpumask cpus; /* of the thread */
	wait_queue_head_t stopped; /* where a sender between two messages sleeps */
};

/* fire.c. The caller of these three holds the lock of order.c; job->order and its memory stand. */
void kuipc_fire_init(struct kuipc_job *job);
int kuipc_fire_start(struct kuipc_job *job); /* in TASK: call kuipc_fire_loop() next, unlocked */
void kuipc_fire_stop(struct kuipc_job *job); /* afterwards nothing of the job runs; its log stays */
void kuipc_fire_loop(struct kuipc_job *job);

/* order.c. */
void kuipc_order_init(const struct kuipc_abilities *abilities);

/* A command of common/fire.h, or -ENOTTY for any other. */
long kuipc_order_ioctl(struct file *file, unsigned int command, unsigned long argument);
ssize_t kuipc_order_read(struct file *file, char __user *to, size_t room, loff_t *pos);

/* A process closes a descriptor of this file: stops the job of both, if there is one. */
void kuipc_order_flush(struct file *file, fl_owner_t closer);

/* Stops the job of this file, if it has one, and takes its log away. */
void kuipc_order_release(struct file *file);

#endif /* KUIPC_MODULES_FIRE_H */
