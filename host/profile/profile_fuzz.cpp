// Any text: a profile, or a sentence about what is wrong. A profile comes back from its own text, and none
// that loads has an error for lint.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "host/base/errors.h"
#include "host/profile/profile.h"
#include "host/profile/test_chip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  profile::Profile profile;
  try {
    profile = profile::parseProfile(text, "input");
  } catch (const UserError&) {
    return 0;
  }
  if (profile::parseProfile(profile::profileText(profile), "text") != profile) std::abort();
  const auto zone = compile(profile, profile::factoryConfig());
  if (!isMadeBy(profile, zone)) std::abort();
  for (const auto& finding : lintProfile(profile, zone)) {
    if (finding.severity == atecc::Severity::error) std::abort();
  }
  return 0;
}
