// `signet board build`: the firmware of a board, from a checkout of signet.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <vector>

#include "host/base/errors.h"
#include "host/cli/board/board_option.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"

namespace signet::cli {
namespace {

struct BoardBuildOptions {
  std::string source;
  std::string board;
};

/// Runs a program in `folder`; what it writes goes to standard error, so that standard output has
/// the answer only.
void runIn(const std::string& folder, std::vector<std::string> command) {
  std::vector<char*> argv;
  argv.reserve(command.size() + 1);
  for (std::string& word : command) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    throw UserError(Exit::noCommand, fmt::format("{} cannot be run.", command[0]), "Run scripts/install.sh.");
  }
  int status = 0;
  waitpid(pid, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw UserError(Exit::no, fmt::format("\"{}\" failed.", fmt::join(command, " ")),
                    "Its messages are above; scripts/install.sh installs what is needed.");
  }
}

/// The checkout that this program was built in: it lies in build/bin.
std::string ownCheckout() {
  const std::filesystem::path program = std::filesystem::canonical("/proc/self/exe");
  return program.parent_path().parent_path().parent_path().string();
}

void build(Context& context, const BoardBuildOptions& options) {
  const std::string board = boardNamed(options.board).name;
  const std::string source = options.source.empty() ? ownCheckout() : options.source;
  if (!std::filesystem::exists(source + "/firmware/" + board + "/CMakeLists.txt")) {
    throw UserError(Exit::badFile,
                    fmt::format("{} is no checkout of signet: there is no firmware in it.", source),
                    "Say where it is with --source.");
  }
  runIn(source, {"cmake", "--preset", board});
  runIn(source, {"cmake", "--build", "--preset", board});
  const std::string image = fmt::format("{}/build/{}/{}.elf", source, board, board);
  if (context.console().json()) {
    context.console().result(Json{{"image", image}});
  } else {
    context.console().line(image);
  }
}

}  // namespace

void addBoardBuild(CLI::App& root, Context& context) {
  auto options = std::make_shared<BoardBuildOptions>();
  CLI::App& command =
      addCommand(commandGroup(root, "board"), "build",
                 {.summary = "build the firmware of a board",
                  .details = "Runs CMake in a checkout of signet, and prints where the image is. "
                             "Sources of BearSSL and lwIP are\n"
                             "fetched from the package sources of this computer the first time.",
                  .examples = {"signet board build", "signet board build --board mps2"}});
  addBoardOption(command, options->board);
  addOption(command, "--source", options->source, "the checkout")
      .typeName("DIR")
      .defaultText("that of this program");
  onRun(command, [&context, options] { build(context, *options); });
}

}  // namespace signet::cli
