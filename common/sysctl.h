/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * sysctl: write and read on a file below /proc/sys.
 *
 * KUIPC_SYSCTL_PATH holds one message for all who open it: a handler is not told through which open
 * file it was called. A write is one message, whole, of any bytes, at whatever offset; it replaces
 * the one before and sets the file's position to 0. A read from position 0 gives the message if
 * there is room for all of it, and moves the position; from anywhere else it gives 0 bytes, the end
 * of the file. pread at 0 gives it as often as asked. Unloading the module drops it.
 *
 * Errors: EACCES at open for any user but root of the initial user namespace, whatever his
 * capabilities; EPERM at each read and write without CAP_NET_ADMIN there; EMSGSIZE for a write over
 * KUIPC_MAX_MESSAGE, which leaves the message that was there, and for a read with less room than
 * the message; ENOMEM, also for a call with a buffer of about 4 MiB or more; EFAULT, and then a
 * write has done nothing, while STATS has counted a read; EINTR when a fatal signal came while
 * another task was in a call; ENOENT at open when the module is not loaded, and at read and write
 * when it has been unloaded since.
 */
#ifndef KUIPC_COMMON_SYSCTL_H
#define KUIPC_COMMON_SYSCTL_H

#include "abi.h"

#define KUIPC_SYSCTL_FOLDER "kuipc"
#define KUIPC_SYSCTL_FILE "message"
#define KUIPC_SYSCTL_PATH "/proc/sys/" KUIPC_SYSCTL_FOLDER "/" KUIPC_SYSCTL_FILE

#endif /* KUIPC_COMMON_SYSCTL_H */
