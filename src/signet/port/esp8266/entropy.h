// HardwareEntropy: the ESP8266's random number register as an entropy source for TLS.
#pragma once

#include "signet/port/esp8266/registers.h"
#include "signet/tls/crypto.h"

namespace signet::port::esp8266 {

/// The register is random only while the radio runs (Wi-Fi on). TLS mixes what comes from here with the
/// secure element's own random numbers, so neither of the two has to be trusted alone.
class HardwareEntropy final : public tls::Entropy {
 public:
  explicit HardwareEntropy(Registers& registers) : registers_(registers) {}

 private:
  Status doFill(MutableBytes out) override {
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(registers_.read(reg::kRandom) >> 8);
    return Status::ok;
  }

  Registers& registers_;
};

}  // namespace signet::port::esp8266
