// A thing: signet::device with a chip, a LED and a button, on whatever board (board.h).
//
// Everything it needs has its place at link time; there is no heap.
#include <algorithm>
#include <array>
#include <new>
#include <optional>
#include <utility>

#include "firmware/common/board.h"
#include "firmware/common/curves.h"
#include "firmware/common/metered_bus.h"
#include "firmware/common/network.h"
#include "signet/atecc/device.h"
#include "signet/core/text.h"
#include "signet/device/provisioned.h"
#include "signet/device/secure_connection.h"
#include "signet/device/stored_settings.h"
#include "signet/port/bare/cycle_clock.h"
#include "signet/port/bare/soft_i2c.h"
#include "signet/port/lwip/tcp_transport.h"
#include "signet/port/lwip/udp_datagrams.h"
#include "signet/thing/thing.h"
#include "signet/time/network_date.h"
#include "signet/tls/sha256.h"

extern "C" const std::uint32_t kSettingsArea[];

namespace signet::firmware {
namespace {

constexpr std::size_t kSettingsWords = 4096;
constexpr std::size_t kSettingsMemory = 3072;
constexpr std::chrono::hours kClocksDiffer{24};
constexpr Duration kTurn = std::chrono::milliseconds(10);
constexpr Duration kAddressTurn = std::chrono::milliseconds(1);  // while there is no address yet

/// The date from the settings, which goes on with the clock.
class Date final : public time::DateSource {
 public:
  Date(Clock& clock, std::int64_t atStart) : clock_(clock), atStart_(atStart) {}

 private:
  std::int64_t doPosixTime() override {
    if (atStart_ == 0) return 0;
    return atStart_ +
           std::chrono::duration_cast<std::chrono::seconds>(clock_.now().time_since_epoch()).count();
  }

  Clock& clock_;
  std::int64_t atStart_;
};

/// What the application asks of a board.
class Panel final : public thing::ThingBoard {
 public:
  explicit Panel(Clock& clock) : clock_(clock) { firmware::setLed(false); }

 private:
  void doSetLed(bool on) override { firmware::setLed(on); }
  /// After the milliseconds since the start.
  void doLog(const char* sentence) override {
    std::array<std::uint8_t, 400> memory;
    const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now().time_since_epoch());
    print(Text(memory).addNumber(static_cast<unsigned>(time.count())).add(" ").add(sentence).finish());
  }

  Clock& clock_;
};

/// What the processor's time went to since the start, in cycles of its counter.
struct Effort {
  std::uint32_t computing = 0;  ///< in the connection: TLS, MQTT, the driver
  std::uint32_t bus = 0;        ///< moving SDA and SCL
  std::uint32_t asleep = 0;     ///< waiting for the chip
};

/// Of the first message that has the connection for itself: what the whole device does for it, from
/// publishing to the broker's acknowledgement, in cycles that the processor was awake.
class MessageMeter {
 public:
  /// `idle`: nothing is on its way. Once before something may be published, and once after.
  void before(bool idle) {
    if (state_ == State::running && idle) finish();
    wasIdle_ = idle;
    begin_ = state_ == State::waiting ? awake() : begin_;
  }
  void after(bool idle) {
    if (state_ == State::waiting && wasIdle_ && !idle) state_ = State::running;
  }

 private:
  enum class State : std::uint8_t { waiting, running, done };

  static std::uint32_t awake() { return hardware().cycles() - hardware().rested(); }
  void finish() {
    state_ = State::done;
    std::array<std::uint8_t, 80> memory;
    print(Text(memory).add("cycles of a message: ").addNumber(awake() - begin_).finish());
  }

  State state_ = State::waiting;
  bool wasIdle_ = false;
  std::uint32_t begin_ = 0;
};

/// Everything on the board, and the program on it.
class Program {
 public:
  explicit Program(const device::StoredSettings& settings);
  void run();

 private:
  device::Settings connectionSettings();
  time::DateSource& dateFor(const device::StoredSettings& settings);
  void turn();
  void pollDate();
  void pollConnection();
  void rest(Duration longest);
  void report();

  const device::StoredSettings& settings_;
  port::bare::CycleClock clock_{hardware(), kCyclesPerMicrosecond};
  Panel panel_{clock_};
  port::bare::SoftI2c i2c_{hardware(), chipLines(), {400'000, kCyclesPerMicrosecond}};
  MeteredBus bus_{i2c_};
  atecc::Session session_{bus_, clock_};
  atecc::Device chip_{session_};
  tls::Entropy& entropy_{boardEntropy(chip_)};
  Date date_;
  Network network_{clock_};
  port::lwip::TcpTransport transport_;
  port::lwip::UdpDatagrams datagrams_;
  std::optional<time::NetworkDate> networkDate_;

  tls::BearSha256 sha_;
  device::StoredProvision provision_;
  thing::Thing thing_;
  device::SecureConnection<> connection_;
  Effort effort_;
  Effort atHandshake_;
  std::uint32_t idle_ = 0;  ///< cycles asleep while there was nothing to do
  MessageMeter meter_;
  device::Phase phase_ = device::Phase::stopped;
};

/// The date that settings were written has passed, whatever a time server says; but the clock of who wrote
/// them may have been ahead.
time::SntpOptions timeOptions(const device::StoredSettings& settings) {
  time::SntpOptions options;
  options.notBefore = settings.writtenAt - std::chrono::seconds(kClocksDiffer).count();
  return options;
}

device::ConnectionOptions connectionOptions() {
  device::ConnectionOptions options;
  options.backoff = {std::chrono::milliseconds(500), std::chrono::seconds(30)};
  options.jitterSeed = randomWord();
  options.mqtt.whenFull = mqtt::WhenFull::dropOldest;
  return options;
}

Program::Program(const device::StoredSettings& settings)
    : settings_(settings),
      date_(clock_, settings.writtenAt),
      provision_(settings, chip_, entropy_, sha_, curves()),
      thing_(panel_, settings.name,
             {std::chrono::seconds(settings.telemetrySeconds), settings.keepAliveSeconds}),
      connection_({provision_.crypto(), provision_.anchors(), transport_, dateFor(settings)}, thing_,
                  connectionOptions()) {
  thing_.use(*connection_);
}

time::DateSource& Program::dateFor(const device::StoredSettings& settings) {
  if (settings.timeServer == nullptr) return date_;
  const time::TimeLink link{datagrams_, entropy_};
  return networkDate_.emplace(link, settings.timeServer, settings.timePort, timeOptions(settings),
                              randomWord());
}

device::Settings Program::connectionSettings() {
  device::Settings settings;
  settings.host = settings_.host;
  settings.port = settings_.port;
  settings.serverName = settings_.serverName;
  settings.identity = &provision_.identity();
  thing_.describeTo(settings);
  return settings;
}

void Program::run() {
  while (!network_.up()) {
    network_.poll();
    rest(kAddressTurn);
  }
  const Status status = connection_.start(connectionSettings());
  if (status != Status::ok) return print(statusName(status));
  for (;;) turn();
}

/// Ends with a rest, which a frame from the network cuts short.
void Program::turn() {
  network_.poll();
  thing_.setButton(buttonDown());
  pollDate();
  pollConnection();
  meter_.before(connection_->phase() == device::Phase::connected && connection_->idle());
  thing_.poll(clock_.now());
  meter_.after(connection_->idle());
  pollConnection();
  rest(kTurn);
}

void Program::rest(Duration longest) {
  const std::uint32_t before = hardware().rested();
  hardware().restUntilNetwork(hardware().cycles() +
                              static_cast<std::uint32_t>(longest.count()) * kCyclesPerMicrosecond);
  idle_ += hardware().rested() - before;
}

void Program::pollDate() {
  if (!networkDate_) return;
  const time::TimeNews news = networkDate_->poll(clock_.now());
  if (news != time::TimeNews::none) panel_.log(time::describe(news));
}

void Program::pollConnection() {
  const std::uint32_t begin = hardware().cycles();
  const std::uint32_t busBefore = bus_.cycles();
  const std::uint32_t restBefore = hardware().rested();
  connection_->poll(clock_.now());
  const std::uint32_t bus = bus_.cycles() - busBefore;
  const std::uint32_t asleep = hardware().rested() - restBefore;
  effort_.bus += bus;
  effort_.asleep += asleep;
  effort_.computing += hardware().cycles() - begin - bus - asleep;
  if (connection_->phase() != std::exchange(phase_, connection_->phase())) report();
}

/// After a handshake, when the first message is on its way: what it took, and how deep the stack has been.
void Program::report() {
  if (phase_ == device::Phase::handshake) atHandshake_ = effort_;
  if (phase_ != device::Phase::connected) return;
  std::array<std::uint8_t, 160> memory;
  Text text(memory);
  text.add("cycles of the handshake: ")
      .addNumber(effort_.computing - atHandshake_.computing)
      .add(" computing, ");
  text.addNumber(effort_.bus - atHandshake_.bus).add(" on the bus, ");
  text.addNumber(effort_.asleep - atHandshake_.asleep).add(" waiting for the chip; stack ");
  text.addNumber(deepestStack()).add(" bytes, ");
  text.addNumber(idle_).add(" since the start waiting for the network");
  print(text.finish());
}

const char* settingsProblem(Status status) {
  switch (status) {
    case Status::noSuchCertificate: return "FATAL: no settings in flash: set the device up first";
    case Status::notSupported: return "FATAL: the settings in flash are of another version";
    case Status::bufferTooSmall: return "FATAL: the settings in flash are too large";
    default: return "FATAL: the settings in flash are damaged";
  }
}

alignas(Program) std::array<std::uint8_t, sizeof(Program)> programMemory;
std::array<std::uint8_t, kSettingsMemory> settingsMemory;

}  // namespace
}  // namespace signet::firmware

/// What start-up runs. It ends only when the board was never set up.
extern "C" int program() {
  using namespace signet;
  using namespace signet::firmware;
  std::array<std::uint8_t, 40> memory;
  print(Text(memory).add("signet on ").add(kBoardName).finish());
  const auto settings = device::readSettings({kSettingsArea, kSettingsWords}, settingsMemory);
  if (!settings.ok()) {
    print(settingsProblem(settings.status()));
    return 1;
  }
  (new (programMemory.data()) Program(*settings))->run();
  return 1;
}
