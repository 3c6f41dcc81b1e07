/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * The message: the same work for every transport.
 *
 * A message is a header of 40 bytes and a payload, and its size counts both. The payload is a
 * pseudo-random pattern that follows from the header's seed, so that either side can make it and
 * either side can tell a lost, mixed-up or stale byte. A message too small for the header (under 40
 * bytes) is pattern from its first byte, made from a seed that both sides know otherwise.
 *
 * Times are nanoseconds of CLOCK_MONOTONIC in wall runs and time stamp counter ticks in counted
 * runs. intended is when the sender was due to send, sent is when it did: the difference is what
 * the sender itself was late, and no reader can be blamed for it.
 */
#ifndef KUIPC_COMMON_MESSAGE_H
#define KUIPC_COMMON_MESSAGE_H

#include "abi.h"

#define KUIPC_MAGIC 0x6b756970 /* "kuip" */
#define KUIPC_MAX_MESSAGE (1u << 20)

struct kuipc_message {
	__u32 magic;	/* KUIPC_MAGIC */
	__u32 length;	/* bytes, header included */
	__u64 sequence; /* from 0, by one, per sender */
	__u64 intended;
	__u64 sent;
	__u64 seed; /* of the payload's pattern */
};

KUIPC_SIZE_IS(struct kuipc_message, 40, message_size);

/*
 * Word number index of the pattern of seed: the finaliser of SplitMix64 (Steele, Lea, Flood: Fast
 * Splittable Pseudorandom Number Generators, OOPSLA 2014). Any word can be made without its
 * predecessors, so a check may sample.
 */
static __inline__ __u64 kuipc_pattern_word(__u64 seed, __u64 index)
{
	__u64 z = seed + (index + 1) * (((__u64)0x9e3779b9 << 32) | 0x7f4a7c15);

	z = (z ^ (z >> 30)) * (((__u64)0xbf58476d << 32) | 0x1ce4e5b9);
	z = (z ^ (z >> 27)) * (((__u64)0x94d049bb << 32) | 0x133111eb);
	return z ^ (z >> 31);
}

/* Writes length bytes of the pattern of seed; a word's lowest byte comes first (little endian). */
static __inline__ void kuipc_pattern_fill(void *to, __u64 length, __u64 seed)
{
	unsigned char *bytes = (unsigned char *)to;
	__u64 word, at, rest;

	for (at = 0; at < length; at += rest) {
		word = kuipc_pattern_word(seed, at / 8);
		rest = length - at < 8 ? length - at : 8;
		__builtin_memcpy(bytes + at, &word, rest);
	}
}

/*
 * Whether length bytes at from follow the pattern of seed: length when they all do, else the offset
 * of the first word that departs from it.
 */
static __inline__ __u64 kuipc_pattern_check(const void *from, __u64 length, __u64 seed)
{
	const unsigned char *bytes = (const unsigned char *)from;
	__u64 word, at, rest;

	for (at = 0; at < length; at += rest) {
		word = kuipc_pattern_word(seed, at / 8);
		rest = length - at < 8 ? length - at : 8;
		if (__builtin_memcmp(bytes + at, &word, rest) != 0)
			return at;
	}
	return length;
}

#endif /* KUIPC_COMMON_MESSAGE_H */
