// SPDX-License-Identifier: Apache-2.0
#include "bench/links/vhost_net.h"

// The legacy layout comes with a function that is not C++.
#define VIRTIO_RING_NO_LEGACY
#include <linux/vhost.h>
#include <linux/virtio_config.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <new>
#include <string>
#include <utility>

namespace kuipc::links {
namespace {

constexpr const char* path = "/dev/vhost-net";
constexpr unsigned receive_queue = 0;
constexpr unsigned send_queue = 1;

std::string line_of(const std::filesystem::path& file) {
  std::string line;
  std::getline(std::ifstream(file) >> std::ws, line);
  return line;
}

// The id of the task of that name among those of a folder of /proc; 0 when there is none.
pid_t task_named(const std::string& name, const char* folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string id = entry.path().filename();
    if (id.find_first_not_of("0123456789") == std::string::npos &&
        line_of(entry.path() / "comm") == name)
      return std::stoi(id);
  }
  return 0;
}

}  // namespace

VhostNet::VhostNet(std::size_t size)
    : buffer_size_(headers + size),
      memory_(map(sizeof(Shared) + (1 + Vring::slots) * buffer_size_)),
      to_kernel_(shared().to_kernel, buffers(0, 1), buffer_size_, Device::reads),
      from_kernel_(shared().from_kernel, buffers(1, Vring::slots), buffer_size_, Device::writes),
      vhost_(open_file(path, O_RDWR)) {
  put_ether_type(to_kernel_.next().subspan(virtio_header));
  call(VHOST_SET_OWNER, nullptr, "ioctl SET_OWNER");
  worker_ = find_worker();
  place_worker();
  const __u64 features = __u64{1} << VIRTIO_F_VERSION_1;
  call(VHOST_SET_FEATURES, &features, "ioctl SET_FEATURES");
  describe_memory();
  hand_over(receive_queue, from_kernel_);
  hand_over(send_queue, to_kernel_);
  for (int i = 0; i < Vring::slots; ++i) from_kernel_.offer();
}

void VhostNet::send() {
  to_kernel_.offer();
}

// vhost's one thread is through with what we sent before it brings an answer.
std::span<const std::byte> VhostNet::receive() {
  if (std::exchange(holds_one_, false)) from_kernel_.offer();
  const std::span frame = from_kernel_.take();
  holds_one_ = true;
  if (frame.size() < headers || !to_kernel_.all_used()) [[unlikely]] {
    errno = EPROTO;
    throw_errno("rings of", path);
  }
  return frame.subspan(headers);
}

void VhostNet::Unmap::operator()(std::byte* memory) const noexcept {
  munmap(memory, bytes);
}

std::unique_ptr<std::byte, VhostNet::Unmap> VhostNet::map(std::size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw_errno("mmap", "virtqueues");
  new (memory) Shared{};
  return {static_cast<std::byte*>(memory), Unmap{bytes}};
}

std::span<std::byte> VhostNet::buffers(std::size_t first, std::size_t count) const {
  return {memory_.get() + sizeof(Shared) + first * buffer_size_, count * buffer_size_};
}

void VhostNet::call(unsigned long request, const void* argument, const char* what) const {
  checked(ioctl(vhost_.get(), request, argument), what, path);
}

// The addresses that the rings name are our own.
void VhostNet::describe_memory() const {
  const auto begin = reinterpret_cast<__u64>(memory_.get());
  const vhost_memory_region region{.guest_phys_addr = begin,
                                   .memory_size = memory_.get_deleter().bytes,
                                   .userspace_addr = begin,
                                   .flags_padding = 0};
  const __u32 regions = 1;
  alignas(__u64) std::array<std::byte, sizeof(vhost_memory) + sizeof region> table{};
  std::memcpy(&table[offsetof(vhost_memory, nregions)], &regions, sizeof regions);
  std::memcpy(&table[sizeof(vhost_memory)], &region, sizeof region);
  call(VHOST_SET_MEM_TABLE, table.data(), "ioctl SET_MEM_TABLE");
}

void VhostNet::hand_over(unsigned index, const Virtqueue& queue) const {
  const Vring& ring = queue.ring();
  const vhost_vring_state slots{index, Vring::slots};
  const vhost_vring_state from_start{index, 0};
  const vhost_vring_addr parts{.index = index,
                               .flags = 0,
                               .desc_user_addr = reinterpret_cast<__u64>(&ring.buffers),
                               .used_user_addr = reinterpret_cast<__u64>(&ring.used),
                               .avail_user_addr = reinterpret_cast<__u64>(&ring.available),
                               .log_guest_addr = 0};
  const vhost_vring_file kick{index, queue.kick()};
  const vhost_vring_file calls{index, queue.call()};
  const vhost_vring_file backend{index, device_.descriptor()};
  call(VHOST_SET_VRING_NUM, &slots, "ioctl SET_VRING_NUM");
  call(VHOST_SET_VRING_BASE, &from_start, "ioctl SET_VRING_BASE");
  call(VHOST_SET_VRING_ADDR, &parts, "ioctl SET_VRING_ADDR");
  call(VHOST_SET_VRING_KICK, &kick, "ioctl SET_VRING_KICK");
  call(VHOST_SET_VRING_CALL, &calls, "ioctl SET_VRING_CALL");
  call(VHOST_NET_SET_BACKEND, &backend, "ioctl NET_SET_BACKEND");
}

// vhost names its thread after the task that became the owner.
VhostNet::Worker VhostNet::find_worker() {
  const std::string name = "vhost-" + std::to_string(gettid());
  if (const pid_t own = task_named(name, "/proc/self/task"); own > 0) return {own, false};
  return {task_named(name, "/proc"), true};
}

// Beside us and of our class, so that neither preempts the other: see TakingTurns. One that was not
// found, in a PID namespace that is not the kernel's own, stays where it is.
void VhostNet::place_worker() const {
  if (worker_.id == 0) return;
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  checked(sched_getaffinity(0, sizeof cpus, &cpus), "sched_getaffinity", "this process");
  checked(sched_setaffinity(worker_.id, sizeof cpus, &cpus), "sched_setaffinity", "vhost's thread");
  const sched_param none{};
  checked(sched_setscheduler(worker_.id, SCHED_BATCH, &none), "sched_setscheduler",
          "vhost's thread");
}

}  // namespace kuipc::links
