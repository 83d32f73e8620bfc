#include "signet/atecc/device.h"

namespace signet::atecc {

/// A command that answers with exactly out.size() bytes. The session's buffer is wiped: some
/// answers are secret.
Status Device::fetch(const Command& command, MutableBytes out) {
  SIGNET_ASSIGN(const Bytes answer, session_.execute(command));
  copy(answer, out);
  session_.wipe();
  return Status::ok;
}

}  // namespace signet::atecc
