// An SNTP server on a free port of loopback, honest or not.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

namespace signet::test {

class TimeServer {
 public:
  using Packet = std::array<std::uint8_t, 48>;

  TimeServer();
  ~TimeServer();
  TimeServer(const TimeServer&) = delete;
  TimeServer& operator=(const TimeServer&) = delete;

  std::uint16_t port() const { return port_; }
  /// What is done to each honest answer before it is sent; null: nothing. Called by the server's thread.
  void spoil(std::function<void(Packet& answer)> action);
  /// No answers.
  void setSilent(bool silent) { silent_ = silent; }
  /// Each answer is sent a second time, the first with another originate timestamp.
  void setForged(bool forged) { forged_ = forged; }
  unsigned requests() const { return requests_; }

 private:
  void serve();

  int socket_;
  int wake_;
  std::uint16_t port_ = 0;
  std::atomic<bool> silent_ = false;
  std::atomic<bool> forged_ = false;
  std::atomic<unsigned> requests_ = 0;
  std::mutex mutex_;
  std::function<void(Packet&)> spoil_;
  std::thread thread_;
};

/// Puts a POSIX time into the transmit timestamp.
void setTransmit(TimeServer::Packet& packet, std::int64_t posix);

}  // namespace signet::test
