// ListeningSocket: the place where clients find a bus server.
#pragma once

#include <sys/types.h>

#include <stdexcept>
#include <string>

#include "signet/port/linux/endpoint.h"

struct addrinfo;

namespace signet::emulator {

/// Why a server cannot listen. what() is a whole sentence; next() says what to do.
class ListenError : public std::runtime_error {
 public:
  ListenError(const std::string& sentence, std::string next)
      : std::runtime_error(sentence), next_(std::move(next)) {}
  const std::string& next() const { return next_; }

 private:
  std::string next_;
};

/// Whether others than this computer may connect. The protocol has no password: anyone who reaches the port
/// owns the chips.
enum class Reach : bool { thisComputer, network };

class ListeningSocket {
 public:
  /// unix: the socket file gets mode 0600; one left behind by a server that crashed is replaced. tcp: port 0
  /// uses a free one, which endpoint() returns. Throws ListenError.
  explicit ListeningSocket(const port::Endpoint& endpoint, Reach reach = Reach::thisComputer);
  /// Removes the socket file, unless another server has put its own there.
  ~ListeningSocket();
  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;

  int fd() const { return fd_; }
  const port::Endpoint& endpoint() const { return endpoint_; }

 private:
  void listenUnix();
  void listenTcp(Reach reach);
  void takeAddress(const addrinfo& address);

  port::Endpoint endpoint_;
  int fd_ = -1;
  dev_t device_ = 0;  // which file is ours
  ino_t inode_ = 0;
};

/// As the user writes it: "unix:/tmp/chip.sock", "tcp:127.0.0.1:40123".
std::string endpointText(const port::Endpoint& endpoint);

}  // namespace signet::emulator
