/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * modparam: a parameter of a module, in sysfs and on the kernel command line.
 *
 * KUIPC_MODPARAM_PATH holds one message for all who open it: a parameter is the module's. What is
 * written and read is text: two hexadecimal digits for each byte of the message, a line end behind
 * them (a write may leave it out). The text of one call fits a page with its final NUL, so that a
 * message has KUIPC_MODPARAM_LARGEST bytes at the most. A write replaces the message; a read from
 * position 0 gives it, as often as asked. Empty text is a message of 0 bytes, and a write of 0
 * bytes reaches nobody. Unloading the module drops it.
 *
 * Three more parameters, readable by all, are there to be given when the module is loaded, or on
 * the kernel command line as kuipc_modparam.<name>=: number, an integer; list, up to
 * KUIPC_MODPARAM_LIST integers separated by commas; text, a string, in double quotes if it has
 * spaces. A module that is built in gets them from the kernel, any other from modprobe, which looks
 * for them on the command line of the running kernel; insmod does not. kuipc's test kernel loads
 * the modules by modprobe when its command line has parameters for them.
 *
 * Errors: EPERM at each read and write of the message without CAP_NET_ADMIN in the initial user
 * namespace; EMSGSIZE for a longer one, which leaves the message that was there; EINVAL for an odd
 * number of digits or anything but digits, which leaves a message of 0 bytes; EFAULT, ENOMEM;
 * ENOENT at open when the module is not loaded, ENODEV at read and write when it has been unloaded
 * since.
 */
#ifndef KUIPC_COMMON_MODPARAM_H
#define KUIPC_COMMON_MODPARAM_H

#include "abi.h"

#define KUIPC_MODPARAM_FOLDER "/sys/module/kuipc_modparam/parameters/"
#define KUIPC_MODPARAM_PATH KUIPC_MODPARAM_FOLDER "message"

#define KUIPC_MODPARAM_PAGE 4096u
#define KUIPC_MODPARAM_LARGEST ((KUIPC_MODPARAM_PAGE - 2) / 2) /* bytes */
#define KUIPC_MODPARAM_LIST 8u

#endif /* KUIPC_COMMON_MODPARAM_H */
