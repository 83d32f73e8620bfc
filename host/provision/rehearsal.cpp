#include "host/provision/rehearsal.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <random>

#include "host/base/errors.h"
#include "host/base/files.h"
#include "host/base/temporary_folder.h"
#include "host/emulator/bus/port.h"
#include "host/emulator/chip/chip.h"
#include "host/home/home.h"
#include "host/pki/authority.h"
#include "host/provision/enrol.h"
#include "host/provision/trial_connection.h"

namespace signet::provision {
namespace {

using atecc::Slot;

/// A board in software, in virtual time.
struct Board {
  explicit Board(const emulator::Eeprom& content) : chip(content) {
    bus.attach(chip);
    bus.wait(std::chrono::milliseconds(1));  // from power to the first wake pulse
  }

  emulator::VirtualTime time;
  emulator::VirtualBus bus{time, 400'000};
  emulator::Chip chip;
  emulator::BusPort port{bus};
  emulator::ClockPort clock{bus};
  atecc::Session session{port, clock};
  atecc::Device device{session};
};

class Stage {
 public:
  Stage(const Plan& plan, std::int64_t now, const RehearsalListener& listener)
      : plan_(plan),
        now_(now),
        listener_(listener),
        home_(home::Home(folder_.path())),
        files_(home_, plan.before.serial()),
        secret_(home::makePairingSecret(files_)),
        board_(copyOf(plan.before, plan.profile.slots, secret_.bytes())) {}

  Rehearsal play(const RehearsalOptions& options) {
    provision();
    enrolDevice();
    if (options.connect) connect(options);
    return done_;
  }

 private:
  void tell(const std::string& what) const {
    if (listener_) listener_(what);
  }

  /// The copy shows what the chip shows, so it has the same plan.
  void provision() {
    const Plan plan = makePlan(plan_.profile, readState(board_.device));
    const Instant begin = board_.clock.now();
    done_.applied = apply(board_.device, plan, files_, [this](const Step& step) { tell(step.what); });
    done_.provisioning = board_.clock.now() - begin;
    tell("The key signs, and its signature verifies");
    tellOfStandIn();
  }

  /// A chip never shows its secret. The copy opens with one that was made for it, whatever is kept of
  /// the real one.
  void tellOfStandIn() {
    const auto slot = plan_.profile.slots.find(profile::SlotUse::pairingSecret);
    done_.standInSecret = slot && plan_.before.config.dataLocked();
    if (!done_.standInSecret) return;
    tell(fmt::format("The copy's pairing secret in slot {} is a stand-in, not the chip's", slot->number()));
  }

  void enrolDevice() {
    authority_.emplace(pki::Authority::openOrMake(home_, now_));
    const Enrolment enrolment =
        enrol(board_.device, home_, *authority_, {.profile = plan_.profile.name}, now_);
    done_.deviceName = enrolment.record.name;
    done_.chainInChip = enrolment.chipHoldsChain;
    tell(fmt::format("A throwaway authority certifies it as {}{}", done_.deviceName,
                     done_.chainInChip ? "; the certificate is in the chip, and comes back from it" : ""));
    const auto slot = plan_.profile.slots.find(profile::SlotUse::certificate);
    const bool paired = slot && plan_.profile.slots.at(*slot).access == profile::SlotAccess::paired;
    done_.storedWithStandIn = done_.standInSecret && done_.chainInChip && paired;
  }

  void connect(const RehearsalOptions& options) {
    TrialConnection trial(board_.device, board_.clock, home_, plan_.profile.slots);
    const Trial outcome = trial.run(done_.deviceName, options.mosquitto, now_);
    done_.suite = outcome.suite;
    done_.topic = outcome.topic;
    done_.connecting = outcome.connecting;
    tell(fmt::format("mosquitto lets it in ({}), and gives back what it publishes", done_.suite));
  }

  const Plan& plan_;
  std::int64_t now_;
  const RehearsalListener& listener_;
  TemporaryFolder folder_{"signet-rehearsal"};  ///< the throwaway home
  home::Home home_;
  home::FolderFiles files_;
  Secret secret_;
  Board board_;
  std::optional<pki::Authority> authority_;
  Rehearsal done_;
};

/// Any number below the order of the curve is a private key; with its first byte 0 this one is.
void putStandInKey(emulator::Eeprom& copy, unsigned slot, std::random_device& random) {
  constexpr std::size_t kPadding = 4;  // a private key stands behind four bytes (datasheet section 4.1.1)
  const auto content = copy.slot(slot);
  std::generate(content.begin(), content.end(), [&] { return static_cast<std::uint8_t>(random()); });
  std::fill_n(content.begin(), kPadding + 1, std::uint8_t{0});
}

}  // namespace

emulator::Eeprom copyOf(const ChipState& state, const profile::SlotMap& map, Bytes pairing) {
  std::random_device random;
  emulator::Eeprom copy = emulator::Eeprom::factory(random());
  copy.config = state.config.bytes;
  copy.privateKeyValid = state.keys;
  for (unsigned number = 0; number < Slot::kCount; ++number) {
    if (state.hasKey(Slot::from(number).value())) putStandInKey(copy, number, random);
  }
  const auto slot = map.find(profile::SlotUse::pairingSecret);
  if (slot && state.config.dataLocked()) {
    std::copy(pairing.begin(), pairing.end(), copy.slot(slot->number()).begin());
  }
  return copy;
}

Rehearsal rehearse(const Plan& plan, std::int64_t now, const RehearsalOptions& options,
                   const RehearsalListener& listener) {
  try {
    return Stage(plan, now, listener).play(options);
  } catch (const UserError& error) {
    throw UserError(error.code(), fmt::format("In the rehearsal: {}", error.what()),
                    fmt::format("{} The chip itself was only read.", error.next()), error.status());
  }
}

}  // namespace signet::provision
