#include "host/cli/provision/plan_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "host/cli/config/explain.h"
#include "host/cli/labelled.h"

namespace signet::cli {
namespace {

using atecc::ConfigZone;
using atecc::Slot;
using profile::Profile;
using profile::SlotRole;
using profile::SlotUse;

/// As it will be in service.
ConfigZone locked(ConfigZone config) {
  config.setConfigLocked(true);
  config.setDataLocked(true);
  return config;
}

Slot slotAt(unsigned number) {
  return Slot::from(number).value();
}

const char* accessWord(profile::SlotAccess access) {
  return access == profile::SlotAccess::paired ? "paired" : "open";
}

/// Slots described in the same words are listed once.
struct SlotGroup {
  SlotRole role;
  SlotExplanation words;
  std::vector<unsigned> slots;

  bool tells(const SlotRole& other, const SlotExplanation& text) const {
    return role == other && words.holds == text.holds && words.use == text.use && words.read == text.read &&
           words.change == text.change;
  }
};

void replaceSlot(std::string& text, unsigned slot, const char* by) {
  const std::string name = fmt::format("slot {}", slot);
  const std::size_t at = text.find(name);
  const std::size_t end = at + name.size();
  if (at == std::string::npos || (end < text.size() && text[end] >= '0' && text[end] <= '9')) return;
  text.replace(at, name.size(), by);
}

/// An ephemeral key and the slot of its results are described alike wherever they are.
void tellNeighbours(SlotExplanation& text) {
  const unsigned number = text.slot.number();
  for (std::string& line : text.use) replaceSlot(line, number + 1, "the next slot");
  for (std::string& line : text.change) replaceSlot(line, number - 1, "the slot before");
}

std::vector<SlotGroup> groupsOf(const Profile& profile, const ConfigZone& config) {
  const Explanation explanation = explain(locked(config));
  std::vector<SlotGroup> groups;
  for (unsigned number = 0; number < Slot::kCount; ++number) {
    const SlotRole& role = profile.slots.at(slotAt(number));
    SlotExplanation text = explanation.slots[number];
    if (role.use == SlotUse::ephemeral || role.use == SlotUse::ecdhResult) tellNeighbours(text);
    auto same = groups.begin();
    while (same != groups.end() && !same->tells(role, text)) ++same;
    if (same == groups.end()) same = groups.insert(groups.end(), {role, text, {}});
    same->slots.push_back(number);
  }
  return groups;
}

/// What its key can do matters to people; of the others the chip could use the content as a key, too.
bool isKey(SlotUse use) {
  return use == SlotUse::tlsIdentity || use == SlotUse::ephemeral || use == SlotUse::pairingSecret ||
         use == SlotUse::counter;
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

}  // namespace

void printSteps(Console& console, const provision::Plan& plan) {
  unsigned number = 0;
  for (const provision::Step& step : plan.steps) {
    console.line(fmt::format("  {}. {}{}", ++number, step.what,
                             step.forEver ? ": " + console.styled(Style::warning, "for ever") : ""));
    if (step.kind != provision::StepKind::writeConfig) continue;
    console.line("     " + wrapped(fmt::format("{}", fmt::join(changedFields(plan), ", ")), 5));
  }
}

void printSlotMap(Console& console, const Profile& profile, const ConfigZone& config) {
  for (const SlotGroup& group : groupsOf(profile, config)) {
    console.line(console.styled(
        Style::bold, fmt::format("{}: {}", capital(slotList(group.slots)), slotUseName(group.role.use))));
    printLabelled(console, "is", {slotUseMeaning(group.role.use)});
    if (group.role.use == SlotUse::unused) continue;
    if (isKey(group.role.use)) printLabelled(console, "use", group.words.use);
    printLabelled(console, "read", group.words.read);
    printLabelled(console, "change", group.words.change);
  }
}

std::vector<std::string> consequences(const provision::Plan& plan) {
  std::vector<std::string> list;
  for (const provision::Step& step : plan.steps) {
    if (step.forEver) list.push_back(step.afterwards);
  }
  return list;
}

Json stepsJson(const provision::Plan& plan) {
  Json steps = Json::array();
  for (const provision::Step& step : plan.steps) {
    Json json{{"step", stepName(step.kind)}, {"what", step.what}, {"forEver", step.forEver}};
    if (step.forEver) json["afterwards"] = step.afterwards;
    steps.push_back(json);
  }
  return steps;
}

Json slotMapJson(const Profile& profile, const ConfigZone& config) {
  const Explanation explanation = explain(locked(config));
  Json slots = Json::array();
  for (unsigned number = 0; number < Slot::kCount; ++number) {
    const SlotRole& role = profile.slots.at(slotAt(number));
    const SlotExplanation& text = explanation.slots[number];
    Json json{{"slot", number}, {"use", slotUseName(role.use)}};
    if (role.use == SlotUse::unused) {
      slots.push_back(json);
      continue;
    }
    json["access"] = accessWord(role.access);
    json["renewable"] = role.renewable;
    json["holds"] = text.holds;
    json["text"] = {{"use", text.use}, {"read", text.read}, {"change", text.change}};
    slots.push_back(json);
  }
  return slots;
}

std::vector<std::string> changedFields(const provision::Plan& plan) {
  if (plan.complete()) return {};  // the lock bytes, which differ then, are no change that is to come
  std::vector<std::string> names;
  std::map<std::string, std::vector<unsigned>> ofSlots;
  atecc::forEachDifference(plan.before.config, plan.target,
                           [&](const atecc::ConfigField& field, unsigned index) {
                             if (field.count == Slot::kCount) {
                               ofSlots[field.name].push_back(index);
                             } else {
                               names.emplace_back(field.name);
                             }
                           });
  for (const auto& [name, slots] : ofSlots) names.push_back(fmt::format("{} of {}", name, slotList(slots)));
  return names;
}

}  // namespace signet::cli
