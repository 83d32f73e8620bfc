// Who computes elliptic curves in a handshake. The linker decides it, by the file that a program
// has of these:
//
//     curves_chip.cpp              the chip, all of them: no software for them is in the image
//     bench/curves_signed.cpp      the chip signs, BearSSL does the rest
//     bench/curves_software.cpp    BearSSL does everything
//
// Only the first is for use. The others are there to be measured (`signet bench board`).
#pragma once

#include "signet/tls/crypto.h"
#include "signet/x509/signer.h"

namespace signet::firmware {

struct Curves {
  tls::Policy policy;
  tls::Software software;
  x509::Signer* signer = nullptr;  ///< null: the chip
};

Curves curves();

}  // namespace signet::firmware
