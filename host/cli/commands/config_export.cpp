// `signet config export`: the configuration as a file.
#include <CLI/App.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/base/encoding.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/commands/config_forms.h"
#include "host/cli/commands/config_input.h"
#include "host/cli/files.h"

namespace signet::cli {
namespace {

struct Options {
  std::string input;
  std::string form = "hex";
  std::string output;
};

void exportConfig(App& app, const Options& options) {
  const ConfigForm form =
      app.console().json() && options.output.empty() ? ConfigForm::json : parseConfigForm(options.form);
  const ConfigInput input = readConfigInput(app, options.input);
  if (app.console().json() && options.output.empty()) {
    app.console().result(configJson(input.zone));
    return;
  }
  writeFile(options.output, bytesOf(encodeConfig(input.zone, form)), app.console());
  if (options.output.empty() || options.output == "-") return;
  if (app.console().json()) app.console().result(Json{{"file", options.output}, {"form", options.form}});
}

}  // namespace

void addConfigExport(CLI::App& root, App& app) {
  auto options = std::make_shared<Options>();
  CLI::App& command =
      addCommand(*root.get_subcommand("config"), "export",
                 {.summary = "write the configuration as bytes, hexadecimal, a C array or JSON",
                  .details = "Every form is read back by the other config commands.",
                  .examples = {"signet config export", "signet config export --form c --out config.h",
                               "signet config export layout.hex --form json"}});
  command.add_option("file", options->input, kConfigInputHelp)->type_name("FILE");
  command.add_option("--form", options->form, "binary, hex, c or json")
      ->type_name("binary|hex|c|json")
      ->default_str("hex");
  command.add_option("--out", options->output, "the file to write; stdout without it")->type_name("FILE");
  command.callback([&app, options] { exportConfig(app, *options); });
}

}  // namespace signet::cli
