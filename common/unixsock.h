/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * unixsock: a kernel thread behind a Unix socket.
 *
 * CONNECT on /dev/kuipc_unixsock_data starts a kernel thread and returns the descriptor of a Unix
 * socket (SOCK_SEQPACKET, close-on-exec) whose other end that thread holds. They last until the
 * file is closed; the socket is at its end then, whoever still has it. A file has one thread, and
 * there are at most KUIPC_UNIXSOCK_THREADS.
 *
 * Each packet is a struct kuipc_unixsock and the bytes of the message. The thread takes requests in
 * order and answers each by a packet of type MESSAGE. ECHO leaves its bytes as the file's message
 * and is answered with them. PUSH leaves them and is answered with none, once the thread has
 * consumed them. PULL carries none and is answered with the file's message, which stays.
 * ECHO_QUEUED and PUSH_QUEUED are the first two by way of a queue, of which a softirq is the
 * consumer. A message of 0 bytes is one; a packet that is shorter than its header is dropped
 * without an answer.
 *
 * THREAD returns the id of the file's thread in the caller's PID namespace, 0 where it has none, to
 * place the thread or to read its CPU time.
 *
 * LISTEN makes the file the one that hears what the kernel starts (fire.h): packets of type MESSAGE
 * that nobody asked for, of at most KUIPC_UNIXSOCK_MAX_EVENT bytes. The kernel waits for nobody: a
 * message is dropped while more than KUIPC_UNIXSOCK_QUEUE bytes wait to be read, as af_unix counts
 * them (768 for a message of 64). There is one listener at a time, until its file is closed.
 *
 * Errors in an answer, which has no bytes then, and leaves a message of 0 bytes: EMSGSIZE, EINVAL
 * for a PULL with bytes, EOPNOTSUPP for another type, ENOMEM. A success is 0.
 *
 * Errors of calls: EPERM without CAP_NET_ADMIN in the initial user namespace, at open, at each
 * ioctl, and at each send and receive on the socket; EBUSY for a second CONNECT, and for LISTEN
 * while a file listens; ENOTCONN for LISTEN or THREAD before CONNECT; ENOSPC for one thread too
 * many; ENOTTY for another command. A send fails with EMSGSIZE for more than KUIPC_MAX_MESSAGE
 * bytes (as long as SO_SNDBUF is left alone), with EOPNOTSUPP for control messages, such as
 * descriptors, and with ENOBUFS where the kernel has no contiguous memory for a large packet; at
 * the end a receive gives 0 bytes and a send EPIPE. The socket has no address and can get none.
 */
#ifndef KUIPC_COMMON_UNIXSOCK_H
#define KUIPC_COMMON_UNIXSOCK_H

#include <linux/ioctl.h>

#include "abi.h"

#define KUIPC_UNIXSOCK_NODE "kuipc_unixsock_data"

#define KUIPC_UNIXSOCK_CONNECT _IO(KUIPC_IOC_TYPE, 0x50)
#define KUIPC_UNIXSOCK_LISTEN _IO(KUIPC_IOC_TYPE, 0x51)
#define KUIPC_UNIXSOCK_THREAD _IO(KUIPC_IOC_TYPE, 0x52)

#define KUIPC_UNIXSOCK_THREADS 64
#define KUIPC_UNIXSOCK_MAX_EVENT 65536u
#define KUIPC_UNIXSOCK_QUEUE 65536u

/* Values of type. */
#define KUIPC_UNIXSOCK_ECHO 1u
#define KUIPC_UNIXSOCK_PUSH 2u
#define KUIPC_UNIXSOCK_PULL 3u
#define KUIPC_UNIXSOCK_MESSAGE 4u
#define KUIPC_UNIXSOCK_ECHO_QUEUED 5u
#define KUIPC_UNIXSOCK_PUSH_QUEUED 6u

struct kuipc_unixsock {
	__u32 type;
	__u32 error; /* errno; 0 in a request */
};

KUIPC_SIZE_IS(struct kuipc_unixsock, 8, unixsock_size);

#endif /* KUIPC_COMMON_UNIXSOCK_H */
