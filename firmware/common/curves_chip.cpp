#include "firmware/common/curves.h"

namespace signet::firmware {

Curves curves() {
  return {};
}

}  // namespace signet::firmware
