// `signet demo`: the whole story in front of a reader, from a blank chip to three attacks that fail.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

#include "host/base/free_port.h"
#include "host/base/temporary_folder.h"
#include "host/cli/board/board_option.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/demo/showcase.h"
#include "host/home/home.h"

namespace signet::cli {
namespace {

namespace fs = std::filesystem;

// What arrives, from "online" to "offline".
constexpr unsigned kMessagesOfProcess = 4;  // and telemetry twice
constexpr unsigned kMessagesOfBoard = 5;    // and telemetry, the command, telemetry

struct DemoOptions {
  std::string folder;
  std::string device;  ///< empty: a board, or linux with a chip of the user's
};

/// What the scenes need to know of each other.
struct DemoStory {
  Showcase& stage;
  bool onHardware;
  std::string home;  ///< where keys and records are kept, as seen from the stage's folder
  fs::path folder;   ///< of the stage
  unsigned port;
  bool onBoard;  ///< the device is a virtual NodeMCU, not a process
  std::string name = "my-device";
  std::string deviceFolder = {};  ///< of the record, with the certificate
};

/// The commands run in another folder: a file that --chip names relative to this one is found from there too.
std::string seenFromElsewhere(const std::string& chip) {
  for (const std::string kind : {"sim:", "unix:"}) {
    if (chip.starts_with(kind)) return kind + fs::absolute(chip.substr(kind.size())).string();
  }
  return chip;
}

fs::path folderFor(const DemoOptions& options) {
  if (!options.folder.empty()) {
    std::error_code error;
    fs::create_directories(options.folder, error);
    if (error || !fs::is_empty(options.folder)) {
      throw UserError(Exit::badFile, options.folder + " is not an empty folder.", "Name a new one.");
    }
    return fs::absolute(options.folder);
  }
  try {
    return makeFolder("signet-demo", fs::temp_directory_path());
  } catch (const UserError& error) {
    throw UserError(error.code(), error.what(), "Name a folder that can be made: --folder FOLDER.");
  }
}

void provisionChip(DemoStory& story) {
  Showcase& stage = story.stage;
  if (!story.onHardware) {
    stage.title("A virtual ATECC508A, blank as from the factory");
    stage.run("signet chip new my.chip");
  } else {
    stage.title("The chip on the bus");
  }
  stage.run("signet detect");
  stage.title("The plan: what will be done to it, and what can never be undone. Nothing happens yet");
  stage.run("signet plan");
  stage.title("A rehearsal: the same on a software copy of this very chip, up to a connection");
  stage.run("signet rehearse");
  stage.title("For real: configuration, locks, and a private key that is born in the chip");
  stage.run(story.onHardware ? "signet apply --ask" : "signet apply --irreversible yes");
}

/// The record that `signet setup local` made says what the device is called.
void findRecord(DemoStory& story) {
  for (const home::DeviceRecord& record : home::Home(story.folder / story.home).devices()) {
    if (record.brokerPort != story.port) continue;
    story.name = record.name;
    story.deviceFolder =
        fs::path(home::Home(story.home).device(record.serial, "device.crt")).parent_path().string();
  }
}

void certify(DemoStory& story) {
  Showcase& stage = story.stage;
  stage.title("An identity: the chip signs a request, an authority on this computer issues the certificate");
  stage.run(fmt::format("signet setup local --port {}{}", story.port,
                        story.onHardware ? "" : " --name " + story.name));
  findRecord(story);
  stage.say("openssl, which knows nothing of signet, agrees:");
  stage.run(fmt::format("openssl req -in {}/device.csr -noout -verify -subject", story.deviceFolder));
  stage.run(fmt::format("openssl verify -CAfile {0}/ca/root.crt -untrusted {0}/ca/signer.crt {1}/device.crt",
                        story.home, story.deviceFolder));
}

/// Options of mosquitto's programs, as the operator of this authority.
std::string asOperator(const DemoStory& story) {
  return fmt::format(
      "-h localhost -p {0} -q 1 --cafile {1}/ca/root.crt --cert {1}/operator/operator.crt --key "
      "{1}/operator/operator.key",
      story.port, story.home);
}

/// Until it has obeyed one command.
void publishFromBoard(DemoStory& story) {
  Showcase& stage = story.stage;
  stage.say("The device is a virtual NodeMCU: its firmware, on the ESP8266's own instructions.");
  stage.runInBackground("printf 'wait LED on\\nquit\\n' | timeout 60 signet board run 2>&1", "board.txt",
                        " connected");
  stage.awaitSign("broker.log", fmt::format(" devices/{}/command", story.name));
  stage.say("It accepts commands as well: a message switches its LED on.");
  stage.run(fmt::format("mosquitto_pub {} -t devices/{}/command -m '{{\"led\": true}}'", asOperator(story),
                        story.name));
  stage.awaitEnd("board.txt");
  stage.run("cat board.txt");
}

void publishDemo(DemoStory& story) {
  Showcase& stage = story.stage;
  stage.title("A broker (mosquitto) that lets nobody in without a certificate of this authority");
  stage.runInBackground(fmt::format("signet broker --port {}", story.port), "broker.log", "accepts");
  stage.run("grep accepts broker.log");
  stage.title("The device connects and publishes; a program that is not ours sees it arrive");
  stage.runInBackground(fmt::format("mosquitto_sub {} -t 'devices/#' -v -C {}", asOperator(story),
                                    story.onBoard ? kMessagesOfBoard : kMessagesOfProcess),
                        "arrived.txt");
  stage.awaitSign("broker.log", " devices/#");
  if (story.onBoard) {
    publishFromBoard(story);
  } else {
    stage.run("signet device run --interval 1 --count 2");
  }
  stage.awaitEnd("arrived.txt");
  stage.run("cat arrived.txt");
}

void attack(DemoStory& story) {
  Showcase& stage = story.stage;
  const std::string target =
      fmt::format("signet connect --host localhost --port {} --ca {}/ca/root.crt --cert {}/chain.pem",
                  story.port, story.home, story.deviceFolder);
  stage.title("First attack: the certificate was copied, the chip was not");
  stage.run("openssl ecparam -name prime256v1 -genkey -noout -out thief.key");
  stage.run(target + " --key thief.key --despite-key-mismatch", static_cast<int>(Exit::tls));
  stage.title("Second attack: another chip, set up just like it, with the same certificate");
  stage.run(
      "signet chip new other.chip && signet apply --chip sim:other.chip --home thief --irreversible yes");
  stage.run(target + " --chip sim:other.chip --key-slot 0 --software-exchange --despite-key-mismatch",
            static_cast<int>(Exit::tls));
  stage.title("Third attack: reading the private key over the bus");
  if (!story.onHardware) {
    stage.say("On the bus, byte by byte: the question, and the chip's answer.");
    stage.run(
        "signet trace --chip my.chip -- signet read 0 --despite-config 2>&1 | grep -A 1 'Read, zone data'");
  }
  stage.run("signet read 0 --despite-config", static_cast<int>(Exit::refused));
}

void showHandshake(DemoStory& story) {
  Showcase& stage = story.stage;
  stage.title("The handshake, step by step");
  stage.run("signet connect --svg handshake.svg");
  stage.say(fmt::format("\nThe same as a picture: {}", (story.folder / "handshake.svg").string()));
}

void sayWhereThingsAre(const DemoStory& story) {
  if (!story.onHardware) {
    return story.stage.say(fmt::format("Everything that was made is in {}", story.folder.string()));
  }
  story.stage.say(fmt::format(
      "Keep {}: it has the authority, and the pairing secret that this chip cannot be used without.\n"
      "The rest of what was made is in {}",
      story.home, story.folder.string()));
}

/// Whether a virtual NodeMCU publishes. Throws UserError (usage): it cannot.
bool choosesBoard(const std::string& device, bool ownChip) {
  if (device.empty()) return !ownChip;
  if (device != "board" && device != "linux") {
    throw usageError("There is no device \"" + device + "\".", "Say board or linux.");
  }
  if (device == "board" && ownChip) {
    throw usageError("Only a chip of the demonstration's own can be on its virtual board.",
                     "Leave out --chip, or --device board.");
  }
  return device == "board";
}

void demo(Context& context, const DemoOptions& options) {
  if (context.console().json()) {
    throw usageError("The demonstration is for reading.", "Leave out --json.");
  }
  const bool onBoard = choosesBoard(options.device, !context.chipName().empty());
  if (onBoard && !fs::exists(builtFirmware())) {
    throw UserError(Exit::badFile, "The firmware of the virtual NodeMCU is not built.",
                    "Build it: signet board build. Or say --device linux.");
  }
  const fs::path folder = folderFor(options);
  Showcase stage(context.console(), folder);
  const bool onHardware = !context.chipName().empty();
  // The pairing secret of a real chip must outlive the demonstration.
  const std::string home = onHardware ? fs::absolute(home::Home::find("").folder()).string() : "home";
  stage.set("SIGNET_CHIP", onHardware ? seenFromElsewhere(context.chipName()) : "sim:my.chip");
  stage.set("SIGNET_HOME", home);
  DemoStory story{stage, onHardware, home, folder, freePort(), onBoard};
  provisionChip(story);
  certify(story);
  publishDemo(story);
  attack(story);
  showHandshake(story);
  sayWhereThingsAre(story);
}

}  // namespace

void addDemo(CLI::App& root, Context& context) {
  auto options = std::make_shared<DemoOptions>();
  CLI::App& command = addCommand(
      root, "demo",
      {.summary = "the whole story: blank chip, plan, locks, certificate, broker, attacks",
       .details =
           "Runs other commands of signet, as a reader could type them: plans, rehearses and applies,\n"
           "issues a certificate, starts mosquitto on loopback, publishes from a virtual NodeMCU, and lets\n"
           "three attacks fail. Nothing is asked and nothing of yours is touched; "
           "all of it happens in a new\n"
           "folder, with a virtual chip. With --chip it does the same on that chip, and asks before each\n"
           "lock; its secret and certificates stay in your home folder of signet, and the device is a\n"
           "process on this computer.",
       .examples = {"signet demo", "signet demo --folder story", "signet demo --device linux",
                    "signet demo --chip i2c:/dev/i2c-1"}});
  addOption(command, "--folder", options->folder,
            "an empty or new folder for what is made; without it one in /tmp")
      .typeName("FOLDER");
  addOption(command, "--device", options->device,
            "what publishes: board, a virtual NodeMCU, or linux, a process on this computer")
      .defaultText("board; with --chip linux");
  onRun(command, [&context, options] { demo(context, *options); });
}

}  // namespace signet::cli
