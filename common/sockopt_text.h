/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * sockopt_text: a line of text each way, the interface of the first article that kuipc grew from.
 *
 * One option on level IPPROTO_IP of any IPv4 socket. setsockopt takes up to
 * KUIPC_SOCKOPT_TEXT_ROOM bytes of text, which ends at its first NUL or with the value. The
 * kernel notes it: in STATS, and in its log where dynamic debug was asked for that (module
 * kuipc_sockopt_text), as a line "kuipc_sockopt_text: <length> bytes: <text>" with the text
 * escaped, so that no text reads like a line of the kernel's own. Nothing of it is kept.
 * getsockopt gives KUIPC_SOCKOPT_TEXT_ANSWER with its final NUL, or as much of that as there is
 * room, and stores the length.
 *
 * Errors: EPERM without CAP_NET_ADMIN in the initial user namespace, at each call; EMSGSIZE for
 * more text; EFAULT; EINVAL for a negative length; ENOPROTOOPT when the module is not loaded.
 *
 * The number is also that of the first option of ebtables. Whichever module comes second does not
 * load: EBUSY.
 */
#ifndef KUIPC_COMMON_SOCKOPT_TEXT_H
#define KUIPC_COMMON_SOCKOPT_TEXT_H

#include "abi.h"

#define KUIPC_SOCKOPT_TEXT 128
#define KUIPC_SOCKOPT_TEXT_ROOM 64
#define KUIPC_SOCKOPT_TEXT_ANSWER "a message from kernel\n"

KUIPC_STATIC_ASSERT(sizeof(KUIPC_SOCKOPT_TEXT_ANSWER) <= KUIPC_SOCKOPT_TEXT_ROOM,
		    sockopt_text_fits);

#endif /* KUIPC_COMMON_SOCKOPT_TEXT_H */
