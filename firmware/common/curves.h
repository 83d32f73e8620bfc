// Who computes elliptic curves in a handshake. The linker decides it, by the file that a program
// has of these:
//
//     curves_chip.cpp              the chip, all of them: no software for them is in the image
//     bench/curves_signed.cpp      the chip signs, BearSSL does the rest
//     bench/curves_software.cpp    BearSSL does everything
//
// Only the first is for use. The others are there to be measured (`signet bench board`).
#pragma once

#include "signet/device/provisioned.h"

namespace signet::firmware {

using device::Curves;

Curves curves();

}  // namespace signet::firmware
