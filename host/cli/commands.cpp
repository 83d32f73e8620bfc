#include "host/cli/commands.h"

namespace signet::cli {
namespace {

using AddCommand = void (*)(CLI::App& root, Context& context);

/// In the order of `signet --help`: look, configure, use, virtual chips. One a line, so that two branches
/// can add one.
// clang-format off
constexpr AddCommand kCommands[] = {
    addDetect,
    addInfo,
    addRandom,
    addConfig,
    addConfigShow,
    addConfigExplain,
    addConfigLint,
    addConfigDiff,
    addConfigExport,
    addProfile,
    addPlan,
    addRehearse,
    addApply,
    addSetup,
    addCa,
    addBroker,
    addLock,
    addKey,
    addSign,
    addVerify,
    addRead,
    addWrite,
    addCounter,
    addChip,
    addChipNew,
    addChipInspect,
    addChipReset,
    addChipClone,
    addChipServe,
    addRun,
    addTrace,
    addConnect,
    addPub,
    addSub,
    addDevice,
    addDeviceRun,
    addBoard,
    addBoardBuild,
    addBoardRun,
    addDoctor,
    addDemo,
    addBench,
    addBenchBoard,
    addBenchBus,
    addBenchHandshake,
    addBenchMqtt,
    addBenchSize,
    addVersion,
    addCompletion,
    addMan,
    addHelp,
};
// clang-format on

}  // namespace

void addCommands(CLI::App& root, Context& context) {
  for (const AddCommand add : kCommands) add(root, context);
}

}  // namespace signet::cli
