#include "host/emulator/board/board_type.h"

#include "host/emulator/board/link.h"
#include "host/emulator/board/mps2_peripherals.h"
#include "host/emulator/board/nodemcu_peripherals.h"

namespace signet::emulator {
namespace {

template <typename Kind>
std::unique_ptr<Peripherals> make(EdgeWire& wire, Peripherals::Hooks hooks) {
  return std::make_unique<Kind>(wire, std::move(hooks));
}

constexpr const char* kLx106[] = {"-M", "lx60-nommu", "-cpu", "lx106", "-semihosting"};
/// At 80 MHz the LX106 makes about 62.5 million instructions a second (1.28 cycles each): 16 ns.
constexpr BoardSpeed kLx106Speeds[] = {{80, 4}, {160, 3}};

constexpr const char* kCortexM3[] = {"-M",        "mps2-an385",          "-cpu",
                                     "cortex-m3", "-semihosting-config", "enable=on,target=native"};
/// A Cortex-M3 makes an instruction in 1.25 cycles or so, which at 25 MHz are 50 ns: between 32 and 64.
constexpr BoardSpeed kCortexM3Speeds[] = {{25, 5}};

}  // namespace

const BoardType kNodemcu{
    .name = "nodemcu",
    .processor = "ESP8266",
    .qemu = "qemu-system-xtensa",
    .package = "qemu-system-misc",
    .arguments = kLx106,
    .network = "user,id=net0",
    .speeds = kLx106Speeds,
    .cyclesPerMicrosecond = 40,
    .settingsAddress = 0x402F0000,
    .strictMemory = kLinkStrictMemory,
    .peripherals = &make<NodemcuPeripherals>,
};

const BoardType kMps2{
    .name = "mps2",
    .processor = "MPS2",
    .qemu = "qemu-system-arm",
    .package = "qemu-system-arm",
    .arguments = kCortexM3,
    .network = "user,model=lan9118,id=net0",
    .speeds = kCortexM3Speeds,
    .cyclesPerMicrosecond = 25,
    .settingsAddress = 0x0003C000,
    .strictMemory = 0,
    .peripherals = &make<Mps2Peripherals>,
};

std::span<const BoardType* const> boardTypes() {
  static constexpr const BoardType* kAll[] = {&kNodemcu, &kMps2};
  return kAll;
}

}  // namespace signet::emulator
