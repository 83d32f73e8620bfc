// `signet config diff`: two configurations, field by field.
#include <fmt/format.h>

#include <memory>

#include "host/base/encoding.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/config/config_input.h"

namespace signet::cli {
namespace {

using atecc::BitField;
using atecc::ConfigField;
using atecc::ConfigZone;

struct ConfigDiffOptions {
  std::string a;
  std::string b;
  bool layoutOnly = false;
};

struct BitDifference {
  const char* name;
  unsigned before;
  unsigned after;
};

struct Difference {
  std::string name;  ///< "SlotConfig[3]"
  std::string before;
  std::string after;
  std::vector<BitDifference> bits;
};

unsigned numberOf(Bytes bytes) {
  unsigned number = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) number = number << 8 | bytes[i - 1];
  return number;
}

template <std::size_t N>
std::vector<BitDifference> bitDifferences(const BitField (&bits)[N], unsigned a, unsigned b) {
  std::vector<BitDifference> list;
  atecc::forEachBitDifference(bits, a, b, [&](const BitField& field, unsigned before, unsigned after) {
    list.push_back({field.name, before, after});
  });
  return list;
}

std::vector<BitDifference> bitsOf(const ConfigField& field, Bytes a, Bytes b) {
  const std::string_view name = field.name;
  if (name == "SlotConfig") return bitDifferences(atecc::kSlotConfigBits, numberOf(a), numberOf(b));
  if (name == "KeyConfig") return bitDifferences(atecc::kKeyConfigBits, numberOf(a), numberOf(b));
  if (name == "ChipMode") return bitDifferences(atecc::kChipModeBits, numberOf(a), numberOf(b));
  if (name == "X509format") return bitDifferences(atecc::kX509FormatBits, numberOf(a), numberOf(b));
  return {};
}

/// What one chip has and another has not: serial number and factory bytes, counters, locks.
bool isOfOneChip(const ConfigField& field) {
  return field.access == atecc::ConfigAccess::never || field.access == atecc::ConfigAccess::lock ||
         std::string_view(field.name) == "SlotLocked";
}

std::vector<Difference> differencesOf(const ConfigZone& a, const ConfigZone& b, bool layoutOnly) {
  std::vector<Difference> list;
  atecc::forEachDifference(a, b, [&](const ConfigField& field, unsigned index) {
    if (layoutOnly && isOfOneChip(field)) return;
    const Bytes before = a.field(field, index);
    const Bytes after = b.field(field, index);
    list.push_back({field.count == 1 ? field.name : fmt::format("{}[{}]", field.name, index), hexOf(before),
                    hexOf(after), bitsOf(field, before, after)});
  });
  return list;
}

void printConfigDiff(Console& console, const ConfigInput& a, const ConfigInput& b,
                     const std::vector<Difference>& list) {
  if (list.empty()) {
    console.line(fmt::format("{} and {} are the same.", a.name, b.name));
    return;
  }
  Table table({"FIELD", a.name, b.name, "BITS"});
  for (const Difference& one : list) {
    std::string bits;
    for (const BitDifference& bit : one.bits) {
      bits += fmt::format("{}{} {} -> {}", bits.empty() ? "" : ", ", bit.name, bit.before, bit.after);
    }
    table.row({one.name, one.before, one.after, bits});
  }
  table.print(console);
}

Json toJson(const ConfigInput& a, const ConfigInput& b, const std::vector<Difference>& list) {
  Json fields = Json::array();
  for (const Difference& one : list) {
    Json bits = Json::object();
    for (const BitDifference& bit : one.bits) bits[bit.name] = {{"a", bit.before}, {"b", bit.after}};
    fields.push_back({{"field", one.name}, {"a", one.before}, {"b", one.after}, {"bits", bits}});
  }
  return Json{{"a", a.name}, {"b", b.name}, {"same", list.empty()}, {"differences", fields}};
}

void diff(Context& context, const ConfigDiffOptions& options) {
  const ConfigInput a = readConfigInput(context, options.b.empty() ? "" : options.a);
  const ConfigInput b = readConfigInput(context, options.b.empty() ? options.a : options.b);
  const auto list = differencesOf(a.zone, b.zone, options.layoutOnly);
  if (!list.empty()) context.setExit(Exit::no);
  if (context.console().json()) {
    context.console().result(toJson(a, b, list));
  } else {
    printConfigDiff(context.console(), a, b, list);
  }
}

}  // namespace

void addConfigDiff(CLI::App& root, Context& context) {
  auto options = std::make_shared<ConfigDiffOptions>();
  CLI::App& command = addCommand(
      commandGroup(root, "config"), "diff",
      {.summary = "compare two configurations, field by field",
       .details = "With one name the chip of --chip is compared with it. Exit code 1 if they differ.",
       .examples = {"signet config diff layout.hex --chip sim:my.chip", "signet config diff old.hex new.json",
                    "signet config diff sim:a.chip sim:b.chip --layout"}});
  addOption(command, "a", options->a, "a file, or a chip's name as for --chip")
      .typeName("FILE|CHIP")
      .required();
  addOption(command, "b", options->b, "the other one; without it the chip of --chip is the first");
  addFlag(command, "--layout", options->layoutOnly,
          "leave out what differs from chip to chip: serial number, locks");
  onRun(command, [&context, options] { diff(context, *options); });
}

}  // namespace signet::cli
