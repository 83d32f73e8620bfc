// Watching a handshake, for timelines and logs.
#pragma once

#include <cstdint>

namespace signet::tls {

enum class Step : std::uint8_t {
  prepare,      ///< GenKey of the ephemeral key, ahead of the handshake
  random,       ///< Random of the chip, for the entropy pool
  clientHello,  ///< an instant: the first bytes are ready to go
  chain,        ///< the server's certificates arrive, until they are judged
  verify,       ///< one signature of the server
  ecdh,         ///< the premaster secret
  sign,         ///< the client's signature
  established,  ///< an instant: application data may flow
};

class Observer {
 public:
  /// Reads the clock itself if it wants times. Must not call the client.
  void begin(Step step) { doBegin(step); }
  void end(Step step) { doEnd(step); }

 protected:
  ~Observer() = default;

 private:
  virtual void doBegin(Step step) = 0;
  virtual void doEnd(Step step) = 0;
};

/// Tells `observer`, if there is one, of the beginning now and of the end when it goes out of scope.
class Watch {
 public:
  Watch(Observer* observer, Step step) : observer_(observer), step_(step) {
    if (observer_ != nullptr) observer_->begin(step_);
  }
  ~Watch() {
    if (observer_ != nullptr) observer_->end(step_);
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  Observer* observer_;
  Step step_;
};

}  // namespace signet::tls
