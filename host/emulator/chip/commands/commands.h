// The commands of the ATECC508A (section 9). Each is defined in the file named after it or after its family.
#pragma once

#include "host/emulator/chip/engine/command.h"

namespace signet::emulator {

extern const CommandEntry kCheckMac;
extern const CommandEntry kCounter;
extern const CommandEntry kDeriveKey;
extern const CommandEntry kEcdh;
extern const CommandEntry kGenDig;
extern const CommandEntry kGenKey;
extern const CommandEntry kHmac;
extern const CommandEntry kInfo;
extern const CommandEntry kLock;
extern const CommandEntry kMac;
extern const CommandEntry kNonce;
extern const CommandEntry kPause;
extern const CommandEntry kPrivWrite;
extern const CommandEntry kRandom;
extern const CommandEntry kRead;
extern const CommandEntry kSha;
extern const CommandEntry kSign;
extern const CommandEntry kUpdateExtra;
extern const CommandEntry kVerify;
extern const CommandEntry kWrite;

}  // namespace signet::emulator
