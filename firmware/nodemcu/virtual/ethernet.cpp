// The OpenCores Ethernet controller of the virtual machine. It stands where Wi-Fi is on a real board; its
// frames are kept in memory of its own, none of it dRAM.
//
// OpenCores Ethernet IP Core Specification, rev. 1.19: registers (section 3), buffer descriptors (section 4).
#include "firmware/common/ethernet.h"

#include <lwip/pbuf.h>

#include <algorithm>
#include <cstdint>

#include "firmware/common/memory_access.h"

namespace signet::firmware {
namespace {

// Where QEMU's lx60 board has it.
constexpr std::uint32_t kRegisters = 0x9D030000;
constexpr std::uint32_t kDescriptors = 0x9D030400;
constexpr std::uint32_t kFrames = 0x9D800000;

enum Register : std::uint32_t {
  moder = 0x00,
  intSource = 0x04,
  intMask = 0x08,
  packetLen = 0x18,
  txBdNum = 0x20,
  macAddr0 = 0x40,
  macAddr1 = 0x44,
};

// MODER. Its bit BRO stays 0: a one would refuse broadcast frames.
constexpr std::uint32_t kReceiveEnable = 1, kTransmitEnable = 1U << 1, kFullDuplex = 1U << 10;
constexpr std::uint32_t kReset = 1U << 11, kCrcEnable = 1U << 13, kPad = 1U << 15;
constexpr std::uint32_t kFrameReceived = 1U << 2;  // INT_SOURCE, INT_MASK
// Buffer descriptors. The length is in the upper half.
constexpr std::uint32_t kReady = 1U << 15;  // to be sent, or: empty, may be received into
constexpr std::uint32_t kInterrupt = 1U << 14, kWrap = 1U << 13, kPadFrame = 1U << 12, kAppendCrc = 1U << 11;

constexpr unsigned kReceiveBuffers = 8;
constexpr std::uint32_t kBufferSize = 1536;
constexpr std::uint32_t kCrcSize = 4;
constexpr const auto& kAddress = kEthernetAddress;

volatile std::uint32_t& reg(Register offset) {
  return at(kRegisters + offset);
}
volatile std::uint32_t& status(unsigned descriptor) {
  return at(kDescriptors + descriptor * 8);
}
/// Descriptor 0 sends, the others receive.
std::uint32_t frameOf(unsigned descriptor) {
  return kFrames + descriptor * kBufferSize;
}
void* memory(std::uint32_t address) {
  return reinterpret_cast<void*>(address);  // NOLINT(performance-no-int-to-ptr): the controller's memory
}

unsigned nextReceived = 1;

void giveBack(unsigned descriptor) {
  status(descriptor) = kReady | kInterrupt | (descriptor == kReceiveBuffers ? kWrap : 0);
}

err_t send(netif* /*interface*/, pbuf* frame) {
  if ((status(0) & kReady) != 0) return ERR_MEM;
  const auto size =
      static_cast<std::uint16_t>(std::min<std::uint32_t>(frame->tot_len - ETH_PAD_SIZE, kBufferSize));
  pbuf_copy_partial(frame, memory(frameOf(0)), size, ETH_PAD_SIZE);
  status(0) = static_cast<std::uint32_t>(size) << 16 | kReady | kWrap | kPadFrame | kAppendCrc;
  return ERR_OK;
}

/// A frame for which lwIP has no room is lost, as on any network.
void receive(netif& interface, unsigned descriptor) {
  const std::uint32_t whole = status(descriptor) >> 16;
  if (whole <= kCrcSize) return;
  const auto size = static_cast<std::uint16_t>(whole - kCrcSize);
  pbuf* const frame = pbuf_alloc(PBUF_RAW, static_cast<std::uint16_t>(size + ETH_PAD_SIZE), PBUF_POOL);
  if (frame == nullptr) return;
  pbuf_take_at(frame, memory(frameOf(descriptor)), size, ETH_PAD_SIZE);
  if (interface.input(frame, &interface) != ERR_OK) pbuf_free(frame);
}

}  // namespace

err_t ethernetInit(netif* interface) {
  describeEthernet(*interface, send);
  reg(moder) = kReset;
  reg(moder) = kPad | kCrcEnable;
  reg(txBdNum) = 1;
  reg(macAddr0) =
      static_cast<std::uint32_t>(kAddress[2]) << 24 | kAddress[3] << 16 | kAddress[4] << 8 | kAddress[5];
  reg(macAddr1) = static_cast<std::uint32_t>(kAddress[0]) << 8 | kAddress[1];
  reg(packetLen) = 64U << 16 | kBufferSize;
  for (unsigned descriptor = 0; descriptor <= kReceiveBuffers; ++descriptor) {
    at(kDescriptors + descriptor * 8 + 4) = frameOf(descriptor);
    if (descriptor > 0) giveBack(descriptor);
  }
  status(0) = 0;
  reg(intMask) = kFrameReceived;
  reg(moder) = kPad | kCrcEnable | kFullDuplex | kTransmitEnable | kReceiveEnable;
  return ERR_OK;
}

void ethernetPoll(netif& interface) {
  reg(intSource) = kFrameReceived;  // writing a one clears it
  while ((status(nextReceived) & kReady) == 0) {
    receive(interface, nextReceived);
    giveBack(nextReceived);
    nextReceived = nextReceived == kReceiveBuffers ? 1 : nextReceived + 1;
  }
}

}  // namespace signet::firmware
