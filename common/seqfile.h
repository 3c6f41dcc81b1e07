/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * seqfile: a file below /proc that the kernel reads out through seq_file.
 *
 * Each open file of KUIPC_SEQFILE_PATH holds one message. A write is one message, whole: it
 * replaces the one before and sets the file's position to 0. A read from position 0 makes the
 * record anew, which is the message; a read from further on gives the rest of the record that was
 * made then, and 0 bytes at its end. STATS counts a message as sent by the read that reaches its
 * end.
 *
 * Errors: EPERM without CAP_NET_ADMIN in the initial user namespace, at open and at each read and
 * write; EMSGSIZE for a write over KUIPC_MAX_MESSAGE, which leaves the message that was there;
 * EFAULT and ENOMEM, and the write that they end leaves a message of 0 bytes; ESPIPE for pwrite;
 * EINTR when a fatal signal came while another task was in a call on this file; ENOENT at open when
 * the module is not loaded, EIO at read and write when it has been unloaded since.
 */
#ifndef KUIPC_COMMON_SEQFILE_H
#define KUIPC_COMMON_SEQFILE_H

#include "abi.h"

#define KUIPC_SEQFILE_FILE "kuipc_seqfile"
#define KUIPC_SEQFILE_PATH "/proc/" KUIPC_SEQFILE_FILE

#endif /* KUIPC_COMMON_SEQFILE_H */
