// SPDX-License-Identifier: Apache-2.0
// From what a designer needs and what a result measured to a ranking of transports, each with the
// row that is its evidence. What the result cannot answer is said to be so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "result.h"

namespace kuipc::report {

struct Need {
  std::string direction;      // k2u, u2k, both; empty: settle() says which
  std::string context;        // from which the kernel has to start a message; empty: it need not
  std::string wake;           // block, epoll, spin; empty: any
  std::string loss = "some";  // none, some
  std::string privilege = "root";  // root, user
  std::uint64_t size = 64;
  std::optional<double> rate;  // messages a second

  /// The workload whose rows are the evidence.
  [[nodiscard]] std::string workload() const;
};

/// Says the direction where it is open: where the kernel starts the message that is from it to the
/// user. Failure(kUnreadable) where it contradicts the rest.
void settle(Need& need);

struct Candidate {
  std::string label;         // netlink.libnl
  const Row* row = nullptr;  // the evidence
  double cost = 0;           // what it is ranked by
  std::vector<std::string> remarks;
};

/// A transport that is out, or of which the result does not say.
struct Left {
  std::string label, reason;
};

struct Crossover {
  std::uint64_t from;  // from this size on ...
  std::string label;   // ... this one is the cheapest
};

struct Advice {
  std::vector<Candidate> able;  // cheapest first
  std::vector<Left> unable, unknown;
  std::vector<Crossover> crossovers;    // of the able; empty where nothing can be said
  std::vector<std::string> cannot_say;  // of the result as a whole
};

/// Failure(kNotComparable) for a result whose numbers are nobody's time: wall under emulation.
Advice advise_on(const Result& result, const Need& need);

/// Why a process without privileges cannot have this transport; nothing if it can; "?" if kuipc
/// does not know.
std::optional<std::string> closed_to_users(const std::string& transport);

}  // namespace kuipc::report
