// The table of subcommands: each is declared here, defined in a file of its own in the folder of its subject, and listed
// in commands.cpp in the order of `signet --help`.
#pragma once

namespace CLI {
class App;
}

namespace signet::cli {

class Context;

void addDetect(CLI::App& root, Context& context);
void addInfo(CLI::App& root, Context& context);
void addRandom(CLI::App& root, Context& context);
void addProfile(CLI::App& root, Context& context);
void addPlan(CLI::App& root, Context& context);
void addRehearse(CLI::App& root, Context& context);
void addApply(CLI::App& root, Context& context);
void addSetup(CLI::App& root, Context& context);
void addCa(CLI::App& root, Context& context);
void addBroker(CLI::App& root, Context& context);
void addLock(CLI::App& root, Context& context);
void addKey(CLI::App& root, Context& context);
void addSign(CLI::App& root, Context& context);
void addVerify(CLI::App& root, Context& context);
void addRead(CLI::App& root, Context& context);
void addWrite(CLI::App& root, Context& context);
void addCounter(CLI::App& root, Context& context);
void addChip(CLI::App& root, Context& context);
void addChipNew(CLI::App& root, Context& context);
void addChipInspect(CLI::App& root, Context& context);
void addChipReset(CLI::App& root, Context& context);
void addChipClone(CLI::App& root, Context& context);
void addChipServe(CLI::App& root, Context& context);
void addRun(CLI::App& root, Context& context);
void addTrace(CLI::App& root, Context& context);
void addConfig(CLI::App& root, Context& context);
void addConfigShow(CLI::App& root, Context& context);
void addConfigExplain(CLI::App& root, Context& context);
void addConfigLint(CLI::App& root, Context& context);
void addConfigDiff(CLI::App& root, Context& context);
void addConfigExport(CLI::App& root, Context& context);
void addConnect(CLI::App& root, Context& context);
void addPub(CLI::App& root, Context& context);
void addSub(CLI::App& root, Context& context);
void addDevice(CLI::App& root, Context& context);
void addDeviceRun(CLI::App& root, Context& context);
void addBoard(CLI::App& root, Context& context);
void addBoardBuild(CLI::App& root, Context& context);
void addBoardRun(CLI::App& root, Context& context);
void addDoctor(CLI::App& root, Context& context);
void addDemo(CLI::App& root, Context& context);
void addBench(CLI::App& root, Context& context);
void addBenchBoard(CLI::App& root, Context& context);
void addBenchBus(CLI::App& root, Context& context);
void addBenchHandshake(CLI::App& root, Context& context);
void addBenchMqtt(CLI::App& root, Context& context);
void addBenchSize(CLI::App& root, Context& context);
void addVersion(CLI::App& root, Context& context);
void addCompletion(CLI::App& root, Context& context);
void addMan(CLI::App& root, Context& context);
void addHelp(CLI::App& root, Context& context);

/// Adds every subcommand of the table.
void addCommands(CLI::App& root, Context& context);

}  // namespace signet::cli
