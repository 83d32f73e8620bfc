#include "signet/port/lwip/udp_datagrams.h"

#include <lwip/dns.h>
#include <lwip/pbuf.h>
#include <lwip/udp.h>

#include <algorithm>
#include <string_view>

namespace signet::port::lwip {

Status UdpDatagrams::doOpen(const char* host, std::uint16_t port, Instant now) {
  doClose();
  host_ = host;
  port_ = port;
  since_ = now;
  // A literal address is answered at once, and so is a name that lwIP remembers.
  switch (dns_gethostbyname(host, &address_, &UdpDatagrams::found, this)) {
    case ERR_OK: return connectTo(address_);
    case ERR_INPROGRESS: lookUp_ = LookUp::running; return Status::ok;
    default: return Status::nameNotFound;
  }
}

Status UdpDatagrams::doPollOpen(Instant now) {
  if (pcb_ != nullptr) return Status::ok;
  switch (lookUp_) {
    case LookUp::running:
      return now - since_ < lookUpLimit_ ? Status::wouldBlock : giveUp(Status::nameNotFound);
    case LookUp::found: return connectTo(address_);
    case LookUp::failed: return giveUp(Status::nameNotFound);
    case LookUp::none: break;
  }
  return Status::closed;
}

/// Connected, so that lwIP drops datagrams from any other address.
Status UdpDatagrams::connectTo(const ip_addr_t& address) {
  pcb_ = udp_new();
  if (pcb_ == nullptr) return giveUp(Status::unreachable);
  if (udp_connect(pcb_, &address, port_) != ERR_OK) return giveUp(Status::unreachable);
  udp_recv(pcb_, &UdpDatagrams::received, this);
  return Status::ok;
}

Status UdpDatagrams::giveUp(Status why) {
  doClose();
  return why;
}

Status UdpDatagrams::doSend(Bytes datagram) {
  if (pcb_ == nullptr) return Status::closed;
  if (datagram.size() > 0xFFFF) return Status::unreachable;
  const auto size = static_cast<std::uint16_t>(datagram.size());
  pbuf* const packet = pbuf_alloc(PBUF_TRANSPORT, size, PBUF_RAM);
  if (packet == nullptr) return Status::unreachable;
  pbuf_take(packet, datagram.data(), size);
  const err_t error = udp_send(pcb_, packet);
  pbuf_free(packet);
  return error == ERR_OK ? Status::ok : Status::unreachable;
}

Result<std::size_t> UdpDatagrams::doReceive(MutableBytes buffer) {
  if (pcb_ == nullptr) return Status::closed;
  if (arrivedCount_ == 0) return Status::wouldBlock;
  const auto room = static_cast<std::uint16_t>(std::min<std::size_t>(buffer.size(), 0xFFFF));
  const std::uint16_t count = pbuf_copy_partial(arrived_[0], buffer.data(), room, 0);
  pbuf_free(arrived_[0]);
  std::copy(arrived_.begin() + 1, arrived_.begin() + arrivedCount_, arrived_.begin());
  --arrivedCount_;
  return static_cast<std::size_t>(count);
}

void UdpDatagrams::doClose() {
  while (arrivedCount_ > 0) pbuf_free(arrived_[--arrivedCount_]);
  if (pcb_ != nullptr) udp_remove(pcb_);
  pcb_ = nullptr;
  lookUp_ = LookUp::none;
}

void UdpDatagrams::found(const char* name, const ip_addr_t* address, void* self) {
  auto& datagrams = *static_cast<UdpDatagrams*>(self);
  // An answer to an earlier question is dropped.
  if (datagrams.lookUp_ != LookUp::running || std::string_view(name) != datagrams.host_) return;
  datagrams.lookUp_ = address != nullptr ? LookUp::found : LookUp::failed;
  if (address != nullptr) datagrams.address_ = *address;
}

void UdpDatagrams::received(void* self, udp_pcb* /*pcb*/, pbuf* data, const ip_addr_t* /*from*/,
                            std::uint16_t /*port*/) {
  auto& datagrams = *static_cast<UdpDatagrams*>(self);
  if (datagrams.arrivedCount_ == kHeld) {
    pbuf_free(data);
    return;
  }
  datagrams.arrived_[datagrams.arrivedCount_++] = data;
}

}  // namespace signet::port::lwip
