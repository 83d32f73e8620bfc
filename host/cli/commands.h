// The table of subcommands: each is declared here, defined in its own file in host/cli/commands/ or
// host/cli/shell/, and listed in commands.cpp in the order of `signet --help`.
#pragma once

namespace CLI {
class App;
}

namespace signet::cli {

class App;

void addDetect(CLI::App& root, App& app);
void addInfo(CLI::App& root, App& app);
void addRandom(CLI::App& root, App& app);
void addProfile(CLI::App& root, App& app);
void addPlan(CLI::App& root, App& app);
void addRehearse(CLI::App& root, App& app);
void addApply(CLI::App& root, App& app);
void addSetup(CLI::App& root, App& app);
void addCa(CLI::App& root, App& app);
void addBroker(CLI::App& root, App& app);
void addLock(CLI::App& root, App& app);
void addKey(CLI::App& root, App& app);
void addSign(CLI::App& root, App& app);
void addVerify(CLI::App& root, App& app);
void addRead(CLI::App& root, App& app);
void addWrite(CLI::App& root, App& app);
void addCounter(CLI::App& root, App& app);
void addChip(CLI::App& root, App& app);
void addChipNew(CLI::App& root, App& app);
void addChipInspect(CLI::App& root, App& app);
void addChipReset(CLI::App& root, App& app);
void addChipClone(CLI::App& root, App& app);
void addChipServe(CLI::App& root, App& app);
void addRun(CLI::App& root, App& app);
void addTrace(CLI::App& root, App& app);
void addConfig(CLI::App& root, App& app);
void addConfigShow(CLI::App& root, App& app);
void addConfigExplain(CLI::App& root, App& app);
void addConfigLint(CLI::App& root, App& app);
void addConfigDiff(CLI::App& root, App& app);
void addConfigExport(CLI::App& root, App& app);
void addConnect(CLI::App& root, App& app);
void addPub(CLI::App& root, App& app);
void addSub(CLI::App& root, App& app);
void addDevice(CLI::App& root, App& app);
void addDeviceRun(CLI::App& root, App& app);
void addBoard(CLI::App& root, App& app);
void addBoardBuild(CLI::App& root, App& app);
void addBoardRun(CLI::App& root, App& app);
void addDoctor(CLI::App& root, App& app);
void addDemo(CLI::App& root, App& app);
void addBench(CLI::App& root, App& app);
void addBenchBoard(CLI::App& root, App& app);
void addBenchBus(CLI::App& root, App& app);
void addBenchHandshake(CLI::App& root, App& app);
void addBenchMqtt(CLI::App& root, App& app);
void addBenchSize(CLI::App& root, App& app);
void addVersion(CLI::App& root, App& app);
void addCompletion(CLI::App& root, App& app);
void addMan(CLI::App& root, App& app);
void addHelp(CLI::App& root, App& app);

/// Adds every subcommand of the table.
void addCommands(CLI::App& root, App& app);

}  // namespace signet::cli
