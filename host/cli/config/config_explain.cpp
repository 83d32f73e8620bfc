// `signet config explain`: the configuration in plain words.
#include <fmt/format.h>

#include <memory>

#include "host/base/values.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/config/config_input.h"
#include "host/cli/config/explain.h"
#include "host/cli/labelled.h"

namespace signet::cli {
namespace {

struct ConfigExplainOptions {
  std::string input;
  std::string slot;
};

/// Whether two slots are described in the same words.
bool sameWords(const SlotExplanation& a, const SlotExplanation& b) {
  return a.holds == b.holds && a.use == b.use && a.guards == b.guards && a.read == b.read &&
         a.change == b.change && a.earlier == b.earlier && a.lock == b.lock;
}

void printExplainedSlots(Console& console, const std::vector<const SlotExplanation*>& slots) {
  std::vector<unsigned> numbers;
  numbers.reserve(slots.size());
  for (const SlotExplanation* slot : slots) numbers.push_back(slot->slot.number());
  std::string title = slotList(numbers);
  title[0] = 'S';
  const SlotExplanation& text = *slots.front();
  console.line(console.styled(Style::bold, fmt::format("{}: {}", title, text.holds)));
  printLabelled(console, "use", text.use);
  printLabelled(console, "guards", text.guards);
  printLabelled(console, "read", text.read);
  printLabelled(console, "change", text.change);
  printLabelled(console, "before", text.earlier);
  printLabelled(console, "lock", text.lock);
  console.line();
}

void printChip(Console& console, const ConfigInput& input, const Explanation& text) {
  console.line(console.styled(Style::bold, input.name));
  for (const std::string& line : text.chip) console.line("  " + wrapped(line, 2));
  console.line();
  console.line(console.styled(Style::bold, "Its life, in one direction only"));
  for (const LockStage& stage : text.stages) {
    const std::string line = fmt::format("{} {}: {}", stage.now ? "->" : "  ", stage.name, stage.meaning);
    console.line(wrapped(line, 3));
  }
  console.line();
  console.line(
      wrapped("Below, \"use\", \"read\" and \"change\" say what holds in service, with the data zone locked; "
              "\"before\" what holds between the two locks; \"lock\" what locking the slot itself does.",
              0));
  console.line();
}

void printConfigExplain(Console& console, const ConfigInput& input, const Explanation& text,
                        const std::optional<unsigned>& only) {
  if (only) return printExplainedSlots(console, {&text.slots[*only]});
  printChip(console, input, text);
  std::vector<bool> told(text.slots.size());
  for (std::size_t i = 0; i < text.slots.size(); ++i) {
    if (told[i]) continue;
    std::vector<const SlotExplanation*> group;
    for (std::size_t j = i; j < text.slots.size(); ++j) {
      if (!sameWords(text.slots[i], text.slots[j])) continue;
      told[j] = true;
      group.push_back(&text.slots[j]);
    }
    printExplainedSlots(console, group);
  }
}

Json accessJson(const Access& access) {
  const char* const names[] = {"nobody", "anyone", "keyHolder"};
  Json json{{"who", names[static_cast<int>(access.who)]}};
  if (access.key) json["key"] = access.key->number();
  if (access.key) json["open"] = access.open;
  return json;
}

Json slotJson(const SlotExplanation& slot) {
  return Json{{"slot", slot.slot.number()},
              {"holds", slot.holds},
              {"access",
               {{"use", accessJson(slot.access.use)},
                {"read", accessJson(slot.access.read)},
                {"publicKey", accessJson(slot.access.publicKey)},
                {"write", accessJson(slot.access.write)},
                {"genKey", accessJson(slot.access.genKey)},
                {"privWrite", accessJson(slot.access.privWrite)},
                {"deriveKey", accessJson(slot.access.derive)},
                {"ecdhResult", accessJson(slot.access.ecdh)},
                {"lock", accessJson(slot.access.lock)}}},
              {"text",
               {{"use", slot.use},
                {"guards", slot.guards},
                {"read", slot.read},
                {"change", slot.change},
                {"before", slot.earlier},
                {"lock", slot.lock}}}};
}

Json toJson(const ConfigInput& input, const Explanation& text, const std::optional<unsigned>& only) {
  Json stages = Json::array();
  for (const LockStage& stage : text.stages) {
    stages.push_back({{"name", stage.name}, {"meaning", stage.meaning}, {"now", stage.now}});
  }
  Json slots = Json::array();
  for (const SlotExplanation& slot : text.slots) {
    if (!only || *only == slot.slot.number()) slots.push_back(slotJson(slot));
  }
  return Json{{"source", input.name}, {"chip", text.chip}, {"stages", stages}, {"slots", slots}};
}

void explainConfig(Context& context, const ConfigExplainOptions& options) {
  std::optional<unsigned> only;
  if (!options.slot.empty()) only = parseSlotNumber(options.slot);
  const ConfigInput input = readConfigInput(context, options.input);
  const Explanation text = explain(input.zone);
  if (context.console().json()) {
    context.console().result(toJson(input, text, only));
  } else {
    printConfigExplain(context.console(), input, text, only);
  }
}

}  // namespace

void addConfigExplain(CLI::App& root, Context& context) {
  auto options = std::make_shared<ConfigExplainOptions>();
  CLI::App& command = addCommand(
      commandGroup(root, "config"), "explain",
      {.summary = "say in plain words what each slot can do and who may do it",
       .details =
           "For each slot: what it holds and can do, who may read, write, use or replace it in service, "
           "what holds before,\n"
           "and what its own lock does. "
           "\"Anyone on the bus\" is whoever holds the board or has taken over its microcontroller.",
       .examples = {"signet config explain --chip sim:my.chip",
                    "signet config explain layout.hex --slot 0"}});
  addOption(command, "file", options->input, kConfigInputHelp).typeName("FILE");
  addOption(command, "--slot", options->slot, "only this slot, 0 to 15");
  onRun(command, [&context, options] { explainConfig(context, *options); });
}

}  // namespace signet::cli
