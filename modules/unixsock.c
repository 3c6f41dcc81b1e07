// SPDX-License-Identifier: GPL-2.0-only
/*
 * unixsock: a kernel thread behind a Unix socket.
 *
 *   user                    af_unix                          kernel thread, one per opener
 *   sendmsg(fd, ECHO) ----> allocate an skb, copy in; queue  ---> wakes up, copies out, touches it
 *   recvmsg(fd)  sleeps                                      answers: allocate an skb, copy in;
 *   wakes up, copies out <---------------------------------- queue; sleeps
 *
 * The same by way of a critical section, as ECHO_QUEUED:
 *
 *   kernel thread: copies out; takes the lock, adds it to the queue, schedules a tasklet; lets go
 *   of the lock, and so of softirqs ---> tasklet: takes it off the queue under the lock, touches it
 *   kernel thread: answers          <--- completes it
 *
 * and for messages that the kernel starts:
 *
 *   unixsock_emit(), in the task that FIRE sends from: allocate an skb, copy in, queue, wake the
 *   reader; recvmsg(fd) <--- af_unix: copy out, free
 *
 * Per round trip: two system calls, four copies, two allocations, two wakeups and two switches of
 * task. A push is as much, its answer being empty: nothing else says that the message was consumed.
 * Per event: one system call, two copies, one allocation, one wakeup. Sending allocates and may
 * sleep, so the kernel starts from a task, a kernel thread or a work item; an interrupt handler
 * leaves it to one of these. netlink.c has the other design: there the sender's own task runs the
 * consumer as a callback, and nobody is woken. What the thread buys is a context of its own: it may
 * take its time while the sender goes on, and it holds no lock of anybody's.
 *
 * Used by rpcbind's clients in the kernel, and by 9p and nbd with a descriptor, where the user is
 * the server; ksmbd and drbd are such threads behind TCP. Packets of this socket are whole
 * (SOCK_SEQPACKET): from a stream the thread would read a header, and then what that announces.
 *
 * The thread is of class SCHED_BATCH and on the CPUs of its opener. It does not preempt who wakes
 * it, so that a round trip has its two switches each time, and not sometimes. What it holds and
 * answers is charged to the memory cgroup of its opener, which the kernel could not know. What
 * FIRE's own thread and a work item send is charged to nobody; KUIPC_UNIXSOCK_QUEUE bounds it.
 */
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/memcontrol.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/spinlock.h>
#include <uapi/linux/sched/types.h>

#include "common/unixsock.h"
#include "control.h"
#include "held.h"
#include "unixsock_pair.h"

struct unixsock_opener {
	struct mutex lock;     /* one ioctl at a time */
	struct socket *socket; /* our end; NULL before CONNECT, and it stays until release */
	struct task_struct *thread;
	struct mem_cgroup *charged; /* for what the thread allocates; held */
	struct kuipc_held held; /* the thread's alone */
};

/* The critical section: a queue of what threads wait to have consumed, one item each at most. */
struct unixsock_item {
	struct list_head link;
	const struct kuipc_held *message;
	struct completion consumed;
};

static LIST_HEAD(unixsock_queue);
static DEFINE_SPINLOCK(unixsock_queue_lock);

static struct socket *unixsock_listener;
static DEFINE_MUTEX(unixsock_listener_lock); /* keeps the listener in emit, which may sleep */

static atomic_t unixsock_threads = ATOMIC_INIT(0);

/* Softirq. */
static void unixsock_consume(struct tasklet_struct *tasklet)
{
	struct unixsock_item *item;

	spin_lock(&unixsock_queue_lock);
	while (!list_empty(&unixsock_queue)) {
		item = list_first_entry(&unixsock_queue, struct unixsock_item, link);
		list_del(&item->link);
		spin_unlock(&unixsock_queue_lock);
		kuipc_touch(item->message->data, item->message->length);
		complete(&item->consumed); /* and the item is gone with its thread's stack */
		spin_lock(&unixsock_queue_lock);
	}
	spin_unlock(&unixsock_queue_lock);
}

static DECLARE_TASKLET(unixsock_consumer, unixsock_consume);

/* The lock keeps softirqs off. As it goes, the consumer runs, in an interrupt of this thread. */
static void unixsock_have_consumed(const struct kuipc_held *message)
{
	struct unixsock_item item = { .message = message };

	init_completion(&item.consumed);
	spin_lock_bh(&unixsock_queue_lock);
	list_add_tail(&item.link, &unixsock_queue);
	tasklet_schedule(&unixsock_consumer);
	spin_unlock_bh(&unixsock_queue_lock);
	wait_for_completion(&item.consumed);
}

static int unixsock_send(struct socket *socket, int err, const void *message, size_t length,
			 int flags)
{
	struct kuipc_unixsock header = { .type = KUIPC_UNIXSOCK_MESSAGE, .error = -err };
	struct kvec parts[] = { { &header, sizeof(header) }, { (void *)message, length } };
	struct msghdr packet = { .msg_flags = MSG_NOSIGNAL | flags };
	int sent = kernel_sendmsg(socket, &packet, parts, ARRAY_SIZE(parts),
				  sizeof(header) + length);

	return min(sent, 0);
}

/*
 * Takes the next packet, of so many bytes, off the socket. Where there is no room for its message
 * the error is for the answer, and asked is good all the same; -EBADMSG when there is no header.
 */
static int unixsock_receive(struct unixsock_opener *opener, size_t bytes,
			    struct kuipc_unixsock *asked)
{
	struct kuipc_held *held = &opener->held;
	size_t length = bytes - min(bytes, sizeof(*asked));
	int err = length ? kuipc_held_reserve(held, length) : 0;
	struct kvec parts[] = { { asked, sizeof(*asked) }, { held->data, err ? 0 : length } };
	struct msghdr packet = {};
	int received = kernel_recvmsg(opener->socket, &packet, parts, ARRAY_SIZE(parts),
				      parts[0].iov_len + parts[1].iov_len, MSG_DONTWAIT);

	return received < (int)sizeof(*asked) ? -EBADMSG : err;
}

static int unixsock_handle(struct kuipc_held *held, u32 type, size_t length)
{
	if (type == KUIPC_UNIXSOCK_PULL)
		return length ? -EINVAL : 0;
	if (type == KUIPC_UNIXSOCK_MESSAGE || !type || type > KUIPC_UNIXSOCK_PUSH_QUEUED)
		return -EOPNOTSUPP;
	held->length = length;
	if (type == KUIPC_UNIXSOCK_ECHO_QUEUED || type == KUIPC_UNIXSOCK_PUSH_QUEUED)
		unixsock_have_consumed(held);
	else
		kuipc_touch(held->data, length);
	kuipc_count_received(length);
	return 0;
}

static void unixsock_answer(struct unixsock_opener *opener, u32 type)
{
	struct kuipc_held *held = &opener->held;

	if (type == KUIPC_UNIXSOCK_PUSH || type == KUIPC_UNIXSOCK_PUSH_QUEUED) {
		unixsock_send(opener->socket, 0, NULL, 0, 0);
		return;
	}
	/* First: its reader may ask for the counts before this thread runs again. */
	kuipc_count_sent(held->length);
	if (unixsock_send(opener->socket, 0, held->data, held->length, 0))
		kuipc_count_lost(held->length);
}

/* It may wait for the user to read what was answered before; closing the file ends that. */
static void unixsock_serve(struct unixsock_opener *opener, size_t bytes)
{
	struct kuipc_unixsock asked;
	int err = unixsock_receive(opener, bytes, &asked);

	if (err == -EBADMSG)
		return;
	if (!err)
		err = unixsock_handle(&opener->held, asked.type, bytes - sizeof(asked));
	if (!err) {
		unixsock_answer(opener, asked.type);
		return;
	}
	opener->held.length = 0;
	unixsock_send(opener->socket, err, NULL, 0, 0);
}

/* Nobody else reads this end, so the packet looked at is the one that is received next. */
static size_t unixsock_next_bytes(struct sock *sk)
{
	const struct sk_buff *packet;
	size_t bytes;

	spin_lock(&sk->sk_receive_queue.lock);
	packet = skb_peek(&sk->sk_receive_queue);
	bytes = packet ? packet->len : 0;
	spin_unlock(&sk->sk_receive_queue.lock);
	return bytes;
}

/*
 * Waits here and not in kernel_recvmsg(), which kthread_stop() does not get anybody out of.
 * Interruptible, since those who have data for a socket wake no others; no signal ever comes.
 */
static int unixsock_thread(void *data)
{
	struct unixsock_opener *opener = data;
	struct sock *sk = opener->socket->sk;

#if defined(KUIPC_HAVE_ACTIVE_MEMCG) || !defined(CONFIG_MEMCG)
	set_active_memcg(opener->charged);
#else
	/* All that it does in a task; its other half, for interrupts, is not exported here. */
	current->active_memcg = opener->charged;
#endif
	for (;;) {
		wait_event_interruptible(*sk_sleep(sk),
					 kthread_should_stop() ||
						 !skb_queue_empty_lockless(&sk->sk_receive_queue));
		if (kthread_should_stop())
			return 0;
		unixsock_serve(opener, unixsock_next_bytes(sk));
		cond_resched();
	}
}

static int unixsock_make_batch(struct task_struct *thread)
{
#ifdef KUIPC_HAVE_SCHED_SETATTR
	static const struct sched_attr batch = { .size = sizeof(batch),
						 .sched_policy = SCHED_BATCH };

	return sched_setattr_nocheck(thread, &batch);
#else
	/* It has not run yet: what looks at its policy, a wakeup, comes later. */
	thread->policy = SCHED_BATCH;
	return 0;
#endif
}

static int unixsock_start_thread(struct unixsock_opener *opener)
{
	struct task_struct *thread;
	int err;

	thread = kthread_create(unixsock_thread, opener, "%s", THIS_MODULE->name);
	if (IS_ERR(thread))
		return PTR_ERR(thread);
	err = set_cpus_allowed_ptr(thread, current->cpus_ptr);
	if (!err)
		err = unixsock_make_batch(thread);
	if (err) {
		kthread_stop(thread);
		return err;
	}
	opener->charged = get_mem_cgroup_from_mm(current->mm);
	opener->thread = thread;
	wake_up_process(thread);
	return 0;
}

static int unixsock_begin(struct unixsock_opener *opener)
{
	struct socket *user;
	struct file *file;
	int descriptor, err;

	err = unixsock_make_pair(&opener->socket, &user);
	if (err)
		goto err_pair;
	file = sock_alloc_file(user, 0, NULL); /* the socket is the file's now, or gone */
	if (IS_ERR(file)) {
		err = PTR_ERR(file);
		goto err_file;
	}
	descriptor = get_unused_fd_flags(O_CLOEXEC);
	if (descriptor < 0) {
		err = descriptor;
		goto err_descriptor;
	}
	err = unixsock_start_thread(opener);
	if (err)
		goto err_thread;
	fd_install(descriptor, file);
	return descriptor;

err_thread:
	put_unused_fd(descriptor);
err_descriptor:
	fput(file);
err_file:
	sock_release(opener->socket);
err_pair:
	opener->socket = NULL;
	return err;
}

static long unixsock_connect(struct unixsock_opener *opener)
{
	long descriptor;

	if (opener->socket)
		return -EBUSY;
	if (!atomic_add_unless(&unixsock_threads, 1, KUIPC_UNIXSOCK_THREADS))
		return -ENOSPC;
	descriptor = unixsock_begin(opener);
	if (descriptor < 0)
		atomic_dec(&unixsock_threads);
	return descriptor;
}

static long unixsock_listen(struct unixsock_opener *opener)
{
	long err = 0;

	if (!opener->socket)
		return -ENOTCONN;
	mutex_lock(&unixsock_listener_lock);
	if (unixsock_listener)
		err = -EBUSY;
	else
		WRITE_ONCE(unixsock_listener, opener->socket);
	mutex_unlock(&unixsock_listener_lock);
	return err;
}

/* A task's context only: it may sleep in the lock and for memory, but waits for no reader. */
static int unixsock_emit(const void *message, size_t length)
{
	int err = -ENOTCONN;

	mutex_lock(&unixsock_listener_lock);
	if (unixsock_listener && sk_wmem_alloc_get(unixsock_listener->sk) > KUIPC_UNIXSOCK_QUEUE)
		err = -ENOBUFS;
	else if (unixsock_listener)
		err = unixsock_send(unixsock_listener, 0, message, length, MSG_DONTWAIT);
	mutex_unlock(&unixsock_listener_lock);
	if (err)
		kuipc_count_dropped();
	else
		kuipc_count_sent(length);
	return err;
}

static bool unixsock_ready(void)
{
	return READ_ONCE(unixsock_listener);
}

static long unixsock_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	struct unixsock_opener *opener = file->private_data;
	long result;

	if (!kuipc_permitted())
		return -EPERM;
	if (mutex_lock_interruptible(&opener->lock))
		return -EINTR;
	if (command == KUIPC_UNIXSOCK_CONNECT)
		result = unixsock_connect(opener);
	else if (command == KUIPC_UNIXSOCK_LISTEN)
		result = unixsock_listen(opener);
	else if (command == KUIPC_UNIXSOCK_THREAD)
		result = opener->socket ? task_pid_vnr(opener->thread) : -ENOTCONN;
	else
		result = -ENOTTY;
	mutex_unlock(&opener->lock);
	return result;
}

static int unixsock_open(struct inode *inode, struct file *file)
{
	struct unixsock_opener *opener;

	if (!kuipc_permitted())
		return -EPERM;
	opener = kzalloc(sizeof(*opener), GFP_KERNEL_ACCOUNT);
	if (!opener)
		return -ENOMEM;
	mutex_init(&opener->lock);
	file->private_data = opener;
	kuipc_count_opener(1);
	return nonseekable_open(inode, file);
}

/* Shutting down gets the thread out of a send whose reader does not read. */
static void unixsock_end(struct unixsock_opener *opener)
{
	mutex_lock(&unixsock_listener_lock);
	if (unixsock_listener == opener->socket)
		WRITE_ONCE(unixsock_listener, NULL);
	mutex_unlock(&unixsock_listener_lock);
	kernel_sock_shutdown(opener->socket, SHUT_RDWR);
	kthread_stop(opener->thread);
	mem_cgroup_put(opener->charged);
	sock_release(opener->socket);
	atomic_dec(&unixsock_threads);
}

static int unixsock_release(struct inode *inode, struct file *file)
{
	struct unixsock_opener *opener = file->private_data;

	if (opener->socket)
		unixsock_end(opener);
	kuipc_count_opener(-1);
	kuipc_held_free(&opener->held);
	kfree(opener);
	return 0;
}

static const struct file_operations unixsock_fops = {
	.owner = THIS_MODULE,
	.open = unixsock_open,
	.release = unixsock_release,
	.unlocked_ioctl = unixsock_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice unixsock_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KUIPC_UNIXSOCK_NODE,
	.fops = &unixsock_fops,
	.mode = 0600,
};

static const struct kuipc_abilities unixsock_abilities = {
	.largest_message = KUIPC_MAX_MESSAGE,
	.largest_event = KUIPC_UNIXSOCK_MAX_EVENT,
	.starts = KUIPC_STARTS_TASK | KUIPC_STARTS_KTHREAD,
	.bound_by = "kernel_sendmsg",
	.emit = unixsock_emit,
	.ready = unixsock_ready,
};

static int __init unixsock_init(void)
{
	return kuipc_device_register(&unixsock_abilities, &unixsock_device);
}

/* Open files and their sockets pin the module, so there is no thread by now. */
static void __exit unixsock_exit(void)
{
	kuipc_device_unregister(&unixsock_device);
	tasklet_kill(&unixsock_consumer);
}

module_init(unixsock_init);
module_exit(unixsock_exit);
MODULE_DESCRIPTION("kuipc: a kernel thread behind a Unix socket");
MODULE_LICENSE("GPL");
