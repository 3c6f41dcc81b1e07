// SPDX-License-Identifier: Apache-2.0
// The list of links. The catalogue and the test both walk it: a link that is not here does not
// exist.
#pragma once

#include "bench/links/tap.h"
#include "bench/links/vhost_net.h"
#include "bench/transports.h"

namespace kuipc {

using Links = TypeList<links::Tap, links::VhostNet>;

}  // namespace kuipc
