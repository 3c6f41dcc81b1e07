// SPDX-License-Identifier: Apache-2.0
#include "bench/netfilter_socket.h"

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include <array>

#include "bench/descriptor.h"

namespace kuipc {
namespace {

constexpr const char* table = "kuipc";
constexpr const char* chain = "packets";

int nft(int message) {
  return NFNL_SUBSYS_NFTABLES << 8 | message;
}

void put_number(nlmsghdr* request, int attribute, std::uint32_t value) {
  mnl_attr_put_u32(request, static_cast<std::uint16_t>(attribute), htonl(value));
}

// One expression of a rule; what put adds are its attributes.
template <class Put>
void put_expression(nlmsghdr* rule, const char* name, Put put) {
  nlattr* element = mnl_attr_nest_start(rule, NFTA_LIST_ELEM);
  mnl_attr_put_strz(rule, NFTA_EXPR_NAME, name);
  nlattr* data = mnl_attr_nest_start(rule, NFTA_EXPR_DATA);
  put();
  mnl_attr_nest_end(rule, data);
  mnl_attr_nest_end(rule, element);
}

void add_table(NetfilterRequests& batch) {
  nlmsghdr* request = batch.add(nft(NFT_MSG_NEWTABLE), NFPROTO_IPV4, 0, NLM_F_ACK | NLM_F_CREATE);
  mnl_attr_put_strz(request, NFTA_TABLE_NAME, table);
}

void add_chain(NetfilterRequests& batch) {
  nlmsghdr* request = batch.add(nft(NFT_MSG_NEWCHAIN), NFPROTO_IPV4, 0, NLM_F_ACK | NLM_F_CREATE);
  mnl_attr_put_strz(request, NFTA_CHAIN_TABLE, table);
  mnl_attr_put_strz(request, NFTA_CHAIN_NAME, chain);
  nlattr* hook = mnl_attr_nest_start(request, NFTA_CHAIN_HOOK);
  put_number(request, NFTA_HOOK_HOOKNUM, NF_INET_PRE_ROUTING);
  put_number(request, NFTA_HOOK_PRIORITY, 0);
  mnl_attr_nest_end(request, hook);
  mnl_attr_put_strz(request, NFTA_CHAIN_TYPE, "filter");
}

void add_rule(NetfilterRequests& batch, std::uint8_t protocol, std::uint16_t queue) {
  nlmsghdr* rule =
      batch.add(nft(NFT_MSG_NEWRULE), NFPROTO_IPV4, 0, NLM_F_ACK | NLM_F_CREATE | NLM_F_APPEND);
  mnl_attr_put_strz(rule, NFTA_RULE_TABLE, table);
  mnl_attr_put_strz(rule, NFTA_RULE_CHAIN, chain);
  nlattr* expressions = mnl_attr_nest_start(rule, NFTA_RULE_EXPRESSIONS);
  put_expression(rule, "meta", [&] {
    put_number(rule, NFTA_META_KEY, NFT_META_L4PROTO);
    put_number(rule, NFTA_META_DREG, NFT_REG_1);
  });
  put_expression(rule, "cmp", [&] {
    put_number(rule, NFTA_CMP_SREG, NFT_REG_1);
    put_number(rule, NFTA_CMP_OP, NFT_CMP_EQ);
    nlattr* value = mnl_attr_nest_start(rule, NFTA_CMP_DATA);
    mnl_attr_put_u8(rule, NFTA_DATA_VALUE, protocol);
    mnl_attr_nest_end(rule, value);
  });
  put_expression(rule, "queue", [&] {
    mnl_attr_put_u16(rule, NFTA_QUEUE_NUM, htons(queue));
    mnl_attr_put_u16(rule, NFTA_QUEUE_TOTAL, htons(1));
  });
  mnl_attr_nest_end(rule, expressions);
}

}  // namespace

nlmsghdr* NetfilterRequests::add(int type, int family, std::uint16_t resource, int flags) {
  last_ = size();
  request_ = mnl_nlmsg_put_header(bytes_.data() + last_);
  request_->nlmsg_type = static_cast<std::uint16_t>(type);
  request_->nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
  request_->nlmsg_seq = ++sequence_;
  auto* extra = static_cast<nfgenmsg*>(mnl_nlmsg_put_extra_header(request_, sizeof(nfgenmsg)));
  extra->nfgen_family = static_cast<std::uint8_t>(family);
  extra->version = NFNETLINK_V0;
  extra->res_id = htons(resource);
  if ((flags & NLM_F_ACK) != 0) ++acknowledgements_;
  return request_;
}

std::size_t NetfilterRequests::size() const noexcept {
  return request_ == nullptr ? 0 : last_ + NLMSG_ALIGN(request_->nlmsg_len);
}

NetfilterSocket::NetfilterSocket() : socket_(mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC)) {
  if (!socket_) throw_errno("socket to", "nfnetlink");
  checked(mnl_socket_bind(socket_.get(), 0, MNL_SOCKET_AUTOPID), "bind to", "nfnetlink");
}

void NetfilterSocket::request(const NetfilterRequests& requests, const char* what) {
  checked(mnl_socket_sendto(socket_.get(), requests.data(), requests.size()), "sendto nfnetlink",
          what);
  const unsigned port = mnl_socket_get_portid(socket_.get());
  std::array<std::byte, 8192> room{};
  for (unsigned answers = 0; answers < requests.acknowledgements(); ++answers) {
    const auto length = checked(mnl_socket_recvfrom(socket_.get(), room.data(), room.size()),
                                "recv from nfnetlink", what);
    checked(mnl_cb_run(room.data(), static_cast<std::size_t>(length), 0, port, nullptr, nullptr),
            "nfnetlink refused", what);
  }
}

// Between a begin and an end, nf_tables takes all of them or none.
void add_queue_rule(NetfilterSocket& socket, std::uint8_t protocol, std::uint16_t queue) {
  NetfilterRequests batch;
  batch.add(NFNL_MSG_BATCH_BEGIN, AF_UNSPEC, NFNL_SUBSYS_NFTABLES, 0);
  add_table(batch);
  add_chain(batch);
  add_rule(batch, protocol, queue);
  batch.add(NFNL_MSG_BATCH_END, AF_UNSPEC, NFNL_SUBSYS_NFTABLES, 0);
  socket.request(batch, "an nft rule with queue");
}

}  // namespace kuipc
