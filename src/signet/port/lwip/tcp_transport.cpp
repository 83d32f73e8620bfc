#include "signet/port/lwip/tcp_transport.h"

#include <lwip/dns.h>
#include <lwip/pbuf.h>
#include <lwip/tcp.h>

#include <algorithm>
#include <string_view>

namespace signet::port::lwip {

Status TcpTransport::doOpen(const char* host, std::uint16_t port, Instant now) {
  doClose();
  host_ = host;
  port_ = port;
  since_ = now;
  problem_ = Status::ok;
  haveAddress_ = false;
  // A literal address is answered at once, and so is a name that lwIP remembers.
  switch (dns_gethostbyname(host, &address_, &TcpTransport::found, this)) {
    case ERR_OK: return connectTo(address_);
    case ERR_INPROGRESS: state_ = State::lookingUp; return Status::ok;
    default: return Status::nameNotFound;
  }
}

Status TcpTransport::doPollOpen(Instant now) {
  if (problem_ != Status::ok) return giveUp(problem_);
  switch (state_) {
    case State::lookingUp:
      if (haveAddress_) {
        since_ = now;
        SIGNET_TRY(connectTo(address_));
        return Status::wouldBlock;
      }
      return now - since_ < limits_.lookUp ? Status::wouldBlock : giveUp(Status::nameNotFound);
    case State::connecting:
      return now - since_ < limits_.connect ? Status::wouldBlock : giveUp(Status::timeout);
    case State::open: return Status::ok;
    case State::closed: break;
  }
  return Status::closed;
}

Status TcpTransport::connectTo(const ip_addr_t& address) {
  pcb_ = tcp_new();
  if (pcb_ == nullptr) return giveUp(Status::unreachable);
  tcp_arg(pcb_, this);
  tcp_recv(pcb_, &TcpTransport::received);
  tcp_err(pcb_, &TcpTransport::failed);
  tcp_nagle_disable(pcb_);  // small packets of a protocol with answers
  if (tcp_connect(pcb_, &address, port_, &TcpTransport::connected) != ERR_OK)
    return giveUp(Status::unreachable);
  state_ = State::connecting;
  return Status::ok;
}

Status TcpTransport::giveUp(Status why) {
  doClose();
  return why;
}

Result<std::size_t> TcpTransport::doRead(MutableBytes buffer) {
  if (state_ != State::open) return Status::closed;
  if (arrived_ == nullptr) {
    if (problem_ != Status::ok) return problem_;
    return ended_ ? Status::closed : Status::wouldBlock;
  }
  const auto wanted = static_cast<std::uint16_t>(std::min<std::size_t>(buffer.size(), 0xFFFF));
  const std::uint16_t count = pbuf_copy_partial(arrived_, buffer.data(), wanted, 0);
  arrived_ = pbuf_free_header(arrived_, count);
  if (pcb_ != nullptr) tcp_recved(pcb_, count);
  return static_cast<std::size_t>(count);
}

Result<std::size_t> TcpTransport::doWrite(Bytes bytes) {
  if (state_ != State::open) return Status::closed;
  if (pcb_ == nullptr) return problem_;
  const auto count = static_cast<std::uint16_t>(std::min<std::size_t>(bytes.size(), tcp_sndbuf(pcb_)));
  if (count == 0) return Status::wouldBlock;
  // ERR_MEM: all of lwIP's buffers wait for the peer's acknowledgement.
  if (tcp_write(pcb_, bytes.data(), count, TCP_WRITE_FLAG_COPY) != ERR_OK) return Status::wouldBlock;
  tcp_output(pcb_);
  return static_cast<std::size_t>(count);
}

void TcpTransport::doClose() {
  if (arrived_ != nullptr) pbuf_free(arrived_);
  arrived_ = nullptr;
  if (pcb_ != nullptr) {
    tcp_arg(pcb_, nullptr);
    tcp_recv(pcb_, nullptr);
    tcp_err(pcb_, nullptr);
    if (tcp_close(pcb_) != ERR_OK) tcp_abort(pcb_);
  }
  pcb_ = nullptr;
  ended_ = false;
  state_ = State::closed;
}

void TcpTransport::found(const char* name, const ip_addr_t* address, void* self) {
  auto& transport = *static_cast<TcpTransport*>(self);
  // An answer to an earlier question is dropped.
  if (transport.state_ != State::lookingUp || std::string_view(name) != transport.host_) return;
  if (address == nullptr) {
    transport.problem_ = Status::nameNotFound;
    return;
  }
  transport.address_ = *address;
  transport.haveAddress_ = true;
}

err_t TcpTransport::connected(void* self, tcp_pcb* /*pcb*/, err_t /*error: always ERR_OK*/) {
  static_cast<TcpTransport*>(self)->state_ = State::open;
  return ERR_OK;
}

err_t TcpTransport::received(void* self, tcp_pcb* /*pcb*/, pbuf* data, err_t /*error: always ERR_OK*/) {
  auto& transport = *static_cast<TcpTransport*>(self);
  if (data == nullptr) {
    transport.ended_ = true;
  } else if (transport.arrived_ == nullptr) {
    transport.arrived_ = data;
  } else {
    pbuf_cat(transport.arrived_, data);
  }
  return ERR_OK;
}

/// The connection is gone already, and lwIP's block for it with it.
void TcpTransport::failed(void* self, err_t error) {
  auto& transport = *static_cast<TcpTransport*>(self);
  const bool opening = transport.state_ != State::open;
  transport.pcb_ = nullptr;
  if (!opening) {
    transport.problem_ = Status::connectionReset;
  } else {
    transport.problem_ = error == ERR_RST ? Status::connectionRefused : Status::timeout;
  }
}

}  // namespace signet::port::lwip
