#include "host/cli/home_option.h"

#include <CLI/App.hpp>

namespace signet::cli {

void addHomeOption(CLI::App& command, std::string& value) {
  command
      .add_option("--home", value,
                  "signet's folder; without it $SIGNET_HOME, $XDG_DATA_HOME/signet or ~/.local/share/signet")
      ->type_name("FOLDER");
}

}  // namespace signet::cli
