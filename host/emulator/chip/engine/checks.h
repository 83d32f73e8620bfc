// The checks that commands share, and the order in which every command makes its checks:
//
//   count and mode (Form, before the handler)                       -> 03
//   lock state      config().configLocked() / dataLocked()          -> 0F
//   slot type       Private, KeyType, IsSecret, slot number          -> 0F
//   permission      NoMac, ReadKey bits, WriteConfig; the TempKey a mode needs (Valid, SourceFlag) -> 0F
//   ReqRandom       randomMet()                                      -> 0F
//   ReqAuth         authorizationMet(); clears AuthValid             -> 0F
//   intrusion latch intrusionMet()                                   -> 0F
//   LimitedUse      consumeUse(); lasting from Moment::early on      -> 0F
//   then the operation itself (MAC compare, ECC, writing)
//
// The policies below bind once the data zone is locked; before that each of these answers true
// and changes nothing.
#pragma once

#include <initializer_list>

#include "host/emulator/chip/engine/machine.h"

namespace signet::emulator {

/// The keys of the data zone may be used at all: the configuration is locked (section 2.2: before that the
/// zone is out of reach). The first check of every command that uses a slot.
bool keysUsable(const Machine& machine);

/// Which of the four policies a command applies to a key.
struct KeyUse {
  bool random = true;      ///< ReqRandom
  bool authorized = true;  ///< ReqAuth
  bool intrusion = true;   ///< IntrusionDisable
  bool counted = true;     ///< LimitedUse
};

/// KeyConfig.ReqRandom: TempKey must be valid and from the random number generator.
bool randomMet(const Machine& machine, unsigned slot);

/// KeyConfig.ReqAuth of all `slots` (a slot may be named twice): AuthValid, and AuthKeyID is the slot's
/// AuthKey. If any of them has ReqAuth, AuthValid is 0 afterwards, whatever the answer.
bool authorizationMet(Machine& machine, std::initializer_list<unsigned> slots);

/// KeyConfig.IntrusionDisable: the intrusion latch must be set.
bool intrusionMet(const Machine& machine, unsigned slot);

/// SlotConfig.LimitedUse: takes one use, at Moment::early. False if none is left.
bool consumeUse(Machine& machine, unsigned slot);

/// The four above for one slot, in their order: StatusCode::success or executionError.
StatusCode checkKeyUse(Machine& machine, unsigned slot, KeyUse use = {});

/// TempKey is valid and its SourceFlag equals bit 2 of the mode: what MAC, HMAC, CheckMac and DeriveKey
/// demand of it.
bool tempKeyMatchesSource(const Machine& machine, std::uint8_t mode);

/// The status of an error whose code ChipOptions chooses.
StatusCode statusOf(ErrorCode code);

}  // namespace signet::emulator
