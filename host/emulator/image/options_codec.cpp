#include "host/emulator/image/options_codec.h"

#include <array>
#include <string_view>
#include <utility>

namespace signet::emulator {
namespace {

using OptionsJson = nlohmann::ordered_json;

template <typename Enum, std::size_t N>
using Names = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Names<Timing, 3> namesOf(Timing) {
  return {{{Timing::typical, "typical"}, {Timing::maximum, "maximum"}, {Timing::drawn, "drawn"}}};
}
constexpr Names<PartialRead, 2> namesOf(PartialRead) {
  return {{{PartialRead::allOnes, "allOnes"}, {PartialRead::nack, "nack"}}};
}
constexpr Names<AddressLatch, 3> namesOf(AddressLatch) {
  return {{{AddressLatch::wakeFromSleep, "wakeFromSleep"},
           {AddressLatch::powerUp, "powerUp"},
           {AddressLatch::atOnce, "atOnce"}}};
}
constexpr Names<SurplusData, 2> namesOf(SurplusData) {
  return {{{SurplusData::parseError, "parseError"}, {SurplusData::ignored, "ignored"}}};
}
constexpr Names<ErrorCode, 2> namesOf(ErrorCode) {
  return {{{ErrorCode::parseError, "parseError"}, {ErrorCode::executionError, "executionError"}}};
}
constexpr Names<CheckMacAuthorizes, 2> namesOf(CheckMacAuthorizes) {
  return {{{CheckMacAuthorizes::mode1Zero, "mode1Zero"}, {CheckMacAuthorizes::mode1One, "mode1One"}}};
}
constexpr Names<SelectorUpdate, 2> namesOf(SelectorUpdate) {
  return {{{SelectorUpdate::ifZero, "ifZero"}, {SelectorUpdate::ifNonZero, "ifNonZero"}}};
}
constexpr Names<BadEccInput, 2> namesOf(BadEccInput) {
  return {{{BadEccInput::eccFault, "eccFault"}, {BadEccInput::executionError, "executionError"}}};
}

/// Calls visit(name, member) for every option. Does not compile while an option is missing from it, so that
/// none can be forgotten in the files.
template <typename Options, typename Visit>
void forEachOption(Options& options, Visit&& visit) {
  auto& [timing, timingSeed, randomSeed, watchdog, longWatchdog, wakeThreshold, wakeDelay, seedRenewal,
         limitedUse, inputBufferSize, partialRead, addressLatch, surplusData, policiesBeforeDataLock,
         signPermissionBeforeDataLock, keysBeforeConfigLock, ecdhBeforeDataLock, updateExtraBeforeConfigLock,
         genDigClearsGenKeyData, shaEndIsInput, randomClearsTempKey, counterClearsTempKey, readClearsTempKey,
         chainedNonceIsRandom, infoEndsSha, communicationErrorClearsTempKey, badAddress, badMac,
         badLockSummary, otpLegacyWords, checkMacAuthorizes, checkMacCopiesInMode5, genDigCounterAndKeyConfig,
         hmacIgnoresLowModeBits, ecdhOverwritesLockedSlot, selectorUpdate, badEccInput] = options;
  visit("timing", timing);
  visit("timingSeed", timingSeed);
  visit("randomSeed", randomSeed);
  visit("watchdogNs", watchdog);
  visit("longWatchdogNs", longWatchdog);
  visit("wakeThresholdNs", wakeThreshold);
  visit("wakeDelayNs", wakeDelay);
  visit("seedRenewalNs", seedRenewal);
  visit("limitedUseNs", limitedUse);
  visit("inputBufferSize", inputBufferSize);
  visit("partialRead", partialRead);
  visit("addressLatch", addressLatch);
  visit("surplusData", surplusData);
  visit("policiesBeforeDataLock", policiesBeforeDataLock);
  visit("signPermissionBeforeDataLock", signPermissionBeforeDataLock);
  visit("keysBeforeConfigLock", keysBeforeConfigLock);
  visit("ecdhBeforeDataLock", ecdhBeforeDataLock);
  visit("updateExtraBeforeConfigLock", updateExtraBeforeConfigLock);
  visit("genDigClearsGenKeyData", genDigClearsGenKeyData);
  visit("shaEndIsInput", shaEndIsInput);
  visit("randomClearsTempKey", randomClearsTempKey);
  visit("counterClearsTempKey", counterClearsTempKey);
  visit("readClearsTempKey", readClearsTempKey);
  visit("chainedNonceIsRandom", chainedNonceIsRandom);
  visit("infoEndsSha", infoEndsSha);
  visit("communicationErrorClearsTempKey", communicationErrorClearsTempKey);
  visit("badAddress", badAddress);
  visit("badMac", badMac);
  visit("badLockSummary", badLockSummary);
  visit("otpLegacyWords", otpLegacyWords);
  visit("checkMacAuthorizes", checkMacAuthorizes);
  visit("checkMacCopiesInMode5", checkMacCopiesInMode5);
  visit("genDigCounterAndKeyConfig", genDigCounterAndKeyConfig);
  visit("hmacIgnoresLowModeBits", hmacIgnoresLowModeBits);
  visit("ecdhOverwritesLockedSlot", ecdhOverwritesLockedSlot);
  visit("selectorUpdate", selectorUpdate);
  visit("badEccInput", badEccInput);
}

OptionsJson toJson(bool value) {
  return value;
}
OptionsJson toJson(unsigned value) {
  return value;
}
OptionsJson toJson(std::uint64_t value) {
  return value;
}
OptionsJson toJson(const std::optional<std::uint64_t>& value) {
  return value ? OptionsJson(*value) : OptionsJson(nullptr);
}
OptionsJson toJson(Duration value) {
  return value.count();
}
template <typename Enum>
OptionsJson toJson(Enum value) requires std::is_enum_v<Enum> {
  for (const auto& [enumerator, name] : namesOf(value)) {
    if (enumerator == value) return name;
  }
  return nullptr;
}

bool fromJson(const OptionsJson& json, bool& value) {
  if (!json.is_boolean()) return false;
  value = json.get<bool>();
  return true;
}
bool fromJson(const OptionsJson& json, std::uint64_t& value) {
  if (!json.is_number_unsigned()) return false;
  value = json.get<std::uint64_t>();
  return true;
}
bool fromJson(const OptionsJson& json, unsigned& value) {
  std::uint64_t wide = 0;
  if (!fromJson(json, wide) || wide > UINT32_MAX) return false;
  value = static_cast<unsigned>(wide);
  return true;
}
bool fromJson(const OptionsJson& json, std::optional<std::uint64_t>& value) {
  if (json.is_null()) {
    value.reset();
    return true;
  }
  return fromJson(json, value.emplace());
}
bool fromJson(const OptionsJson& json, Duration& value) {
  constexpr std::uint64_t kHour = 3'600'000'000'000;
  std::uint64_t wide = 0;
  if (!fromJson(json, wide) || wide > kHour) return false;
  value = Duration(static_cast<Duration::rep>(wide));
  return true;
}
template <typename Enum>
bool fromJson(const OptionsJson& json, Enum& value) requires std::is_enum_v<Enum> {
  if (!json.is_string()) return false;
  for (const auto& [enumerator, name] : namesOf(value)) {
    if (json.get_ref<const std::string&>() != name) continue;
    value = enumerator;
    return true;
  }
  return false;
}

}  // namespace

OptionsJson encodeOptions(const ChipOptions& options) {
  OptionsJson json = OptionsJson::object();
  forEachOption(options, [&json](const char* name, const auto& value) { json[name] = toJson(value); });
  return json;
}

std::string decodeOptions(const OptionsJson& json, ChipOptions& options) {
  if (!json.is_object()) return "'options' is not an object";
  std::string problem;
  OptionsJson rest = json;
  forEachOption(options, [&](const char* name, auto& value) {
    const auto it = rest.find(name);
    if (it == rest.end()) return;
    if (!fromJson(*it, value)) problem = "the value of the option '" + std::string(name) + "' is not allowed";
    rest.erase(it);
  });
  if (problem.empty() && !rest.empty()) problem = "the option '" + rest.begin().key() + "' is unknown";
  return problem;
}

}  // namespace signet::emulator
