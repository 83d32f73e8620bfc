// Endpoint: where a bus server listens, written as the user writes it.
//
//     unix:/run/user/1000/chip.sock      a Unix domain socket
//     tcp:127.0.0.1:4711                 a TCP port; IPv6 in brackets: tcp:[::1]:4711
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace signet::port {

struct Endpoint {
  enum class Kind : std::uint8_t { unixSocket, tcp };

  /// Longest path (sun_path of sockaddr_un less its zero) or host name.
  static constexpr std::size_t kMaxName = 107;

  Kind kind = Kind::unixSocket;
  std::array<char, kMaxName + 1> name{};  ///< the path, or the host; zero-terminated
  std::uint16_t port = 0;                 ///< tcp only; 0 lets a server choose a free one

  /// Reads `text` into this. Null when it is well formed; otherwise what is wrong with it (a part of a
  /// sentence, static storage), and this endpoint is left as it was.
  const char* parse(std::string_view text);
};

}  // namespace signet::port
