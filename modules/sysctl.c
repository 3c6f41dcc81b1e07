// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysctl: write and read on a file below /proc/sys.
 *
 *   user                         kernel, one message for all
 *   write(fd, message)    -----> sysctl core: allocate as much as the call has, copy in
 *                                sysctl_message(): copy into the message, touch
 *   pread(fd, buffer, 0)  -----> sysctl core: allocate as much as the call has room for
 *                                sysctl_message(): copy the message there
 *                         <----- sysctl core: copy out, free
 *
 * Per round trip: two system calls, four copies, two allocations of zeroed memory of the size that
 * the caller named, no wakeup. Used for settings (/proc/sys/net, /proc/sys/vm), as one number or a
 * line of text: the stock handlers (proc_dointvec, proc_dostring) end at a NUL or a line end and
 * cut what is longer than their variable. A handler of one's own, as here, gets the bytes and their
 * number; what bounds them is the core's allocation, just under 4 MiB with pages of 4 KiB.
 *
 * A handler knows its table and not the open file, so that state per opener cannot be had: there is
 * one message, and whoever may read has what somebody else wrote. (Settings of a network are kept
 * per network namespace, by a table for each.) It cannot start a message: at most it tells a reader
 * that polls that there is something new to ask for (struct ctl_table_poll), which few settings do.
 *
 * An open file does not pin the module: unloading waits for the calls that are running, and leaves
 * ENOENT behind.
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/sysctl.h>

#include "common/sysctl.h"
#include "control.h"
#include "held.h"

#ifdef KUIPC_HAVE_CTL_TABLE_CONST
#define HANDLERS_TABLE const struct ctl_table
#else
#define HANDLERS_TABLE struct ctl_table
#endif

static struct kuipc_held sysctl_held;
static DEFINE_MUTEX(sysctl_lock); /* guards the above */

static int sysctl_take(const void *from, size_t length)
{
	int err = kuipc_held_reserve(&sysctl_held, length);

	if (err)
		return err;
	memcpy(sysctl_held.data, from, length);
	sysctl_held.length = length;
	kuipc_touch(sysctl_held.data, length);
	kuipc_count_received(length);
	return 0;
}

static int sysctl_give(void *to, size_t *room, loff_t *pos)
{
	size_t length = *pos ? 0 : sysctl_held.length;

	if (length > *room)
		return -EMSGSIZE;
	memcpy(to, sysctl_held.data, length);
	*room = length;
	*pos += length;
	if (length)
		kuipc_count_sent(length);
	return 0;
}

/* buffer is the kernel's own, *length what the caller wrote or has room for. */
static int sysctl_message(HANDLERS_TABLE *table, int write, void *buffer, size_t *length,
			  loff_t *pos)
{
	int err;

	if (!kuipc_permitted())
		return -EPERM;
	if (write && *length > KUIPC_MAX_MESSAGE)
		return -EMSGSIZE;
	if (mutex_lock_killable(&sysctl_lock))
		return -EINTR;
	if (write) {
		err = sysctl_take(buffer, *length);
		*pos = 0;
	} else {
		err = sysctl_give(buffer, length, pos);
	}
	mutex_unlock(&sysctl_lock);
	return err;
}

static struct ctl_table sysctl_files[] = {
	{
		.procname = KUIPC_SYSCTL_FILE,
		.mode = 0600,
		.proc_handler = sysctl_message,
	},
#ifndef KUIPC_HAVE_SYSCTL_SIZE
	{} /* the end; later kernels count, and refuse this one */
#endif
};

static struct ctl_table_header *sysctl_header;

static const struct kuipc_abilities sysctl_abilities = {
	.largest_message = KUIPC_MAX_MESSAGE,
	.bound_by = "copy_to_user",
};

/* Not sysctl_init: some kernels declare one. */
static int __init sysctl_module_init(void)
{
	int err = kuipc_control_register(&sysctl_abilities);

	if (err)
		return err;
	sysctl_header = register_sysctl(KUIPC_SYSCTL_FOLDER, sysctl_files);
	if (sysctl_header)
		return 0;
	kuipc_control_unregister();
	return -ENOMEM;
}

static void __exit sysctl_module_exit(void)
{
	unregister_sysctl_table(sysctl_header);
	kuipc_control_unregister();
	kuipc_held_free(&sysctl_held);
}

module_init(sysctl_module_init);
module_exit(sysctl_module_exit);
MODULE_DESCRIPTION("kuipc: write and read on a file below /proc/sys");
MODULE_LICENSE("GPL");
