// SPDX-License-Identifier: Apache-2.0
// vhost_net: the frames of a tap device by virtqueues, as a virtual machine's network card has
// them. This process is the virtual machine.
//
//   message into a buffer of the ring to send; write(kick) --wakes--> vhost's thread
//   vhost: read the ring, copy the frame out of this process, netif_receive_skb() --wakes--> the
//     program: recv --copy--> it; send --copy--> an skb; dev_queue_xmit() puts it into the tap's
//     ring --wakes--> vhost: copy it into a buffer of the ring to receive; signal the call eventfd
//   read(call) returns: the message lies in the buffer
//
// Per round trip: 4 system calls (kick, recv, send, call), 4 copies, 4 wakeups. That the ring moves
// messages without a system call shows when more than one is under way: the device asks for no kick
// while it is at work, and calls once for what it has done until then.
//
// In the real world: every virtio network card of a QEMU/KVM guest whose host runs vhost-net.
#pragma once

#include <memory>

#include "bench/link.h"
#include "bench/taking_turns.h"
#include "bench/tap_device.h"
#include "bench/virtqueue.h"

namespace kuipc::links {

class VhostNet {
 public:
  static constexpr LinkInfo info{.name = "vhost_net",
                                 .cost = {.syscalls = 4, .copies = 4, .wakeups = 4}};
  static constexpr const char* remedy =
      "needs vhost_net: modprobe vhost_net, or a kernel with CONFIG_VHOST_NET";

  explicit VhostNet(std::size_t size);

  [[nodiscard]] std::span<std::byte> message() noexcept {
    return to_kernel_.next().subspan(headers);
  }
  void send();
  std::span<const std::byte> receive();

  [[nodiscard]] int interface() const noexcept { return device_.interface(); }
  [[nodiscard]] pid_t partner() const noexcept { return worker_.is_kernel_thread ? worker_.id : 0; }

 private:
  static constexpr std::size_t headers = virtio_header + ethernet_header;

  // The thread that vhost has made, for us alone: a kernel thread, or since 6.4 one of our own.
  struct Worker {
    pid_t id = 0;
    bool is_kernel_thread = false;
  };

  // Memory that vhost is told of: two rings and their buffers.
  struct Shared {
    Vring to_kernel, from_kernel;
  };
  struct Unmap {
    std::size_t bytes;
    void operator()(std::byte* memory) const noexcept;
  };

  static std::unique_ptr<std::byte, Unmap> map(std::size_t bytes);
  [[nodiscard]] std::span<std::byte> buffers(std::size_t first, std::size_t count) const;
  [[nodiscard]] Shared& shared() const { return *reinterpret_cast<Shared*>(memory_.get()); }

  void call(unsigned long request, const void* argument, const char* what) const;
  void describe_memory() const;
  void hand_over(unsigned index, const Virtqueue& queue) const;
  static Worker find_worker();
  void place_worker() const;

  TakingTurns turns_;  // before there is a thread, which may inherit it
  std::size_t buffer_size_;
  std::unique_ptr<std::byte, Unmap> memory_;
  Virtqueue to_kernel_;
  Virtqueue from_kernel_;
  TapDevice device_{TapDevice::Header::virtio};
  Descriptor vhost_;  // closed while the memory is still there
  Worker worker_;
  bool holds_one_ = false;  // of the buffers received
};

}  // namespace kuipc::links
