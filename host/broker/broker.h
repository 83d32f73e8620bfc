// Broker: the system's mosquitto as a child of this process.
//
//     Broker broker(home, {.port = 8883});
//     broker.start(now);          // certificate, configuration, and it accepts connections
//     ...                         // stop(), or the destructor, ends it
//
// Not thread safe. The log function is called from a thread of the broker's. mosquitto ends with the thread
// that called start().
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "host/broker/broker_config.h"
#include "host/home/home.h"

namespace signet::broker {

class Broker {
 public:
  using Log = std::function<void(std::string_view line)>;

  /// Nothing is started yet. `log` gets each line that mosquitto prints.
  Broker(home::Home home, BrokerSettings settings, Log log = {});
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  /// Makes or renews the broker's certificate and writes its configuration into the home. `now`: POSIX time.
  /// Throws UserError: there is no authority in this home; an invalid address or name.
  void prepare(std::int64_t now);

  /// prepare(), then runs mosquitto and waits until it accepts connections. Throws UserError: noCommand
  /// (there is no mosquitto), network (the port is taken or may not be used), badFile (mosquitto
  /// refuses its configuration).
  void start(std::int64_t now);
  /// Ends it, and waits for that. Sessions are kept for the next start().
  void stop();
  /// Ends it as a crash does: nothing is kept that was not saved before.
  void kill();

  /// Lets it read certificates and the revocation list again. Connections that are open stay open.
  void reload();

  bool running() const;
  /// Becomes readable when mosquitto has ended, for poll().
  int endedFd() const { return endedFd_; }
  /// Its exit status, or 128 + the signal that ended it; nothing while it runs, or before it was started.
  std::optional<int> exitStatus() const;

  std::uint16_t port() const { return settings_.port; }
  const BrokerSettings& settings() const { return settings_; }

 private:
  enum class State : std::uint8_t { stopped, starting, ready, ended };

  void run(int pipe);
  void take(std::string_view line);
  void finish();
  void signal(int number) const;

  home::Home home_;
  BrokerSettings settings_;
  Log log_;
  std::optional<home::FileLock> lock_;  ///< of the home's broker folder
  int endedFd_;
  pid_t pid_ = -1;
  std::thread reader_;

  mutable std::mutex mutex_;  ///< of the rest
  std::condition_variable changed_;
  State state_ = State::stopped;
  int status_ = 0;
  std::string complaint_;  ///< the last line with an error
};

/// The mosquitto to run. Throws UserError (noCommand) when there is none.
std::string findMosquitto(const std::string& program);

}  // namespace signet::broker
