/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The message that an opener left with us: bytes, and the room they live in. The room only grows,
 * so that a steady stream of messages allocates nothing; it is bounded by KUIPC_MAX_MESSAGE.
 * Filling and emptying it is each transport's own business. The caller serialises.
 */
#ifndef KUIPC_MODULES_HELD_H
#define KUIPC_MODULES_HELD_H

#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "common/message.h"

struct kuipc_held {
	void *data;
	size_t length; /* bytes that are the message; the rest is never shown to anybody */
	size_t room;
};

/*
 * Room for length bytes. The previous message is gone afterwards, even on failure: what a user sees
 * later is a whole message or none.
 */
static inline int kuipc_held_reserve(struct kuipc_held *held, size_t length)
{
	held->length = 0;
	if (length > KUIPC_MAX_MESSAGE)
		return -EMSGSIZE;
	if (length <= held->room)
		return 0;
	kvfree(held->data);
	held->room = 0;
	held->data = kvmalloc(length, GFP_KERNEL_ACCOUNT);
	if (!held->data)
		return -ENOMEM;
	held->room = length;
	return 0;
}

static inline void kuipc_held_free(struct kuipc_held *held)
{
	kvfree(held->data);
	*held = (struct kuipc_held){};
}

#endif /* KUIPC_MODULES_HELD_H */
