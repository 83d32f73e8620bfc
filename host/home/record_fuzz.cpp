// device.toml: whatever is in the file is either refused with a sentence or a record that survives being
// written and read again.
#include <cstddef>
#include <cstdint>

#include "host/base/errors.h"
#include "host/home/home.h"
#include "signet/core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const std::string once = home::recordToToml(home::recordFromToml(text, "input"));
    SIGNET_CHECK(home::recordToToml(home::recordFromToml(once, "output")) == once);
  } catch (const UserError& error) {
    SIGNET_CHECK(error.code() == Exit::badFile);
  }
  return 0;
}
