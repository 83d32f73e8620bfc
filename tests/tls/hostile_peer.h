// HostilePeer: stands between device and server and spoils what the server sends, from one byte of it on.
#pragma once

#include <functional>
#include <memory>

#include "host/bench/handshake/virtual_link.h"

namespace signet::test {

enum class Evil {
  stall,    ///< nothing comes any more, and nothing ends
  close,    ///< the stream ends in an orderly way
  reset,    ///< the connection breaks
  garbage,  ///< other bytes come, as many as there were
  flip,     ///< one bit of this byte is wrong, all others are right
  flood,    ///< 64 KB of other bytes come
};
const char* evilName(Evil evil);

class HostilePeer final : public bench::Peer {
 public:
  HostilePeer(std::unique_ptr<bench::Peer> honest, Evil evil, std::size_t from)
      : honest_(std::move(honest)), evil_(evil), from_(from) {}

  std::vector<std::uint8_t> receive(Bytes bytes) override;
  bench::Ending ending() const override;

 private:
  void spoil(std::vector<std::uint8_t>& answer, std::size_t at);

  std::unique_ptr<bench::Peer> honest_;
  Evil evil_;
  std::size_t from_;
  std::size_t sent_ = 0;
  bool struck_ = false;
  std::uint32_t noise_ = 1;
};

}  // namespace signet::test
