// Any bytes as a configuration file: 128 bytes of configuration, or a UserError that names the file.
#include "host/base/errors.h"
#include "host/cli/config/config_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet::cli;
  const std::string content(reinterpret_cast<const char*>(data), size);
  try {
    const auto zone = decodeConfigFile(content, "fuzz");
    const std::string raw(reinterpret_cast<const char*>(zone.bytes.data()), zone.bytes.size());
    if (decodeConfigFile(raw, "fuzz") != zone) __builtin_trap();
  } catch (const signet::UserError& error) {
    if (error.code() != signet::Exit::badFile) __builtin_trap();
    if (std::string(error.what()).find("fuzz") == std::string::npos) __builtin_trap();
  }
  return 0;
}
