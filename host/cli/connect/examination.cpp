#include "host/cli/connect/examination.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "host/base/encoding.h"
#include "host/cli/chip/chip_facts.h"
#include "host/cli/connect/connection_events.h"
#include "host/identity/chip_ready.h"
#include "host/provision/enrol.h"
#include "signet/port/linux/system_clock.h"

namespace signet::cli {
namespace {

constexpr unsigned kBusReads = 16;
constexpr std::int64_t kDay = 86400;
constexpr const char* kNeedsMore = "needs what failed above";
/// No clock of today shows less: 2026-01-01.
constexpr std::int64_t kEarliest = 1767225600;

std::string dateText(std::int64_t posix) {
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(static_cast<std::time_t>(posix)));
}

double lastedMilliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

/// The stages of the events' last phase.
class Examination final : public ConnectionEvents {
 public:
  client::Stage reached() const { return reached_; }
  void onPhase(device::Phase phase) override {
    switch (phase) {
      case device::Phase::handshake: reached_ = client::Stage::handshake; break;
      case device::Phase::joining: reached_ = client::Stage::session; break;
      case device::Phase::connected: reached_ = client::Stage::connected; break;
      default: break;
    }
  }
  void onDisconnected(const device::Disconnection& why) override {
    if (why.status != Status::ok && !failure()) reached_ = connection().ending(why).stage;
    ConnectionEvents::onDisconnected(why);
  }

 private:
  client::Stage reached_ = client::Stage::lookUp;
};

/// "0.4 ms" for a step of the network. A chip that computes keeps this program from looking at it.
std::string took(const client::Timeline& timeline, const std::string& step) {
  constexpr client::Timeline::Lane kNetwork = 0;
  for (const auto& segment : timeline.lanes()[kNetwork].segments) {
    if (segment.label != step) continue;
    return fmt::format("{}{:.1f} ms", timeline.endsUnseen(kNetwork, segment) ? "at most " : "",
                       lastedMilliseconds(segment.length()));
  }
  return "at once";
}

}  // namespace

const char* stateName(CheckResult::State state) {
  switch (state) {
    case CheckResult::State::ok: return "OK";
    case CheckResult::State::warning: return "warning";
    case CheckResult::State::failed: return "failed";
    case CheckResult::State::skipped: return "skipped";
  }
  return "";
}

bool Doctor::check(const char* name, bool possible, const std::function<Report()>& look) {
  if (!possible) {
    skip(name, kNeedsMore);
    return false;
  }
  try {
    const Report report = look();
    const bool warned = !report.warning.empty();
    findings_.push_back(
        {name, warned ? CheckResult::State::warning : CheckResult::State::ok, report.text, report.warning});
    return true;
  } catch (const UserError& error) {
    findings_.push_back({name, CheckResult::State::failed, error.what(), error.next()});
    return false;
  }
}

void Doctor::skip(const char* name, const std::string& why) {
  findings_.push_back({name, CheckResult::State::skipped, why, ""});
}

Doctor::Report Doctor::chip() {
  chip::ChipTarget& chip = context_.chip();
  const atecc::Revision revision = chip.value(chip.device().revision(), "Reading the chip's revision");
  return {fmt::format("{}, serial number {}, at {}", chipType(revision.bytes),
                      hexOf(chip.config().serialNumber()), chip.name())};
}

/// A loose wire shows when something is asked often.
Doctor::Report Doctor::bus() {
  chip::ChipTarget& chip = context_.chip();
  const Instant begin = chip.clock().now();
  const atecc::SerialNumber serial = chip.config().serialNumber();
  for (unsigned i = 0; i < kBusReads; ++i) {
    const auto read = chip.value(chip.device().serialNumber(), "Reading the serial number again and again");
    if (read != serial) {
      throw UserError(
          Exit::badAnswer, "The chip's serial number is read differently each time.",
          "Check the wiring and the pull-up resistors (2.2 to 4.7 kOhm), or lower the bus speed.");
    }
  }
  const double each = lastedMilliseconds(chip.clock().now() - begin) / kBusReads;
  return {fmt::format("{} of {} reads were right, {:.1f} ms each", kBusReads, kBusReads, each)};
}

Doctor::Report Doctor::record() {
  identity_.emplace(identity::Identity::of(context_.chip(), choices_));
  const auto& record = identity_->record();
  if (!record) return {"none: who this device is and where its broker is must come from options"};
  return {fmt::format("{}, broker {} port {}", record->name, record->brokerHost, record->brokerPort)};
}

identity::Identity& Doctor::identity() {
  if (!identity_) identity_.emplace(context_.chip(), choices_, std::nullopt);
  return *identity_;
}

Doctor::Report Doctor::configuration() {
  chip::ChipTarget& chip = context_.chip();
  identity::refuseBlank(chip);
  const identity::Identity& device = identity();
  const std::size_t fresh = device.ephemeralSlots().size();
  const std::string slots =
      fmt::format("key in slot {}, {}", device.keySlot().number(),
                  fresh == 0 ? std::string("key exchange in software")
                             : fmt::format("fresh keys in {} slot{}", fresh, fresh == 1 ? "" : "s"));
  if (chip.config().dataLocked()) return {"locked, data zone locked; " + slots};
  return {"locked, but the data zone is open: anyone can replace what the slots hold; " + slots,
          provision::lockingAdvice(chip.config(), device.keySlot())};
}

Doctor::Report Doctor::pairing() {
  chip::ChipTarget& chip = context_.chip();
  identity::Identity& device = identity();
  const auto slot = device.slots().find(profile::SlotUse::pairingSecret);
  if (!slot) return {"none: no slot of this chip is for one"};
  const std::string& file = device.pairingFile();
  if (file.empty()) {
    return {fmt::format("the one of slot {} is not on this computer", slot->number()),
            "Bring back its file, or give it with --pairing-secret. It cannot be made again; "
            "without it the key exchange runs in software, and slots that need it stay closed."};
  }
  (void)device.pairing();  // read, and judged, in any case
  if (!chip.config().dataLocked()) return {file + "; not compared, because the data zone is open"};
  device.requirePairing();
  return {fmt::format("{} is the one in slot {}", file, slot->number())};
}

Doctor::Report Doctor::key() {
  const atecc::Slot slot = identity().keySlot();
  const atecc::PublicKey key = identity::requireKey(context_.chip(), slot);
  return {fmt::format("slot {} holds one, {}...", slot.number(), hexOf(key.bytes).substr(0, 16))};
}

Doctor::Report Doctor::certificate() {
  home::CertificateList chain = identity().chain();
  const home::CertificateFacts facts = chain.facts(0);
  auto credentials = std::make_unique<client::Credentials>(context_.chip().device(), identity().chipUse(),
                                                           std::move(chain), identity().anchors());
  if (const Status status = credentials->check(); status != Status::ok) {
    throw identity::certificateMismatch(facts.subject, status);
  }
  const std::int64_t now = std::time(nullptr);
  if (now > facts.notAfter) {
    throw UserError(Exit::tls, fmt::format("\"{}\" expired at {}.", facts.subject, dateText(facts.notAfter)),
                    "Renew it with `signet setup local`.");
  }
  credentials_ = std::move(credentials);
  const std::string text =
      fmt::format("{} belongs to this key; valid until {}", facts.subject, dateText(facts.notAfter));
  return facts.notAfter - now < 30 * kDay ? Report{text, "Renew it soon with `signet setup local`."}
                                          : Report{text};
}

Doctor::Report Doctor::clock() {
  const std::int64_t now = std::time(nullptr);
  const std::int64_t issued = credentials_ ? credentials_->chain().facts(0).notBefore : 0;
  if (now < kEarliest || now < issued) {
    throw UserError(Exit::tls,
                    fmt::format("This computer's clock says {}, which is {}.", dateText(now),
                                now < issued ? "before the certificate was issued" : "in the past"),
                    "Set the clock (`timedatectl set-ntp true`): certificates are judged by it.");
  }
  return {dateText(now)};
}

Doctor::Report Doctor::trust() {
  const home::TrustAnchors anchors = identity::anchorsFrom(options_.ca, home::Home::find(options_.home));
  const home::CertificateFacts facts = anchors.certificates().facts(0);
  const std::size_t more = anchors.certificates().size() - 1;
  const std::string text =
      fmt::format("{}{}", facts.subject, more == 0 ? std::string() : fmt::format(" and {} more", more));
  if (more == 0 && std::time(nullptr) > facts.notAfter) {
    return {text, fmt::format("It expired at {}: make a new authority.", dateText(facts.notAfter))};
  }
  return {text};
}

void Doctor::addNetworkFindings(const client::Timeline& timeline, const std::string& address,
                                client::Stage reached, const std::optional<UserError>& failure) {
  const auto add = [&](const char* name, client::Stage stage, const std::string& text) {
    if (reached > stage || (reached == stage && !failure)) {
      findings_.push_back({name, CheckResult::State::ok, text, ""});
    } else if (reached == stage) {
      findings_.push_back({name, CheckResult::State::failed, failure->what(), failure->next()});
    } else {
      skip(name, kNeedsMore);
    }
  };
  add("name", client::Stage::lookUp, fmt::format("look-up took {}", took(timeline, "look-up")));
  add("TCP", client::Stage::connect, fmt::format("connected to {} in {}", address, took(timeline, "TCP")));
}

void Doctor::connectTcpOnly(const client::Peer& peer) {
  port::SystemClock clock;
  client::Timeline timeline;
  client::ObservedTransport transport(timeline, timeline.lane("network"), clock);
  Status status = transport.open(peer.host.c_str(), peer.port, clock.now());
  while (status == Status::ok || status == Status::wouldBlock) {
    status = transport.pollOpen(clock.now());
    if (status == Status::ok) break;
    clock.sleepFor(std::chrono::milliseconds(1));  // as exactly as the times are shown, or nearly
  }
  std::optional<UserError> failure;
  client::Stage reached = transport.lookedUp() ? client::Stage::connect : client::Stage::lookUp;
  if (status != Status::ok) failure.emplace(client::endingError({reached, status, {}, {}}, peer));
  addNetworkFindings(timeline, transport.peerAddress(), reached, failure);
  skip("TLS", kNeedsMore);
  skip("broker", kNeedsMore);
}

void Doctor::connectFully(const client::Settings& settings) {
  Examination events;
  client::PcConnection connection(credentials_.get(), context_.chip().worldClock(), settings, events);
  events.attach(connection);
  connection.start();
  connection.runUntil([&] { return events.agreement() || events.failure(); });
  const auto& failure = events.failure();
  const client::Stage reached = events.reached();
  const client::Timeline& timeline = connection.timeline();
  addNetworkFindings(timeline, connection.peerAddress(), reached, failure);
  check("TLS", reached >= client::Stage::handshake, [&]() -> Report {
    if (reached == client::Stage::handshake || (failure && failure->code() == Exit::tls))
      throw UserError(*failure);
    return {fmt::format("handshake took {}", took(timeline, "TLS"))};
  });
  check("broker", findings_.back().state == CheckResult::State::ok, [&]() -> Report {
    if (failure) throw UserError(*failure);
    return {fmt::format("took {} in; {}, {}", settings.clientId, events.agreement()->suite,
                        settings.version == mqtt::Version::v5 ? "MQTT 5" : "MQTT 3.1.1")};
  });
  connection.stop();
}

void Doctor::network(bool credentials) {
  std::optional<client::Settings> settings;
  std::optional<client::Peer> peer;
  const auto record = identity_ ? identity_->record() : std::nullopt;
  try {
    peer = peerOf(options_, record);
    if (credentials) {
      settings = settingsFor(options_, record, credentials_->chain().facts(0).commonName);
    }
  } catch (const UserError& error) {
    findings_.push_back({"name", CheckResult::State::failed, error.what(), error.next()});
    for (const char* name : {"TCP", "TLS", "broker"}) skip(name, kNeedsMore);
    return;
  }
  if (settings) {
    connectFully(*settings);
  } else {
    connectTcpOnly(*peer);
  }
}

const std::vector<CheckResult>& Doctor::examine() {
  const bool found = check("chip", true, [this] { return chip(); });
  const bool reliable = check("bus", found, [this] { return bus(); });
  const bool recorded = check("record", reliable, [this] { return record(); });
  const bool configured = check("configuration", reliable, [this] { return configuration(); });
  const bool paired = check("pairing secret", configured && recorded, [this] { return pairing(); });
  const bool keyed = check("key", configured, [this] { return key(); });
  const bool trusting = check("trust", true, [this] { return trust(); });
  const bool certified =
      check("certificate", recorded && paired && keyed && trusting, [this] { return certificate(); });
  const bool timed = check("clock", true, [this] { return clock(); });
  if (reliable && !recorded && options_.host.empty()) {
    for (const char* name : {"name", "TCP", "TLS", "broker"}) skip(name, kNeedsMore);
  } else {
    network(certified && timed);
  }
  return findings_;
}

}  // namespace signet::cli
