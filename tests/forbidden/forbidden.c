// SPDX-License-Identifier: GPL-2.0-only
/*
 * For the checking kernel only: does on purpose what a kernel context may not do, so that the
 * kernel's own checkers can be quoted on it. Nothing happens until somebody writes
 * OPERATION/CONTEXT:
 *
 *   echo copy_to_user/hardirq > /sys/module/kuipc_forbidden/parameters/try
 *
 * The operations are in operations.c. The contexts are task (the writer's own), kthread, softirq
 * and hardirq. In the last two the writer spins, with preemption on, and the timer interrupts it
 * on its own CPU: its memory is mapped, a user copy would even work, and all that is wrong is the
 * context.
 *
 * The kernel log has "begins" before and "returned N" after the deed; a report in between is
 * about it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/preempt.h>

#include "forbidden.h"

static const struct forbidden_operation *operation;
static long returned;
static DECLARE_COMPLETION(done);

static int act_in_thread(void *unused)
{
	returned = operation->act();
	/* Not back into this module's code, which may be gone once the writer goes on. */
	kthread_complete_and_exit(&done, 0);
}

static enum hrtimer_restart act_in_timer(struct hrtimer *unused)
{
	returned = operation->act();
	complete(&done);
	return HRTIMER_NORESTART;
}

static int try_in_task(void)
{
	returned = operation->act();
	return 0;
}

static int try_in_kthread(void)
{
	struct task_struct *thread = kthread_run(act_in_thread, NULL, "kuipc_forbidden");

	if (IS_ERR(thread))
		return PTR_ERR(thread);
	wait_for_completion(&done);
	return 0;
}

static int try_in_timer(enum hrtimer_mode mode)
{
	struct hrtimer timer;

	hrtimer_init_on_stack(&timer, CLOCK_MONOTONIC, mode);
	timer.function = act_in_timer;
	/* Neither preemption nor interrupts off: the context is the only reason for a report. */
	migrate_disable();
	hrtimer_start(&timer, ms_to_ktime(10), mode);
	while (!try_wait_for_completion(&done))
		cpu_relax();
	migrate_enable();
	hrtimer_cancel(&timer);
	destroy_hrtimer_on_stack(&timer);
	return 0;
}

static int try_in(const char *context)
{
	if (!strcmp(context, "task"))
		return try_in_task();
	if (!strcmp(context, "kthread"))
		return try_in_kthread();
	if (!strcmp(context, "softirq"))
		return try_in_timer(HRTIMER_MODE_REL_PINNED_SOFT);
	if (!strcmp(context, "hardirq"))
		return try_in_timer(HRTIMER_MODE_REL_PINNED);
	return -EINVAL;
}

/* Writers of a parameter are kept apart by the module's own parameter lock. */
static int set_try(const char *value, const struct kernel_param *unused)
{
	char name[64], *context;
	int err;

	if (strscpy(name, value, sizeof(name)) < 0)
		return -EINVAL;
	context = strim(name);
	strsep(&context, "/");
	operation = forbidden_find(name);
	if (!operation || !context)
		return -EINVAL;
	err = operation->prepare ? operation->prepare() : 0;
	if (err)
		return err;
	reinit_completion(&done);
	pr_info("%s/%s begins\n", name, context);
	err = try_in(context);
	if (!err)
		pr_info("%s/%s returned %ld\n", name, context, returned);
	if (operation->tidy)
		operation->tidy();
	return err;
}

static const struct kernel_param_ops try_ops = {
	.set = set_try,
};

module_param_cb(try, &try_ops, NULL, 0200);
MODULE_PARM_DESC(try, "OPERATION/CONTEXT: what to do, and in which context");

static int __init forbidden_init(void)
{
	return 0;
}

static void __exit forbidden_exit(void)
{
}

module_init(forbidden_init);
module_exit(forbidden_exit);

MODULE_DESCRIPTION("kuipc test: what kernel contexts may not do");
MODULE_LICENSE("GPL");
