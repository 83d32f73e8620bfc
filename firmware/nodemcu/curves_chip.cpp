#include "firmware/nodemcu/curves.h"

namespace signet::nodemcu {

Curves curves() {
  return {};
}

}  // namespace signet::nodemcu
