// Proxy: stands on loopback between a client and a real server, and spoils what the server sends.
#pragma once

#include <cstdint>
#include <thread>

namespace signet::test {

enum class Spoil {
  nothing,
  trickle,  ///< one byte a segment
  stall,    ///< from some byte on nothing comes any more
  close,    ///< ... the stream ends
  reset,    ///< ... the connection breaks (RST)
  garbage,  ///< ... zeros come
};

/// Serves one connection after the other, each in the same way, from construction to destruction.
class Proxy {
 public:
  /// `from`: the byte from the server at which it begins to spoil.
  Proxy(std::uint16_t server, Spoil spoil, std::size_t from = 0);
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  void run();
  void serve(int client, int server);
  /// False when the connection is over.
  bool forwardToClient(int client, int server);
  bool strike(int client);

  std::uint16_t server_;
  Spoil spoil_;
  std::size_t from_;
  std::size_t forwarded_ = 0;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  int wakeUp_ = -1;  ///< readable once the proxy shall end
  std::thread thread_;
};

}  // namespace signet::test
