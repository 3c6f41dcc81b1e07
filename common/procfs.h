/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * procfs: write and read on a file below /proc.
 *
 * Each open file of KUIPC_PROCFS_PATH holds one message. A write is one message, whole, at whatever
 * offset: it replaces the one before and sets the file's position to 0, so that a read that follows
 * begins at its start (pwrite leaves the position alone; of a writev each part is a message). A
 * write of 0 bytes is a message of 0 bytes. A read gives the message from the position on, like any
 * file: less than asked for at its end, the rest of it when asked again, and then 0 bytes. It
 * stays, so that pread at 0 gives it as often as asked. Nothing but that end tells its length.
 * lseek knows SEEK_SET and SEEK_CUR. STATS counts a message as sent by the read that reaches its
 * end.
 *
 * Errors: EPERM without CAP_NET_ADMIN in the initial user namespace, at open and at each read and
 * write; EMSGSIZE for a write over KUIPC_MAX_MESSAGE, which leaves the message that was there;
 * EFAULT and ENOMEM, and the write that they end leaves a message of 0 bytes; EINTR when a fatal
 * signal came while another task was in a call on this file; ENOENT at open when the module is not
 * loaded, EIO at read and write when it has been unloaded since (EINVAL at lseek).
 */
#ifndef KUIPC_COMMON_PROCFS_H
#define KUIPC_COMMON_PROCFS_H

#include "abi.h"

#define KUIPC_PROCFS_FOLDER "kuipc"
#define KUIPC_PROCFS_FILE "message"
#define KUIPC_PROCFS_PATH "/proc/" KUIPC_PROCFS_FOLDER "/" KUIPC_PROCFS_FILE

#endif /* KUIPC_COMMON_PROCFS_H */
