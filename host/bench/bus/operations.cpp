#include "host/bench/bus/operations.h"

#include <vector>

namespace signet::bench {
namespace {

using atecc::Device;
using In = BenchInputs;

Status randomNonceSign(Device& chip, const In& in) {
  const Result<atecc::Block> numbers = chip.random();
  if (!numbers.ok()) return numbers.status();
  return chip.signDigest(in.slots.key, *numbers).status();
}

Status readSlot(Device& chip, const In& in) {
  std::array<std::uint8_t, 416> content;
  return chip.readSlot(in.slots.data, 0, content);
}

Status genDig(Device& chip, const In& in) {
  SIGNET_TRY(chip.loadTempKey(in.digest));
  return chip.genDigSlot(in.slots.secret);
}

Status sha(Device& chip, const In& in) {
  std::array<std::uint8_t, 96> message{};
  copy(in.digest, message);
  return chip.sha(message).status();
}

Status writeBlock(Device& chip, const In& in) {
  return chip.writeBlock(atecc::MemoryAddress::slot(in.slots.data, 0), in.digest);
}

// clang-format off
const std::vector<Operation>& table() {
  using namespace exchange;
  static const std::vector<Operation> operations = {
    {"wake", true, false, {true, {}},
     [](Device& chip, const In&) { return chip.session().wake(); }},
    {"info", false, false, {false, {info()}},
     [](Device& chip, const In&) { return chip.revision().status(); }},
    {"random", false, false, {false, {random()}},
     [](Device& chip, const In&) { return chip.random().status(); }},
    {"nonce", false, false, {false, {nonceRandom()}},
     [](Device& chip, const In&) { return chip.nonce({}).status(); }},
    {"read config zone", false, false, {false, {readBlocks(4)}},
     [](Device& chip, const In&) { return chip.readConfig().status(); }},
    {"wake+read config zone", true, false, {true, {readBlocks(4)}},
     [](Device& chip, const In&) { return chip.readConfig().status(); }},
    {"read word", false, false, {false, {readWord()}},
     [](Device& chip, const In&) { return chip.readWord(atecc::MemoryAddress::config(0)).status(); }},
    {"read slot (416 bytes)", false, false, {false, {readBlocks(13)}}, readSlot},
    {"write block", false, true, {false, {exchange::writeBlock()}}, writeBlock},
    {"counter", false, false, {false, {counter()}},
     [](Device& chip, const In&) { return chip.counter(atecc::CounterId::counter0).status(); }},
    {"genkey", false, true, {false, {genKey()}},
     [](Device& chip, const In& in) { return chip.createKey(in.slots.key).status(); }},
    {"public key", false, false, {false, {genKey()}},
     [](Device& chip, const In& in) { return chip.publicKey(in.slots.key).status(); }},
    {"nonce+sign", false, false, {false, {nonceLoad(), sign()}},
     [](Device& chip, const In& in) { return chip.signDigest(in.slots.key, in.digest).status(); }},
    {"random+nonce+sign", false, false, {false, {random(), nonceLoad(), sign()}}, randomNonceSign},
    {"ecdh", false, false, {false, {ecdh()}},
     [](Device& chip, const In& in) { return chip.ecdh(in.slots.key, in.key).status(); }},
    {"nonce+verify", false, false, {false, {nonceLoad(), verifyExternal()}},
     [](Device& chip, const In& in) { return chip.verifyDigest(in.key, in.digest, in.signature); }},
    {"mac", false, false, {false, {mac()}},
     [](Device& chip, const In& in) { return chip.mac(in.slots.secret, {}, in.digest).status(); }},
    {"nonce+gendig", false, false, {false, {nonceLoad(), exchange::genDig()}}, genDig},
    {"sha (96 bytes)", false, false, {false, {shaStart(), shaUpdate(), shaEnd(32)}}, sha},
  };
  return operations;
}
// clang-format on

}  // namespace

std::span<const Operation> operations() {
  return table();
}

Result<BenchInputs> prepareInputs(atecc::Device& chip, const BenchSlots& slots) {
  BenchInputs inputs;
  inputs.slots = slots;
  for (std::size_t i = 0; i < inputs.digest.size(); ++i) inputs.digest[i] = static_cast<std::uint8_t>(i);
  SIGNET_ASSIGN(inputs.key, chip.publicKey(slots.key));
  SIGNET_ASSIGN(inputs.signature, chip.signDigest(slots.key, inputs.digest));
  return inputs;
}

}  // namespace signet::bench
