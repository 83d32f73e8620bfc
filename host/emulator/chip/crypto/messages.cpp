#include "host/emulator/chip/crypto/messages.h"

namespace signet::emulator {

namespace {

namespace opcode {
constexpr std::uint8_t kMac = 0x08;
constexpr std::uint8_t kHmac = 0x11;
constexpr std::uint8_t kWrite = 0x12;
constexpr std::uint8_t kGenDig = 0x15;
constexpr std::uint8_t kNonce = 0x16;
constexpr std::uint8_t kDeriveKey = 0x1C;
constexpr std::uint8_t kGenKey = 0x40;
constexpr std::uint8_t kSign = 0x41;
constexpr std::uint8_t kPrivWrite = 0x46;
}  // namespace opcode

constexpr std::uint8_t kIncludeSerial = 0x40;

/// A message of N bytes, filled from the front. Wiped at its end: most hold a key or TempKey.
template <std::size_t N>
class HashInput {
 public:
  HashInput& add(ByteSpan part) {
    SIGNET_CHECK(part.size() <= N - size_);
    std::copy(part.begin(), part.end(), bytes_.begin() + size_);
    size_ += part.size();
    return *this;
  }
  HashInput& add(std::uint8_t byte) { return add(ByteSpan(&byte, 1)); }
  HashInput& zeros(std::size_t count) {
    SIGNET_CHECK(count <= N - size_);
    size_ += count;  // bytes_ starts out as zeros
    return *this;
  }
  /// opcode || p1 || p2
  HashInput& command(std::uint8_t opcode, Params params) {
    return add(opcode).add(params.p1).add(low(params.p2)).add(high(params.p2));
  }
  /// SN[8] || SN[0:1], in every message so that it fits this one chip
  HashInput& serial(const SerialNumber& sn) { return add(sn[8]).add(sn[0]).add(sn[1]); }

  /// The complete message.
  const SecretBytes<N>& bytes() const {
    SIGNET_CHECK(size_ == N);
    return bytes_;
  }
  Digest digest() const { return sha256({bytes()}); }

  static std::uint8_t low(std::uint16_t value) { return static_cast<std::uint8_t>(value); }
  static std::uint8_t high(std::uint16_t value) { return static_cast<std::uint8_t>(value >> 8); }

 private:
  SecretBytes<N> bytes_;
  std::size_t size_ = 0;
};

using Message96 = HashInput<96>;
using Message88 = HashInput<88>;

/// SN[from:to] where p1 asks for the whole serial number, zeros where it does not.
template <std::size_t N>
void addOptionalSerial(HashInput<N>& message, Params params, const SerialNumber& serial, std::size_t from,
                       std::size_t count) {
  if (params.p1 & kIncludeSerial) {
    message.add(ByteSpan(serial).subspan(from, count));
  } else {
    message.zeros(count);
  }
}

/// The 88 bytes that MAC and HMAC share.
Message88 macMessage(Span32 first, Span32 second, std::uint8_t opcode, Params params,
                     const SerialNumber& serial) {
  Message88 message;
  message.add(first).add(second).command(opcode, params).zeros(8).zeros(3).add(serial[8]);
  addOptionalSerial(message, params, serial, 4, 4);
  message.add(ByteSpan(serial).first(2));
  addOptionalSerial(message, params, serial, 2, 2);
  return message;
}

}  // namespace

Digest nonceDigest(Span32 randomOrTempKey, std::span<const std::uint8_t, 20> numIn, Params params) {
  HashInput<55> message;
  message.add(randomOrTempKey).add(numIn).add(opcode::kNonce).add(params.p1);
  return message.add(message.low(params.p2)).digest();
}

namespace gendig {

namespace {

/// 15 || p1 || p2 || SN[8] || SN[0:1], behind `first`.
Message96 begin(Span32 first, Params params, const SerialNumber& serial) {
  Message96 message;
  return message.add(first).command(opcode::kGenDig, params).serial(serial);
}

constexpr std::array<std::uint8_t, 32> kZeros{};

}  // namespace

Digest ofValue(Span32 value, Params params, const SerialNumber& serial, Span32 tempKey) {
  return begin(value, params, serial).zeros(25).add(tempKey).digest();
}

Digest ofNoMacKey(Span32 key, std::span<const std::uint8_t, 4> otherData, const SerialNumber& serial,
                  Span32 tempKey) {
  return Message96().add(key).add(otherData).serial(serial).zeros(25).add(tempKey).digest();
}

Digest ofSharedNonce(Span32 otherData, Params params, const SerialNumber& serial, Span32 tempKey) {
  const bool tempKeyFirst = params.p2 & 0x8000;
  // The high byte of Param2 is hashed as zero in this zone.
  const Params hashed{params.p1, static_cast<std::uint16_t>(params.p2 & 0xFF)};
  return begin(tempKeyFirst ? tempKey : otherData, hashed, serial)
      .zeros(25)
      .add(tempKeyFirst ? otherData : tempKey)
      .digest();
}

Digest ofCounter(std::uint32_t count, Params params, const SerialNumber& serial, Span32 tempKey) {
  Message96 message = begin(kZeros, params, serial).zeros(1);
  for (unsigned shift = 0; shift < 32; shift += 8) message.add(static_cast<std::uint8_t>(count >> shift));
  return message.zeros(20).add(tempKey).digest();
}

Digest ofKeyConfig(const SlotState& slot, Params params, const SerialNumber& serial, Span32 tempKey) {
  return begin(kZeros, params, serial)
      .zeros(1)
      .add(slot.slotConfig)
      .add(slot.keyConfig)
      .add(slot.unlocked ? 1 : 0)
      .zeros(19)
      .add(tempKey)
      .digest();
}

}  // namespace gendig

Digest macDigest(Span32 first, Span32 second, Params params, const SerialNumber& serial) {
  return macMessage(first, second, opcode::kMac, params, serial).digest();
}

Digest hmacDigest(Span32 key, Span32 tempKey, Params params, const SerialNumber& serial) {
  constexpr std::array<std::uint8_t, 32> zeros{};
  return hmacSha256(key, macMessage(zeros, tempKey, opcode::kHmac, params, serial).bytes());
}

Digest checkMacDigest(Span32 first, Span32 second, std::span<const std::uint8_t, 13> otherData,
                      const SerialNumber& serial) {
  Message88 message;
  message.add(first).add(second).add(otherData.subspan<0, 4>()).zeros(8).add(otherData.subspan<4, 3>());
  message.add(serial[8]).add(otherData.subspan<7, 4>());
  message.add(ByteSpan(serial).first(2)).add(otherData.subspan<11, 2>());
  return message.digest();
}

Digest derivedKey(Span32 source, Params params, const SerialNumber& serial, Span32 tempKey) {
  return Message96()
      .add(source)
      .command(opcode::kDeriveKey, params)
      .serial(serial)
      .zeros(25)
      .add(tempKey)
      .digest();
}

Digest deriveKeyMac(Span32 parent, Params params, const SerialNumber& serial) {
  return HashInput<39>().add(parent).command(opcode::kDeriveKey, params).serial(serial).digest();
}

Digest publicKeyDigest(Span32 tempKey, std::span<const std::uint8_t, 3> abc, const SerialNumber& serial,
                       const p256::PublicKey& key) {
  return HashInput<128>()
      .add(tempKey)
      .add(opcode::kGenKey)
      .add(abc)
      .serial(serial)
      .zeros(25)
      .add(key)
      .digest();
}

Digest writeMac(Span32 tempKey, Params params, const SerialNumber& serial, Span32 plaintext) {
  return Message96()
      .add(tempKey)
      .command(opcode::kWrite, params)
      .serial(serial)
      .zeros(25)
      .add(plaintext)
      .digest();
}

SecretBytes<32> xorWithTempKey(Span32 value, Span32 tempKey) {
  SecretBytes<32> result;
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = value[i] ^ tempKey[i];
  return result;
}

Digest privWriteMac(Span32 tempKey, Params params, const SerialNumber& serial, const PrivWriteValue& value) {
  return Message96()
      .add(tempKey)
      .command(opcode::kPrivWrite, params)
      .serial(serial)
      .zeros(21)
      .add(value)
      .digest();
}

PrivWriteValue privWriteCipher(const PrivWriteValue& value, Span32 tempKey) {
  // 36 bytes need more than TempKey has: its digest supplies the last four.
  const Digest more = sha256({tempKey});
  PrivWriteValue result;
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = value[i] ^ (i < tempKey.size() ? tempKey[i] : more[i - tempKey.size()]);
  }
  return result;
}

SignInternalMessage signInternalMessage(Span32 tempKey, Params params, const TempKeyOrigin& origin,
                                        const SerialNumber& serial) {
  HashInput<55> message;
  message.add(tempKey).command(opcode::kSign, params);
  message.add(origin.slot.slotConfig).add(origin.slot.keyConfig).add(origin.flags).zeros(2).add(serial[8]);
  addOptionalSerial(message, params, serial, 4, 4);
  message.add(ByteSpan(serial).first(2));
  addOptionalSerial(message, params, serial, 2, 2);
  message.add(origin.slot.unlocked ? 1 : 0).add(origin.publicKeyValid ? 1 : 0).zeros(1);
  return message.bytes();
}

SignInternalMessage validateMessage(Span32 tempKey, std::span<const std::uint8_t, 19> otherData,
                                    const SerialNumber& serial) {
  HashInput<55> message;
  message.add(tempKey).add(opcode::kSign).add(otherData.first<10>()).add(serial[8]);
  message.add(otherData.subspan<10, 4>()).add(ByteSpan(serial).first(2)).add(otherData.last<5>());
  return message.bytes();
}

}  // namespace signet::emulator
