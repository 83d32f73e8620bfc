// `signet completion bash|zsh|fish` and `signet man`: what a shell and a reader of manuals want to
// know of it.
#include <memory>

#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/shell/completion.h"
#include "host/cli/shell/man_page.h"
#include "host/cli/version.h"

namespace signet::cli {
namespace {

void printText(Console& console, const char* member, const std::string& text) {
  if (console.json()) {
    console.result(Json{{member, text}});
  } else {
    console.raw(text);
  }
}

std::string completionFor(const std::string& shell, const CommandEntry& commands) {
  if (shell == "bash") return bashCompletion(commands);
  if (shell == "zsh") return zshCompletion(commands);
  if (shell == "fish") return fishCompletion(commands);
  throw usageError("There is no completion for " + shell + ".", "The shells are bash, zsh and fish.");
}

}  // namespace

void addCompletion(CLI::App& root, Context& context) {
  auto shell = std::make_shared<std::string>();
  CLI::App& command = addCommand(
      root, "completion",
      {.summary = "print a script that completes signet's commands in your shell",
       .details = "Installed packages have it in its place already. For a signet that you built yourself:",
       .examples = {"signet completion bash > ~/.local/share/bash-completion/completions/signet",
                    "signet completion zsh > ~/.zfunc/_signet      # with ~/.zfunc in fpath",
                    "signet completion fish > ~/.config/fish/completions/signet.fish"}});
  addOption(command, "shell", *shell, "bash, zsh or fish").typeName("bash|zsh|fish").required();
  onRun(command, [&root, &context, shell] {
    printText(context.console(), "script", completionFor(*shell, describe(root)));
  });
}

void addMan(CLI::App& root, Context& context) {
  CLI::App& command = addCommand(root, "man",
                                 {.summary = "print the manual page, for man(1) to show",
                                  .details = "Installed packages have it in its place: `man signet`.",
                                  .examples = {"signet man > signet.1", "man ./signet.1"}});
  onRun(command,
        [&root, &context] { printText(context.console(), "page", manPage(describe(root), kVersion)); });
}

}  // namespace signet::cli
