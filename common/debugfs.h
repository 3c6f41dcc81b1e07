/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * debugfs: write and read on a file of debugfs, which lies at KUIPC_DEBUGFS_PATH once somebody has
 * mounted debugfs at its usual place.
 *
 * Each open file holds one message. A write is one message, whole, at whatever offset: it replaces
 * the one before and sets the file's position to 0. A read gives the message from the position on,
 * like any file, and 0 bytes at its end; it stays, so that pread at 0 gives it as often as asked.
 * STATS counts a message as sent by the read that reaches its end. An open file pins the module.
 *
 * Errors: EPERM without CAP_NET_ADMIN in the initial user namespace, at open and at each read and
 * write, and at open where the kernel is locked down; EMSGSIZE for a write over KUIPC_MAX_MESSAGE,
 * which leaves the message that was there; EFAULT and ENOMEM, and the write that they end leaves a
 * message of 0 bytes; EINTR when a fatal signal came while another task was in a call on this file;
 * ENOENT at open when the module is not loaded or debugfs not mounted.
 */
#ifndef KUIPC_COMMON_DEBUGFS_H
#define KUIPC_COMMON_DEBUGFS_H

#include "abi.h"

#define KUIPC_DEBUGFS_MOUNT "/sys/kernel/debug"
#define KUIPC_DEBUGFS_FOLDER "kuipc_debugfs"
#define KUIPC_DEBUGFS_FILE "message"
#define KUIPC_DEBUGFS_PATH KUIPC_DEBUGFS_MOUNT "/" KUIPC_DEBUGFS_FOLDER "/" KUIPC_DEBUGFS_FILE

#endif /* KUIPC_COMMON_DEBUGFS_H */
