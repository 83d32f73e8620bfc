#include "host/cli/home_option.h"

#include "host/cli/options.h"

namespace signet::cli {

void addHomeOption(CLI::App& command, std::string& value) {
  addOption(command, "--home", value,
            "signet's folder; without it $SIGNET_HOME, $XDG_DATA_HOME/signet or ~/.local/share/signet")
      .typeName("FOLDER");
}

}  // namespace signet::cli
