#include "host/emulator/server/listening_socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace signet::emulator {
namespace {

using port::Endpoint;
using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

constexpr int kBacklog = 16;

[[noreturn]] void failListen(const Endpoint& endpoint, int error, const std::string& next) {
  throw ListenError(fmt::format("Cannot listen on {}: {}.", endpointText(endpoint), std::strerror(error)),
                    next);
}

sockaddr_un unixAddress(const Endpoint& endpoint) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, endpoint.name.data(), sizeof address.sun_path);
  return address;
}

/// True when a server answers there; false when the file is a leftover.
bool isServed(const sockaddr_un& address) {
  const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool connected = ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ||
                         errno != ECONNREFUSED;
  ::close(probe);
  return connected;
}

/// Makes room for our socket file: removes one without a server, refuses to touch anything else.
void removeLeftover(const Endpoint& endpoint) {
  struct stat info {};
  const char* path = endpoint.name.data();
  if (::lstat(path, &info) != 0) return;
  if (!S_ISSOCK(info.st_mode)) {
    throw ListenError(fmt::format("Cannot listen on {}: a file of this name exists and is not a socket.",
                                  endpointText(endpoint)),
                      "Choose another path, or remove the file yourself.");
  }
  if (isServed(unixAddress(endpoint))) {
    throw ListenError(
        fmt::format("Cannot listen on {}: another server does already.", endpointText(endpoint)),
        "Use that one, stop it, or choose another path.");
  }
  ::unlink(path);
}

bool isLoopback(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    return (ntohl(v4.sin_addr.s_addr) >> 24) == 127;
  }
  return address.sa_family == AF_INET6 &&
         IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
}

AddressList resolve(const Endpoint& endpoint) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error =
      ::getaddrinfo(endpoint.name.data(), std::to_string(endpoint.port).c_str(), &hints, &found);
  if (error != 0) {
    throw ListenError(fmt::format("Cannot listen on {}: {}.", endpointText(endpoint), ::gai_strerror(error)),
                      "Give an address of this computer, e.g. tcp:127.0.0.1:0.");
  }
  return {found, &::freeaddrinfo};
}

std::uint16_t portOf(int fd) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size);
  return ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(bound).sin6_port
                                           : reinterpret_cast<const sockaddr_in&>(bound).sin_port);
}

}  // namespace

std::string endpointText(const Endpoint& endpoint) {
  const char* name = endpoint.name.data();
  if (endpoint.kind == Endpoint::Kind::unixSocket) return fmt::format("unix:{}", name);
  if (std::strchr(name, ':') != nullptr) return fmt::format("tcp:[{}]:{}", name, endpoint.port);
  return fmt::format("tcp:{}:{}", name, endpoint.port);
}

ListeningSocket::ListeningSocket(const Endpoint& endpoint, Reach reach) : endpoint_(endpoint) {
  if (endpoint.kind == Endpoint::Kind::unixSocket) {
    listenUnix();
  } else {
    listenTcp(reach);
  }
}

ListeningSocket::~ListeningSocket() {
  struct stat info {};
  const char* path = endpoint_.name.data();
  const bool ours = endpoint_.kind == Endpoint::Kind::unixSocket && ::lstat(path, &info) == 0 &&
                    info.st_dev == device_ && info.st_ino == inode_;
  if (ours) ::unlink(path);
  ::close(fd_);
}

void ListeningSocket::listenUnix() {
  removeLeftover(endpoint_);
  const sockaddr_un address = unixAddress(endpoint_);
  fd_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  // The mode of an unbound socket is the mode its file gets: other users cannot connect at any instant.
  const bool ready = ::fchmod(fd_, S_IRUSR | S_IWUSR) == 0 &&
                     ::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                     ::listen(fd_, kBacklog) == 0;
  if (!ready) {
    const int error = errno;
    ::close(fd_);
    failListen(endpoint_, error, "Choose a path in a folder that exists and that you may write to.");
  }
  struct stat info {};
  ::lstat(endpoint_.name.data(), &info);
  device_ = info.st_dev;
  inode_ = info.st_ino;
}

void ListeningSocket::listenTcp(Reach reach) {
  const AddressList addresses = resolve(endpoint_);
  for (const addrinfo* a = addresses.get(); reach == Reach::thisComputer && a != nullptr; a = a->ai_next) {
    if (isLoopback(*a->ai_addr)) continue;
    throw ListenError(fmt::format("{} can be reached by other computers, and the bus has no password: "
                                  "whoever connects may use the chip's keys.",
                                  endpointText(endpoint_)),
                      "Listen on tcp:127.0.0.1:PORT, or say --allow-remote if that is what you want.");
  }
  takeAddress(*addresses);
  endpoint_.port = portOf(fd_);
}

void ListeningSocket::takeAddress(const addrinfo& address) {
  fd_ = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(fd_, address.ai_addr, address.ai_addrlen) == 0 && ::listen(fd_, kBacklog) == 0) return;
  const int error = errno;
  ::close(fd_);
  failListen(endpoint_, error, "Choose another port; port 0 takes one that is free.");
}

}  // namespace signet::emulator
