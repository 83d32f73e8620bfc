// BusSocket: an I2C bus at the other end of a socket, as `signet chip serve` offers it
// (docs/bus-protocol.md). BusSocketClock: the clock to use with it, which advances the server's time when
// that is virtual.
#pragma once

#include "signet/i2c/bus.h"
#include "signet/port/linux/endpoint.h"
#include "signet/port/linux/system_clock.h"

namespace signet::port {

/// Why the last call of a BusSocket failed.
enum class BusSocketProblem : std::uint8_t {
  none,
  notConnected,    ///< connect() was not called, or an earlier failure closed the connection
  noServer,        ///< no server listens there (no such file, connection refused)
  noPermission,    ///< the socket belongs to another user
  unknownHost,     ///< the host name has no address
  noAnswer,        ///< the server did not answer within kAnswerTimeout
  connectionLost,  ///< the server closed the connection; its log says why
  badAnswer,       ///< what answers does not speak the bus protocol
};

/// What happened and what to do next, as one sentence without a full stop. Static storage.
const char* problemText(BusSocketProblem problem);

/// Client of the bus server. Owns one connection. Not thread safe.
///
///     client: op  addr7  length(u16 LE)  payload          server: ack  length(u16 LE)  bytes
///
/// Statuses of the bus methods beyond those of i2c::Bus: invalidArgument for transfers over kMaxTransfer.
/// busFault comes with problem(), and with systemError() where the system said why; the connection is then
/// closed and connect() may be called again.
class BusSocket final : public i2c::Bus {
 public:
  static constexpr std::size_t kMaxTransfer = 8192;
  static constexpr Duration kAnswerTimeout = std::chrono::seconds(10);
  static constexpr Duration kMaxAdvance = std::chrono::microseconds(0xFFFFFFFF);  // u32 on the wire

  /// What a request asks for.
  enum class Op : std::uint8_t { write = 'W', read = 'R', wake = 'K', advance = 'T' };

  BusSocket() = default;
  ~BusSocket();
  BusSocket(const BusSocket&) = delete;
  BusSocket& operator=(const BusSocket&) = delete;

  /// busFault with problem() noServer, noPermission or unknownHost when there is no connection.
  Status connect(const Endpoint& endpoint);
  void disconnect();
  bool connected() const { return socket_ >= 0; }

  /// Lets `time` pass on the server's virtual clock. notSupported if the server runs in real time,
  /// invalidArgument for less than nothing and more than kMaxAdvance.
  Status advance(Duration time);

  /// One transaction with any 7-bit address, the reserved ones included (i2c::Address leaves those out).
  Status writeTo(std::uint8_t address, Bytes bytes);
  Status readFrom(std::uint8_t address, MutableBytes bytes);

  /// The longest the traffic so far may have kept the bus busy (100 kHz, nine bits a byte).
  Duration busTime() const { return busTime_; }

  BusSocketProblem problem() const { return problem_; }
  int systemError() const { return systemError_; }  ///< errno of the last failure, 0 if it had none

 private:
  Status doWrite(i2c::Address address, Bytes bytes) override;
  Status doRead(i2c::Address address, MutableBytes bytes) override;
  Status doWake(Duration low) override;

  Status request(Op op, std::uint8_t address, std::size_t length, Bytes payload, MutableBytes answer);
  Status send(Bytes bytes, bool more);
  Status receive(MutableBytes bytes);
  Status fail(BusSocketProblem problem, int error = 0);
  void setTimeouts();

  int socket_ = -1;
  BusSocketProblem problem_ = BusSocketProblem::notConnected;
  int systemError_ = 0;
  Duration busTime_{};
};

/// Waits by advancing the server's virtual clock, and by sleeping if the server runs in real time.
/// Uses the BusSocket, which must outlive it.
class BusSocketClock final : public Clock {
 public:
  explicit BusSocketClock(BusSocket& bus) : bus_(bus) {}

 private:
  /// Real time, plus the virtual time asked for, plus the bus's: never behind the server's own time, because
  /// believing the chip's watchdog is nearer than it is does no harm.
  Instant doNow() override;
  void doSleepFor(Duration duration) override;

  BusSocket& bus_;
  SystemClock system_;
  Duration advanced_{};
};

}  // namespace signet::port
