/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * What every other header of this folder stands on. The headers here are the whole contract between
 * kernel and userspace: self-contained, valid as C90 and as C++20, with types of fixed width only,
 * so that a 32-bit program on a 64-bit kernel sees the same layout.
 */
#ifndef KUIPC_COMMON_ABI_H
#define KUIPC_COMMON_ABI_H

#include <linux/types.h>

/* Raised when a struct or a meaning here changes. INFO reports it; the harness insists on it. */
#define KUIPC_ABI_VERSION 2

/* The ioctl type byte of all kuipc commands; each header names the range of numbers it uses. */
#define KUIPC_IOC_TYPE 0xBB

#ifdef __cplusplus
#define KUIPC_STATIC_ASSERT(condition, name) static_assert(condition, #name)
#else
#define KUIPC_STATIC_ASSERT(condition, name) typedef char kuipc_assert_##name[(condition) ? 1 : -1]
#endif

#define KUIPC_SIZE_IS(type, bytes, name) KUIPC_STATIC_ASSERT(sizeof(type) == (bytes), name)
#define KUIPC_OFFSET_IS(type, member, bytes)                                                       \
	KUIPC_STATIC_ASSERT(__builtin_offsetof(type, member) == (bytes), type##_##member)

#endif /* KUIPC_COMMON_ABI_H */
