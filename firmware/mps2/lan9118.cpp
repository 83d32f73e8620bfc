// The LAN9118 of the MPS2 board (there a LAN9220, which has the same registers), as an
// lwIP network interface.
//
// SMSC LAN9118 datasheet, revision 1.5: section 3.12 (transmit), 3.13 (receive), 5 (registers). Frames go
// through FIFOs of the controller, word by word.
#include <lwip/pbuf.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "firmware/common/ethernet.h"
#include "firmware/common/memory_access.h"

namespace signet::firmware {
namespace {

constexpr std::uint32_t kController = 0x40200000;

enum Register : std::uint32_t {
  rxDataFifo = 0x00,
  txDataFifo = 0x20,
  rxStatusFifo = 0x40,
  irqCfg = 0x54,
  intSts = 0x58,
  intEn = 0x5C,
  fifoInt = 0x68,
  rxCfg = 0x6C,
  txCfg = 0x70,
  hwCfg = 0x74,
  rxFifoInf = 0x7C,
  txFifoInf = 0x80,
  macCsrCmd = 0xA4,
  macCsrData = 0xA8,
};
/// Behind MAC_CSR_CMD and MAC_CSR_DATA.
enum MacRegister : std::uint32_t { macCr = 1, addrH = 2, addrL = 3 };

constexpr std::uint32_t kSoftReset = 1, kMustBeOne = 1U << 20, kTxFifo5K = 5U << 16;       // HW_CFG
constexpr std::uint32_t kIrqEnable = 1U << 8, kIrqActiveHigh = 1U << 4, kIrqPushPull = 1;  // IRQ_CFG
constexpr std::uint32_t kRxStatusLevel = 1U << 3;  // INT_STS, INT_EN: more frames than FIFO_INT says
constexpr std::uint32_t kTxOn = 1U << 1, kTxStatusOverrun = 1U << 2;                      // TX_CFG
constexpr std::uint32_t kRxDataOffset = static_cast<std::uint32_t>(ETH_PAD_SIZE) << 8;    // RX_CFG
constexpr std::uint32_t kMacBusy = 1U << 31;                                              // MAC_CSR_CMD
constexpr std::uint32_t kFullDuplex = 1U << 20, kTransmit = 1U << 3, kReceive = 1U << 2;  // MAC_CR
constexpr std::uint32_t kFirstSegment = 1U << 13, kLastSegment = 1U << 12;                // command A
constexpr std::uint32_t kErrorSummary = 1U << 15;                                         // RX status
constexpr std::uint32_t kCrcSize = 4;

volatile std::uint32_t& reg(Register offset) {
  return at(kController + offset);
}

void writeMac(MacRegister number, std::uint32_t value) {
  reg(macCsrData) = value;
  reg(macCsrCmd) = kMacBusy | number;
  while ((reg(macCsrCmd) & kMacBusy) != 0) {
  }
}

constexpr std::uint32_t wordsOf(std::uint32_t bytes) {
  return (bytes + 3) / 4;
}

/// A part of a frame: the controller passes over the bytes before its first, so whole words can be read.
void sendSegment(const std::uint8_t* data, std::uint32_t size, std::uint32_t flags, std::uint32_t frameSize) {
  const std::uint32_t offset = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(data)) & 3;
  reg(txDataFifo) = offset << 16 | flags | size;
  reg(txDataFifo) = frameSize;
  const std::uint8_t* from = data - offset;
  for (std::uint32_t count = wordsOf(offset + size); count > 0; --count, from += 4) {
    std::uint32_t word;
    std::memcpy(&word, from, sizeof word);
    reg(txDataFifo) = word;
  }
}

err_t send(netif* /*interface*/, pbuf* frame) {
  const std::uint32_t size = frame->tot_len - ETH_PAD_SIZE;
  const std::uint32_t room = reg(txFifoInf) & 0xFFFF;
  if (size + 16U * pbuf_clen(frame) > room) return ERR_MEM;
  std::uint32_t flags = kFirstSegment;
  std::uint32_t skip = ETH_PAD_SIZE;
  for (const pbuf* part = frame; part != nullptr; part = part->next) {
    if (part->next == nullptr) flags |= kLastSegment;
    sendSegment(static_cast<const std::uint8_t*>(part->payload) + skip, part->len - skip, flags, size);
    flags = 0;
    skip = 0;
  }
  return ERR_OK;
}

void dropWords(std::uint32_t count) {
  for (; count > 0; --count) [[maybe_unused]] const std::uint32_t word = reg(rxDataFifo);
}

/// The controller puts ETH_PAD_SIZE bytes before the frame, as lwIP wants it. Buffers of the pool are whole
/// words, but the last one's length.
void receiveInto(pbuf* frame, std::uint32_t words) {
  for (pbuf* part = frame; part != nullptr; part = part->next) {
    auto* to = static_cast<std::uint8_t*>(part->payload);
    std::uint32_t count = std::min(wordsOf(part->len), words);
    words -= count;
    for (; count > 0; --count, to += 4) {
      const std::uint32_t word = reg(rxDataFifo);
      std::memcpy(to, &word, sizeof word);
    }
  }
  dropWords(words);
}

/// A frame for which lwIP has no room is lost, as on any network.
void receive(netif& interface) {
  const std::uint32_t status = reg(rxStatusFifo);
  const std::uint32_t whole = status >> 16 & 0x3FFF;
  const std::uint32_t words = wordsOf(ETH_PAD_SIZE + whole);
  if ((status & kErrorSummary) != 0 || whole <= kCrcSize) return dropWords(words);
  pbuf* const frame =
      pbuf_alloc(PBUF_RAW, static_cast<std::uint16_t>(ETH_PAD_SIZE + whole - kCrcSize), PBUF_POOL);
  if (frame == nullptr) return dropWords(words);
  receiveInto(frame, words);
  if (interface.input(frame, &interface) != ERR_OK) pbuf_free(frame);
}

}  // namespace

err_t ethernetInit(netif* interface) {
  describeEthernet(*interface, send);
  reg(hwCfg) = kSoftReset;
  while ((reg(hwCfg) & kSoftReset) != 0) {
  }
  reg(hwCfg) = kTxFifo5K | kMustBeOne;
  const auto& mac = kEthernetAddress;
  writeMac(addrH, static_cast<std::uint32_t>(mac[5]) << 8 | mac[4]);
  writeMac(addrL, static_cast<std::uint32_t>(mac[3]) << 24 | mac[2] << 16 | mac[1] << 8 | mac[0]);
  reg(rxCfg) = kRxDataOffset;
  reg(txCfg) = kTxOn | kTxStatusOverrun;
  writeMac(macCr, kFullDuplex | kTransmit | kReceive);
  reg(fifoInt) = 0;
  reg(irqCfg) = kIrqEnable | kIrqActiveHigh | kIrqPushPull;
  reg(intEn) = kRxStatusLevel;
  return ERR_OK;
}

void ethernetPoll(netif& interface) {
  reg(intSts) = kRxStatusLevel;  // writing a one clears it
  while ((reg(rxFifoInf) >> 16 & 0xFF) != 0) receive(interface);
}

}  // namespace signet::firmware
