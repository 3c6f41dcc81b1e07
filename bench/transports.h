// SPDX-License-Identifier: Apache-2.0
// The list of transports. main and the conformance test both walk it: a transport that is not here
// does not exist.
#pragma once

#include "bench/transport.h"
#include "bench/transports/chardev.h"
#include "bench/transports/debugfs.h"
#include "bench/transports/eventfd.h"
#include "bench/transports/ioctl.h"
#include "bench/transports/modparam.h"
#include "bench/transports/netfilter.h"
#include "bench/transports/netlink.h"
#include "bench/transports/noop.h"
#include "bench/transports/procfs.h"
#include "bench/transports/seqfile.h"
#include "bench/transports/signal.h"
#include "bench/transports/sockopt.h"
#include "bench/transports/sockopt_text.h"
#include "bench/transports/sysctl.h"
#include "bench/transports/unixsock.h"

namespace kuipc {

template <class... Ts>
struct TypeList {
  // Calls visit.template operator()<T>() for each T, in order.
  template <class Visitor>
  static void each(Visitor&& visit) {
    (visit.template operator()<Ts>(), ...);
  }
};

using Transports = TypeList<  //
    Ioctl,                    //
    Chardev,                  //
    Sockopt,                  //
    SockoptExchange,          //
    Netlink,                  //
    NetlinkLibnl,             //
    Procfs,                   //
    Seqfile,                  //
    Debugfs,                  //
    Sysctl,                   //
    Modparam,                 //
    Eventfd,                  //
    Signal,                   //
    SignalFasync,             //
    Unixsock,                 //
    UnixsockCritical>;

// The two articles' interfaces carry texts and addresses and not kuipc's messages, so what all
// transports have to do is not asked of them; their rows are in bench/text_option.h and
// packet_events.h.
using ArticleTransports = TypeList<SockoptText, Netfilter>;

using FloorModules = TypeList<Noop>;

}  // namespace kuipc
