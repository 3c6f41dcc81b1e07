// SPDX-License-Identifier: Apache-2.0
// What a thread does at each step: one to some calls of an interface, chosen at random, most of
// them as they should be.
#pragma once

#include "tests/fuzz/worker.h"

namespace kuipc::fuzz {

void step_noop(Worker& worker);
void step_ioctl(Worker& worker);
void step_chardev(Worker& worker);
void step_sockopt(Worker& worker);
void step_sockopt_text(Worker& worker);
void step_netlink(Worker& worker);
void step_netfilter(Worker& worker);
void step_procfs(Worker& worker);
void step_debugfs(Worker& worker);
void step_seqfile(Worker& worker);
void step_sysctl(Worker& worker);
void step_modparam(Worker& worker);
void step_eventfd(Worker& worker);
void step_signal(Worker& worker);
void step_unixsock(Worker& worker);
void step_control(Worker& worker);
void step_uring(Worker& worker);
void step_rights(Worker& worker);

// Has a file of that transport hear what the kernel starts, if nobody does.
void subscribe(Worker& worker, Part stem);
// Has the kernel start messages there, from any context but the caller's own.
void fire_aside(Worker& worker, Part stem);
// The same, as many and as fast as may be.
void fire_for_long(Worker& worker, Part stem);

// The two whose work is one thing alone, for all their steps.
void load_and_unload(Process& process);
void listen_on_ports_of_others(Worker& worker, int raw);
// Lets go of what processes have sent and nobody has taken.
void empty_exchange(int descriptor);

}  // namespace kuipc::fuzz
