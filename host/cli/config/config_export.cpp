// `signet config export`: the configuration as a file.
#include <memory>

#include "host/base/encoding.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/config/config_forms.h"
#include "host/cli/config/config_input.h"
#include "host/cli/files.h"

namespace signet::cli {
namespace {

struct ConfigExportOptions {
  std::string input;
  std::string form = "hex";
  std::string output;
};

void exportConfig(Context& context, const ConfigExportOptions& options) {
  const ConfigForm form =
      context.console().json() && options.output.empty() ? ConfigForm::json : parseConfigForm(options.form);
  const ConfigInput input = readConfigInput(context, options.input);
  if (context.console().json() && options.output.empty()) {
    context.console().result(configJson(input.zone));
    return;
  }
  writeFile(options.output, bytesOf(encodeConfig(input.zone, form)), context.console());
  if (options.output.empty() || options.output == "-") return;
  if (context.console().json())
    context.console().result(Json{{"file", options.output}, {"form", options.form}});
}

}  // namespace

void addConfigExport(CLI::App& root, Context& context) {
  auto options = std::make_shared<ConfigExportOptions>();
  CLI::App& command =
      addCommand(commandGroup(root, "config"), "export",
                 {.summary = "write the configuration as bytes, hexadecimal, a C array or JSON",
                  .details = "Every form is read back by the other config commands.",
                  .examples = {"signet config export", "signet config export --form c --out config.h",
                               "signet config export layout.hex --form json"}});
  addOption(command, "file", options->input, kConfigInputHelp).typeName("FILE");
  addOption(command, "--form", options->form, "binary, hex, c or json")
      .typeName("binary|hex|c|json")
      .defaultText("hex");
  addOption(command, "--out", options->output, "the file to write; stdout without it");
  onRun(command, [&context, options] { exportConfig(context, *options); });
}

}  // namespace signet::cli
