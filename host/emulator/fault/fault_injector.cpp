#include "host/emulator/fault/fault_injector.h"

#include <array>
#include <random>
#include <utility>

#include "host/emulator/bus/command_tracker.h"

namespace signet::emulator {

class FaultInjector::Impl {
 public:
  explicit Impl(FaultPlan plan) : plan_(std::move(plan)), random_(plan_.seed), states_(plan_.rules.size()) {
    strikes_.resize(plan_.rules.size());
  }

  const std::vector<std::uint64_t>& strikes() const { return strikes_; }
  std::uint64_t counted(FaultUnit unit) const { return counted_[static_cast<std::size_t>(unit)]; }

  void start(VirtualBus& bus, Time at, std::uint8_t addressByte) {
    if (inTransaction_) finishCommand(bus, at);  // a repeated Start ends what came before it
    inTransaction_ = true;
    address_ = addressByte >> 1;
    for (State& state : states_) state.here = false;
    onAddress_ = {};
    strikeTransfer(bus, at, FaultUnit::transaction);
    strikeTransfer(bus, at, (addressByte & 1) != 0 ? FaultUnit::read : FaultUnit::write);
    addressIsNext_ = true;
  }

  ByteFault byte(VirtualBus& bus, Time at) {
    ByteFault fault = std::exchange(onAddress_, {});
    isAddress_ = std::exchange(addressIsNext_, false);
    ++counted_[static_cast<std::size_t>(FaultUnit::byte)];
    forEachRule(FaultUnit::byte, [&](std::size_t i) {
      if (counts(i)) strike(bus, at, i, &fault, {});
    });
    return fault;
  }

  void byteTaken(std::uint8_t value, bool ack) {
    if (std::exchange(isAddress_, false)) {
      tracker_.onStart(value, ack);
    } else {
      tracker_.onByte(value, ack);
    }
  }

  void stop(VirtualBus& bus, Time at) {
    inTransaction_ = false;
    finishCommand(bus, at);
  }

  bool wake(VirtualBus& bus, Time at) {
    bool lost = false;
    address_ = kNoAddress;
    ++counted_[static_cast<std::size_t>(FaultUnit::wake)];
    forEachRule(FaultUnit::wake, [&](std::size_t i) {
      if (!due(i)) return;
      if (plan_.rules[i].effect.kind == FaultKind::lose) lost = true;
      strike(bus, at, i, nullptr, {});
    });
    return lost;
  }

 private:
  static constexpr std::uint8_t kNoAddress = 0xFF;

  struct State {
    std::uint64_t seen = 0;  ///< of the rule's unit, or of the transfers that its bytes are counted within
    std::uint64_t byte = 0;  ///< of this transfer
    bool here = false;       ///< this is the transfer that the rule's byte is in
  };

  template <typename Action>
  void forEachRule(FaultUnit unit, Action&& action) {
    for (std::size_t i = 0; i < plan_.rules.size(); ++i) {
      if (plan_.rules[i].trigger.unit == unit) action(i);
    }
  }

  bool addressFits(std::size_t i) const {
    const auto& address = plan_.rules[i].trigger.address;
    return !address || *address == address_;
  }

  /// Counts one more of the rule's unit. True: the fault happens now.
  bool due(std::size_t i) {
    const FaultTrigger& trigger = plan_.rules[i].trigger;
    if (!addressFits(i)) return false;
    ++states_[i].seen;
    if (trigger.number != 0) return states_[i].seen == trigger.number;
    return std::uniform_real_distribution<double>(0, 1)(random_) < trigger.probability;
  }

  /// The same for a byte, counted from the beginning or within a transfer.
  bool counts(std::size_t i) {
    const FaultTrigger& trigger = plan_.rules[i].trigger;
    if (!trigger.within) return due(i);
    return states_[i].here && ++states_[i].byte == trigger.number;
  }

  void strikeTransfer(VirtualBus& bus, Time at, FaultUnit unit) {
    ++counted_[static_cast<std::size_t>(unit)];
    forEachRule(unit, [&](std::size_t i) {
      if (due(i)) strike(bus, at, i, &onAddress_, {});
    });
    forEachRule(FaultUnit::byte, [&](std::size_t i) {
      const FaultTrigger& trigger = plan_.rules[i].trigger;
      if (trigger.within != unit || !addressFits(i)) return;
      states_[i].here = ++states_[i].seen == trigger.withinNumber;
      states_[i].byte = 0;
    });
  }

  void finishCommand(VirtualBus& bus, Time at) {
    const auto group = tracker_.onStop();
    if (group.empty()) return;
    ++counted_[static_cast<std::size_t>(FaultUnit::command)];
    forEachRule(FaultUnit::command, [&](std::size_t i) {
      const auto& opcode = plan_.rules[i].trigger.opcode;
      if ((!opcode || *opcode == group[1]) && due(i)) strike(bus, at, i, nullptr, victims(bus));
    });
  }

  /// The chips whose address this transaction has; all of them if none has it.
  std::vector<Chip*> victims(const VirtualBus& bus) const {
    std::vector<Chip*> all = bus.chips();
    std::vector<Chip*> chosen;
    for (Chip* chip : all) {
      if (chip->eeprom().config[16] >> 1 == address_) chosen.push_back(chip);
    }
    return chosen.empty() ? all : chosen;
  }

  void strike(VirtualBus& bus, Time at, std::size_t i, ByteFault* fault,
              const std::vector<Chip*>& commanded) {
    const FaultRule& rule = plan_.rules[i];
    ++strikes_[i];
    bus.reportFault(formatFaultRule(rule));
    if (fault != nullptr) applyToByte(rule.effect, *fault);
    if (rule.effect.kind == FaultKind::stuck) {
      bus.hold(rule.effect.scl ? Line::scl : Line::sda, rule.effect.duration);
    }
    for (Chip* chip : commanded.empty() ? victims(bus) : commanded) applyToChip(bus, at, rule.effect, *chip);
  }

  void applyToByte(const FaultEffect& effect, ByteFault& fault) {
    switch (effect.kind) {
      case FaultKind::flip:
        if (effect.bit == FaultEffect::kAckBit) {
          fault.flipAck = !fault.flipAck;
        } else {
          fault.flip ^=
              static_cast<std::uint8_t>(1U << (effect.bit == FaultEffect::kAnyBit ? drawBit() : effect.bit));
        }
        break;
      case FaultKind::nack: fault.nack = true; break;
      case FaultKind::lose: fault.lost = true; break;
      case FaultKind::doubled: fault.doubled = true; break;
      default: break;
    }
  }

  void applyToChip(VirtualBus& bus, Time at, const FaultEffect& effect, Chip& chip) {
    switch (effect.kind) {
      case FaultKind::late: chip.arm({.extraBusy = effect.duration.value_or(Duration::zero())}); break;
      case FaultKind::eccFault: chip.arm({.eccFault = true}); break;
      case FaultKind::wrongCrc: chip.arm({.wrongCrc = true}); break;
      case FaultKind::watchdog: bus.scheduleWatchdog(chip, at + effect.delay); break;
      case FaultKind::powerCut:
        bus.schedulePower(chip, at + effect.delay, false);
        if (effect.duration) bus.schedulePower(chip, at + effect.delay + *effect.duration, true);
        break;
      default: break;
    }
  }

  unsigned drawBit() { return std::uniform_int_distribution<unsigned>(0, 7)(random_); }

  FaultPlan plan_;
  std::mt19937_64 random_;
  std::vector<State> states_;
  std::vector<std::uint64_t> strikes_;
  std::array<std::uint64_t, 6> counted_{};
  CommandTracker tracker_;
  std::uint8_t address_ = kNoAddress;
  bool addressIsNext_ = false;
  bool isAddress_ = false;
  bool inTransaction_ = false;
  ByteFault onAddress_;
};

FaultInjector::FaultInjector(FaultPlan plan) : impl_(std::make_unique<Impl>(std::move(plan))) {}
FaultInjector::~FaultInjector() = default;

const std::vector<std::uint64_t>& FaultInjector::strikes() const {
  return impl_->strikes();
}
std::uint64_t FaultInjector::counted(FaultUnit unit) const {
  return impl_->counted(unit);
}

void FaultInjector::beforeStart(VirtualBus& bus, Time at, std::uint8_t addressByte) {
  impl_->start(bus, at, addressByte);
}
ByteFault FaultInjector::beforeByte(VirtualBus& bus, Time at, bool, std::uint8_t) {
  return impl_->byte(bus, at);
}
void FaultInjector::afterByte(VirtualBus&, std::uint8_t value, bool ack) {
  impl_->byteTaken(value, ack);
}
void FaultInjector::beforeStop(VirtualBus& bus, Time at) {
  impl_->stop(bus, at);
}
bool FaultInjector::beforeWake(VirtualBus& bus, Time at) {
  return impl_->wake(bus, at);
}

}  // namespace signet::emulator
