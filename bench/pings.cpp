// SPDX-License-Identifier: Apache-2.0
#include "bench/pings.h"

#include <linux/icmp.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <csignal>
#include <cstring>
#include <ctime>
#include <stdexcept>

#include "bench/clock.h"
#include "bench/message.h"
#include "bench/peer.h"
#include "common/netfilter.h"

namespace kuipc {
namespace {

// Internet checksum (RFC 1071) of an even number of bytes.
std::uint16_t checksum(const std::vector<std::byte>& packet) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < packet.size(); i += 2) {
    std::uint16_t word = 0;
    std::memcpy(&word, packet.data() + i, sizeof word);
    sum += word;
  }
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

// A raw socket hears all ICMP, its own included; this one wants none of it.
Descriptor open_sender() {
  Descriptor sender(
      checked(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP), "socket", "raw ICMP"));
  const icmp_filter nothing{~0U};
  checked(setsockopt(sender.get(), SOL_RAW, ICMP_FILTER, &nothing, sizeof nothing), "setsockopt",
          "ICMP_FILTER");
  return sender;
}

void settle_down(int cpu) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);  // the reader's alarm is the reader's
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(cpu), &set);
  pthread_setaffinity_np(pthread_self(), sizeof set, &set);
  prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
}

void sleep_until(std::uint64_t due, double ns_per_tick) {
  for (std::uint64_t now = TickClock::now(); now < due; now = TickClock::now()) {
    const auto ns = static_cast<long>(static_cast<double>(due - now) * ns_per_tick);
    const timespec pause{ns / 1000000000, ns % 1000000000};
    nanosleep(&pause, nullptr);
  }
}

}  // namespace

PingJob::PingJob(std::uint64_t count, std::uint64_t period, std::size_t size, double ns_per_tick,
                 int cpu)
    : count_(count),
      period_(period),
      size_(size),
      ns_per_tick_(ns_per_tick),
      log_(open_file("/dev/" KUIPC_NETFILTER_LOG_NODE, O_RDONLY)),
      socket_(open_sender()) {
  if (count > KUIPC_FIRE_LOG) throw std::invalid_argument("more pings than loopback addresses");
  start_ = TickClock::now() + period_;
  sender_ = std::thread([this, cpu] { send_all(cpu); });
}

PingJob::~PingJob() {
  stop_ = true;
  sender_.join();
}

void PingJob::send_all(int cpu) {
  settle_down(cpu);
  std::vector<std::byte> packet(sizeof(icmphdr) + size_);
  try {
    for (std::uint64_t number = 0; number < count_ && !stop_; ++number) {
      write_ping(number, packet);
      sleep_until(start_ + number * period_, ns_per_tick_);
      send_ping(number, packet);
      ++sent_;
    }
  } catch (const std::system_error& error) {
    error_ = error.code().value();
  }
  running_ = false;
}

void PingJob::write_ping(std::uint64_t number, std::vector<std::byte>& packet) const {
  Message message(size_);
  message.number(number);
  icmphdr header{};
  header.type = ICMP_ECHO;
  header.un.echo.sequence = htons(static_cast<std::uint16_t>(number));
  std::memcpy(packet.data() + sizeof header, message.bytes().data(), size_);
  std::memcpy(packet.data(), &header, sizeof header);
  header.checksum = checksum(packet);
  std::memcpy(packet.data(), &header, sizeof header);
}

void PingJob::send_ping(std::uint64_t number, const std::vector<std::byte>& packet) const {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(ping_address(number));
  checked(sendto(socket_.get(), packet.data(), packet.size(), 0,
                 reinterpret_cast<const sockaddr*>(&to), sizeof to),
          "sendto", "a loopback address");
}

kuipc_fire_status PingJob::status() const {
  kuipc_fire_status status{};
  status.running = running_ ? 1 : 0;  // first: once it is false, the count is final
  status.count = count_;
  status.sent = sent_;
  return status;
}

kuipc_fire_status PingJob::wait() {
  while (running_) usleep(1000);
  if (error_ != 0)
    throw std::system_error(error_, std::generic_category(), "sendto a loopback address");
  return status();
}

std::vector<kuipc_fire_record> PingJob::log() const {
  std::vector<kuipc_fire_record> records(count_ + 1);  // room for one that should not be there
  std::size_t seen = read_log(records);
  // What was sent last may be on its way still, behind a softirq that waits for its turn.
  for (int patience = 2000; seen < sent_ && patience > 0; --patience) {
    usleep(1000);
    seen += read_log(std::span(records).subspan(seen));
  }
  const std::string said = "event: " + std::to_string(sent_) + " packets were sent, the hook saw " +
                           std::to_string(seen);
  if (seen > sent_) throw WrongData(said);
  if (seen < sent_)
    throw Unavailable(said +
                      ": the network stack dropped the others (net.core.netdev_max_backlog)" +
                      "; stop other work");
  records.resize(seen);
  for (kuipc_fire_record& record : records) record.intended = start_ + record.sequence * period_;
  return records;
}

std::size_t PingJob::read_log(std::span<kuipc_fire_record> room) const {
  const auto bytes = checked(read(log_.get(), room.data(), room.size_bytes()), "read",
                             "/dev/" KUIPC_NETFILTER_LOG_NODE);
  return static_cast<std::size_t>(bytes) / sizeof(kuipc_fire_record);
}

}  // namespace kuipc
