// UdpDatagrams: net::Datagrams over lwIP's raw interface (NO_SYS=1).
//
// Memory: a datagram stays in lwIP's buffers until it is received. kHeld of them are kept, so that a forged
// one does not displace the genuine one; what arrives beyond them is lost. As with TcpTransport, everything
// runs in the one main loop, and one that has ever been given a name must not end before lwIP does.
#pragma once

#include <lwip/ip_addr.h>

#include <array>
#include <cstdint>

#include "signet/net/datagrams.h"

struct udp_pcb;
struct pbuf;

namespace signet::port::lwip {

class UdpDatagrams final : public net::Datagrams {
 public:
  static constexpr std::size_t kHeld = 4;

  explicit UdpDatagrams(Duration lookUpLimit = std::chrono::seconds(10)) : lookUpLimit_(lookUpLimit) {}
  ~UdpDatagrams() { doClose(); }
  UdpDatagrams(const UdpDatagrams&) = delete;
  UdpDatagrams& operator=(const UdpDatagrams&) = delete;

 private:
  Status doOpen(const char* host, std::uint16_t port, Instant now) override;
  Status doPollOpen(Instant now) override;
  Status doSend(Bytes datagram) override;
  Result<std::size_t> doReceive(MutableBytes buffer) override;
  void doClose() override;

  Status connectTo(const ip_addr_t& address);
  Status giveUp(Status why);

  // What lwIP calls.
  static void found(const char* name, const ip_addr_t* address, void* self);
  static void received(void* self, udp_pcb* pcb, pbuf* data, const ip_addr_t* from, std::uint16_t port);

  enum class LookUp : std::uint8_t { none, running, found, failed };

  Duration lookUpLimit_;
  LookUp lookUp_ = LookUp::none;
  udp_pcb* pcb_ = nullptr;              ///< null: not open
  std::array<pbuf*, kHeld> arrived_{};  ///< the oldest first
  std::size_t arrivedCount_ = 0;
  std::uint16_t port_ = 0;
  Instant since_{};
  ip_addr_t address_{};
  const char* host_ = nullptr;
};

}  // namespace signet::port::lwip
