/* SPDX-License-Identifier: GPL-2.0-only */
/* What forbidden.c, which provides the contexts, operations.c and mistakes.c, which do the deeds, share. */
#ifndef KUIPC_TESTS_FORBIDDEN_H
#define KUIPC_TESTS_FORBIDDEN_H

#include <linux/types.h>

/*
 * One thing that kernel code does. prepare() runs in the task, before; it makes whatever the deed
 * needs, so that act() does the deed and nothing else. tidy() runs in the task, after. Both may be
 * NULL. act() returns 0 when the call did its work, or a negative errno.
 */
struct forbidden_operation {
	const char *name;
	int (*prepare)(void);
	long (*act)(void);
	void (*tidy)(void);
};

/* mistakes.c; the end has no name. */
extern const struct forbidden_operation forbidden_mistakes[];

/* NULL where there is none of that name. */
const struct forbidden_operation *forbidden_find(const char *name);

#endif /* KUIPC_TESTS_FORBIDDEN_H */
