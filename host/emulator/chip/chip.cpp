#include "host/emulator/chip/chip.h"

#include "host/emulator/chip/engine/engine.h"

namespace signet::emulator {

class Chip::Impl : public Engine {
 public:
  using Engine::Engine;
};

Chip::Chip(const Eeprom& content, const ChipOptions& options)
    : impl_(std::make_unique<Impl>(content, options)) {}

Chip::Chip(const Chip& other) : impl_(std::make_unique<Impl>(*other.impl_)) {
  impl_->setListener(nullptr);
}

Chip& Chip::operator=(const Chip& other) {
  if (this != &other) *this = Chip(other);
  return *this;
}

Chip::Chip(Chip&&) noexcept = default;
Chip& Chip::operator=(Chip&&) noexcept = default;
Chip::~Chip() = default;

void Chip::powerOn(Time now) {
  impl_->powerOn(now);
}
void Chip::powerOff(Time now) {
  impl_->powerOff(now);
}
bool Chip::powered() const {
  return impl_->mode() != Mode::off;
}

bool Chip::start(Time now, std::uint8_t addressByte) {
  return impl_->start(now, addressByte);
}
bool Chip::write(Time now, std::uint8_t byte) {
  return impl_->write(now, byte);
}
std::uint8_t Chip::read(Time now) {
  return impl_->read(now);
}
void Chip::stop(Time now) {
  impl_->stop(now);
}
void Chip::sdaLow(Time now, Duration low) {
  impl_->sdaLow(now, low);
}

const Eeprom& Chip::eeprom() const {
  return impl_->eeprom();
}

void Chip::advance(Time now) {
  impl_->advance(now);
}
std::optional<Time> Chip::nextEvent() const {
  return impl_->nextEvent();
}

Chip::Mode Chip::mode() const {
  return impl_->mode();
}
const ChipOptions& Chip::options() const {
  return impl_->options();
}
void Chip::arm(const ChipFault& fault) {
  impl_->arm(fault);
}
void Chip::strikeWatchdog(Time now) {
  impl_->strikeWatchdog(now);
}
void Chip::setListener(ChipListener* listener) {
  impl_->setListener(listener);
}

}  // namespace signet::emulator
