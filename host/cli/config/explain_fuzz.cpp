// Whatever is read as a configuration file is linted, explained and written again without a fault.
#include <cstdlib>

#include "host/base/errors.h"
#include "host/cli/config/config_file.h"
#include "host/cli/config/config_forms.h"
#include "host/cli/config/explain.h"
#include "host/cli/config/explain_lint.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;
  const std::string content(reinterpret_cast<const char*>(data), size);
  try {
    const atecc::ConfigZone zone = cli::decodeConfigFile(content, "file");
    std::vector<atecc::Finding> findings(atecc::kMaxFindings);
    findings.resize(atecc::lint(zone, {}, findings));
    for (const atecc::Finding& finding : findings) {
      if (cli::textOf(finding, zone).reason.empty()) std::abort();
    }
    if (cli::explain(zone).slots[15].read.empty()) std::abort();
    for (const auto form : {cli::ConfigForm::hex, cli::ConfigForm::c, cli::ConfigForm::json}) {
      if (cli::decodeConfigFile(cli::encodeConfig(zone, form), "file") != zone) std::abort();
    }
  } catch (const UserError& error) {
    if (*error.what() == '\0') std::abort();  // what to do next may be part of the sentence
  }
  return 0;
}
