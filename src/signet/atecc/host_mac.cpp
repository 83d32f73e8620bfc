#include "signet/atecc/host_mac.h"

#include "signet/atecc/command.h"
#include "signet/core/secure.h"

namespace signet::atecc {
namespace {

constexpr std::array<std::uint8_t, 32> kZeros{};

Bytes zeros(std::size_t count) {
  return Bytes(kZeros).first(count);
}

/// Builds one message piece by piece, in the order of the datasheet's tables.
class Message {
 public:
  explicit Message(const HostMac& host) : host_(host) { host_.sha.start(); }

  Message& add(Bytes piece) {
    host_.sha.update(piece);
    return *this;
  }
  Message& add(std::uint8_t byte) { return add(Bytes(&byte, 1)); }
  Message& command(Opcode opcode, std::uint8_t p1, std::uint16_t p2) {
    const std::uint8_t head[] = {static_cast<std::uint8_t>(opcode), p1, static_cast<std::uint8_t>(p2),
                                 static_cast<std::uint8_t>(p2 >> 8)};
    return add(head);
  }
  Message& sn8() { return add(serial(8, 1)); }
  Message& sn01() { return add(serial(0, 2)); }
  /// SN8 SN0 SN1, the same in every chip of one customer.
  Message& sn801() { return sn8().sn01(); }
  Message& sn47(bool included) { return add(included ? serial(4, 4) : zeros(4)); }
  Message& sn23(bool included) { return add(included ? serial(2, 2) : zeros(2)); }
  Digest finish() { return host_.sha.finish(); }

 private:
  Bytes serial(std::size_t offset, std::size_t count) const {
    return Bytes(host_.serial).subspan(offset, count);
  }
  const HostMac& host_;
};

Block exclusiveOr(const Block& a, const Block& b) {
  Block out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = a[i] ^ b[i];
  return out;
}

constexpr std::uint8_t kTempKeyFromInput = 0x04;

/// 96 bytes: content, opcode and parameters, serial number, zeros, TempKey.
Digest genDigPlain(const HostMac& host, std::uint8_t zone, std::uint16_t p2, const Block& content,
                   const Digest& tempKey) {
  return Message(host)
      .add(content)
      .command(Opcode::genDig, zone, p2)
      .sn801()
      .add(zeros(25))
      .add(tempKey)
      .finish();
}

}  // namespace

Digest HostMac::nonce(const Block& randOut, const NumIn& numIn, Seed seed) const {
  return Message(*this)
      .add(randOut)
      .add(numIn)
      .add(static_cast<std::uint8_t>(Opcode::nonce))
      .add(static_cast<std::uint8_t>(seed))
      .add(std::uint8_t{0})
      .finish();
}

Digest HostMac::nonceFromTempKey(const Digest& tempKey, const NumIn& numIn, Seed seed) const {
  // Only the low byte of Param2 is part of the message, so this is the same as with a random number.
  return nonce(tempKey, numIn, seed);
}

Digest HostMac::genDigConfig(unsigned block, const Block& content, const Digest& tempKey) const {
  return genDigPlain(*this, GenDigZone::config, static_cast<std::uint16_t>(block), content, tempKey);
}

Digest HostMac::genDigOtp(unsigned block, const Block& content, const Digest& tempKey) const {
  return genDigPlain(*this, GenDigZone::otp, static_cast<std::uint16_t>(block), content, tempKey);
}

Digest HostMac::genDigSlot(Slot slot, const Block& key, const Digest& tempKey) const {
  return genDigPlain(*this, GenDigZone::data, keyId(slot), key, tempKey);
}

Digest HostMac::genDigNoMac(const Word& otherData, const Block& key, const Digest& tempKey) const {
  return Message(*this).add(key).add(otherData).sn801().add(zeros(25)).add(tempKey).finish();
}

Digest HostMac::genDigShared(const Block& other, bool tempKeyFirst, const Digest& tempKey,
                             std::uint8_t tag) const {
  const Block& first = tempKeyFirst ? tempKey : other;
  const Block& last = tempKeyFirst ? other : tempKey;
  // The high byte of Param2 is left out of the message: bit 15 only says which comes first.
  return genDigPlain(*this, GenDigZone::shared, tag, first, last);
}

Digest HostMac::genDigCounter(CounterId id, std::uint32_t count, const Digest& tempKey) const {
  const std::uint8_t value[] = {static_cast<std::uint8_t>(count), static_cast<std::uint8_t>(count >> 8),
                                static_cast<std::uint8_t>(count >> 16),
                                static_cast<std::uint8_t>(count >> 24)};
  return Message(*this)
      .add(zeros(32))
      .command(Opcode::genDig, GenDigZone::counter, static_cast<std::uint16_t>(id))
      .sn801()
      .add(zeros(1))
      .add(value)
      .add(zeros(20))
      .add(tempKey)
      .finish();
}

Digest HostMac::genDigKeyConfig(Slot slot, const std::array<std::uint8_t, 2>& slotConfig,
                                const std::array<std::uint8_t, 2>& keyConfig, bool unlocked,
                                const Digest& tempKey) const {
  return Message(*this)
      .add(zeros(32))
      .command(Opcode::genDig, GenDigZone::keyConfig, keyId(slot))
      .sn801()
      .add(zeros(1))
      .add(slotConfig)
      .add(keyConfig)
      .add(static_cast<std::uint8_t>(unlocked ? 1 : 0))
      .add(zeros(19))
      .add(tempKey)
      .finish();
}

Digest HostMac::mac(Slot slot, const MacMode& mode, const Block& first, const Block& second) const {
  return Message(*this)
      .add(first)
      .add(second)
      .command(Opcode::mac, mode.param1(), keyId(slot))
      .add(zeros(11))
      .sn8()
      .sn47(mode.includeSerial)
      .sn01()
      .sn23(mode.includeSerial)
      .finish();
}

Digest HostMac::hmac(Slot slot, const HmacMode& mode, const Block& key, const Digest& tempKey) const {
  constexpr std::size_t kHashBlock = 64;
  std::array<std::uint8_t, kHashBlock> pad{};
  const ZeroOnExit wipe{MutableBytes(pad)};
  const auto fillPad = [&](std::uint8_t with) {
    for (std::size_t i = 0; i < kHashBlock; ++i) pad[i] = (i < key.size() ? key[i] : 0) ^ with;
  };
  fillPad(0x36);
  const Digest inner = Message(*this)
                           .add(pad)
                           .add(zeros(32))
                           .add(tempKey)
                           .command(Opcode::hmac, mode.param1(), keyId(slot))
                           .add(zeros(11))
                           .sn8()
                           .sn47(mode.includeSerial)
                           .sn01()
                           .sn23(mode.includeSerial)
                           .finish();
  fillPad(0x5C);
  return Message(*this).add(pad).add(inner).finish();
}

Digest HostMac::checkMac(const Block& first, const Block& second, const CheckMacOtherData& otherData) const {
  const Bytes other = otherData;
  return Message(*this)
      .add(first)
      .add(second)
      .add(other.first(4))
      .add(zeros(8))
      .add(other.subspan(4, 3))
      .sn8()
      .add(other.subspan(7, 4))
      .sn01()
      .add(other.subspan(11, 2))
      .finish();
}

CheckMacOtherData HostMac::otherDataOfMac(Slot slot, const MacMode& mode) const {
  CheckMacOtherData data{};
  data[0] = static_cast<std::uint8_t>(Opcode::mac);
  data[1] = mode.param1();
  data[2] = static_cast<std::uint8_t>(slot.number());
  if (mode.includeSerial) {
    copy(Bytes(serial).subspan(4, 4), MutableBytes(data).from(7));
    copy(Bytes(serial).subspan(2, 2), MutableBytes(data).from(11));
  }
  return data;
}

HostMac::EncryptedBlock HostMac::encryptBlock(MemoryAddress address, const Block& plaintext,
                                              const Digest& tempKey) const {
  const auto zone = static_cast<std::uint8_t>(address.zone());
  return encryptBlock(static_cast<std::uint8_t>(0xC0 | zone), address.param2(), plaintext, tempKey);
}

HostMac::EncryptedBlock HostMac::encryptBlock(std::uint8_t param1, std::uint16_t param2,
                                              const Block& plaintext, const Digest& tempKey) const {
  const Digest mac = Message(*this)
                         .add(tempKey)
                         .command(Opcode::write, param1, param2)
                         .sn801()
                         .add(zeros(25))
                         .add(plaintext)
                         .finish();
  return {exclusiveOr(plaintext, tempKey), mac};
}

Block HostMac::decryptBlock(const Block& ciphertext, const Digest& tempKey) {
  return exclusiveOr(ciphertext, tempKey);
}

Digest HostMac::deriveKey(Slot target, bool tempKeyFromInput, const Block& source,
                          const Digest& tempKey) const {
  return Message(*this)
      .add(source)
      .command(Opcode::deriveKey, tempKeyFromInput ? kTempKeyFromInput : 0, keyId(target))
      .sn801()
      .add(zeros(25))
      .add(tempKey)
      .finish();
}

Digest HostMac::deriveKeyMac(Slot target, bool tempKeyFromInput, const Block& parent) const {
  return Message(*this)
      .add(parent)
      .command(Opcode::deriveKey, tempKeyFromInput ? kTempKeyFromInput : 0, keyId(target))
      .sn801()
      .finish();
}

HostMac::EncryptedPrivateKey HostMac::encryptPrivateKey(Slot slot, const Block& privateKey,
                                                        const Digest& tempKey) const {
  constexpr std::uint8_t kEncrypted = 0x40;
  constexpr std::size_t kPadding = 4;
  EncryptedPrivateKey out{};
  copy(privateKey, MutableBytes(out.ciphertext).from(kPadding));
  out.mac = Message(*this)
                .add(tempKey)
                .command(Opcode::privWrite, kEncrypted, keyId(slot))
                .sn801()
                .add(zeros(21))
                .add(out.ciphertext)
                .finish();
  // 36 bytes of key stream: TempKey, then the start of its digest.
  Digest more = sha.digestOf(tempKey);
  const ZeroOnExit wipe{MutableBytes(more)};
  for (std::size_t i = 0; i < out.ciphertext.size(); ++i) {
    out.ciphertext[i] ^= i < tempKey.size() ? tempKey[i] : more[i - tempKey.size()];
  }
  return out;
}

Digest HostMac::genKeyDigest(Slot slot, bool created, const PublicKey& key, const Digest& tempKey) const {
  const GenKeyOtherData parameters{static_cast<std::uint8_t>(created ? 0x0C : 0x08),
                                   static_cast<std::uint8_t>(slot.number()), 0};
  return storedKeyDigest(parameters, key, tempKey);
}

Digest HostMac::storedKeyDigest(const GenKeyOtherData& otherData, const PublicKey& key,
                                const Digest& tempKey) const {
  return Message(*this)
      .add(tempKey)
      .add(static_cast<std::uint8_t>(Opcode::genKey))
      .add(otherData)
      .sn801()
      .add(zeros(25))
      .add(key.bytes)
      .finish();
}

VerifyOtherData HostMac::verifyOtherData(const SlotStatement& s) const {
  const VolatileState& t = s.tempKey;
  VerifyOtherData data{};
  data[0] = s.mode.param1();
  data[1] = static_cast<std::uint8_t>(s.signer.number());
  copy(s.slotConfig, MutableBytes(data).from(3));
  copy(s.keyConfig, MutableBytes(data).from(5));
  data[7] = static_cast<std::uint8_t>((t.tempKeyNoMac ? 0x80 : 0) | (t.tempKeyGenKey ? 0x40 : 0) |
                                      (t.tempKeyGenDig ? 0x20 : 0) | (t.tempKeyFromInput ? 0x10 : 0) |
                                      (t.tempKeySlot & 0x0F));
  if (s.mode.includeSerial) {
    copy(Bytes(serial).subspan(4, 4), MutableBytes(data).from(10));
    copy(Bytes(serial).subspan(2, 2), MutableBytes(data).from(14));
  }
  data[16] = s.unlocked ? 1 : 0;
  data[17] = s.publicKeyValid ? 1 : 0;
  return data;
}

Digest HostMac::signInternal(const SlotStatement& statement, const Digest& tempKey) const {
  return validate(verifyOtherData(statement), tempKey);
}

Digest HostMac::validate(const VerifyOtherData& otherData, const Digest& tempKey) const {
  const Bytes other = otherData;
  return Message(*this)
      .add(tempKey)
      .add(static_cast<std::uint8_t>(Opcode::sign))
      .add(other.first(10))
      .sn8()
      .add(other.subspan(10, 4))
      .sn01()
      .add(other.subspan(14, 5))
      .finish();
}

}  // namespace signet::atecc
