// SPDX-License-Identifier: Apache-2.0
#include "bench/tap_device.h"

#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>
#include <string>

namespace kuipc {
namespace {

constexpr const char* path = "/dev/net/tun";

void set(const Descriptor& any, unsigned long request, ifreq& value, const char* what) {
  checked(ioctl(any.get(), request, &value), what, value.ifr_name);
}

// An interface that comes up announces itself to its neighbours. A kernel without IPv6 has no file.
void announce_nothing() {
  try {
    const std::string file = "/proc/sys/net/ipv6/conf/default/disable_ipv6";
    checked(write(open_file(file, O_WRONLY).get(), "1", 1), "write", file);
  } catch (const std::system_error& error) {
    if (error.code().value() != ENOENT) throw;
  }
}

void put_header(const Descriptor& tap) {
  const int bytes = virtio_header;
  checked(ioctl(tap.get(), TUNSETVNETHDRSZ, &bytes), "ioctl TUNSETVNETHDRSZ", path);
}

}  // namespace

TapDevice::TapDevice(Header header) : file_(open_file(path, O_RDWR)) {
  announce_nothing();
  ifreq request{};
  std::strncpy(request.ifr_name, "kuipc%d", IFNAMSIZ - 1);
  const int flags = IFF_TAP | IFF_NO_PI | (header == Header::virtio ? IFF_VNET_HDR : 0);
  request.ifr_flags = static_cast<short>(flags);
  set(file_, TUNSETIFF, request, "ioctl TUNSETIFF");
  if (header == Header::virtio) put_header(file_);
  const Descriptor any(checked(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket", "AF_INET"));
  request.ifr_mtu = static_cast<int>(largest_frame_payload);
  set(any, SIOCSIFMTU, request, "ioctl SIOCSIFMTU");
  request.ifr_flags = IFF_UP | IFF_RUNNING | IFF_NOARP;
  set(any, SIOCSIFFLAGS, request, "ioctl SIOCSIFFLAGS");
  set(any, SIOCGIFINDEX, request, "ioctl SIOCGIFINDEX");
  interface_ = request.ifr_ifindex;
}

}  // namespace kuipc
