// `signet counter`: the two counters that only go up.
#include <fmt/format.h>

#include <memory>

#include "host/base/values.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"

namespace signet::cli {
namespace {

atecc::CounterId idOf(const std::string& text) {
  return parseNumber(text, "The counter", 0, 1) == 0 ? atecc::CounterId::counter0
                                                     : atecc::CounterId::counter1;
}

void printCounter(Context& context, const std::vector<std::pair<unsigned, std::uint32_t>>& values) {
  Json counters = Json::array();
  for (const auto& [number, value] : values) {
    counters.push_back(Json{{"counter", number}, {"value", value}, {"limit", atecc::kCounterMax}});
    if (!context.console().json()) context.console().line(fmt::format("Counter {}: {}", number, value));
  }
  if (context.console().json()) context.console().result(Json{{"counters", counters}});
}

void readCounter(Context& context, const std::string& which) {
  std::vector<std::pair<unsigned, std::uint32_t>> values;
  for (const std::string& text : which.empty() ? std::vector<std::string>{"0", "1"} : std::vector{which}) {
    const atecc::CounterId id = idOf(text);
    const auto number = static_cast<unsigned>(id);
    values.emplace_back(number, context.chip().value(context.chip().device().counter(id),
                                                     fmt::format("Reading counter {}", number)));
  }
  printCounter(context, values);
}

void increment(Context& context, const std::string& which) {
  const atecc::CounterId id = idOf(which);
  const auto number = static_cast<unsigned>(id);
  const std::string doing = fmt::format("Incrementing counter {}", number);
  const auto result = context.chip().device().incrementCounter(id);
  if (result.status() == Status::executionError) {
    throw UserError(Exit::refused,
                    fmt::format("{}: it has reached its limit, {}.", doing, atecc::kCounterMax),
                    "It stays there for ever; use the other counter or another chip.", result.status());
  }
  printCounter(context, {{number, context.chip().value(result, doing)}});
}

}  // namespace

void addCounter(CLI::App& root, Context& context) {
  CLI::App& group = addCommandGroup(
      root, "counter",
      {.summary = "read or increment the chip's two counters",
       .details =
           "They only ever go up, to 2097151. Counter 0 also counts the uses of slots with LimitedUse.",
       .examples = {"signet counter read", "signet counter increment 1"}});
  auto readWhich = std::make_shared<std::string>();
  CLI::App& reading = addCommand(group, "read",
                                 {.summary = "print one counter, or both",
                                  .examples = {"signet counter read", "signet counter read 1"}});
  addOption(reading, "counter", *readWhich, "0 or 1; both if not given");
  onRun(reading, [&context, readWhich] { readCounter(context, *readWhich); });

  auto which = std::make_shared<std::string>();
  CLI::App& incrementing = addCommand(
      group, "increment",
      {.summary = "add one to a counter, for ever, and print the new value",
       .details = "There is no way back down. If the answer is lost the counter is read back, and never\n"
                  "incremented twice.",
       .examples = {"signet counter increment 1"}});
  addOption(incrementing, "counter", *which, "0 or 1").required();
  onRun(incrementing, [&context, which] { increment(context, *which); });
}

}  // namespace signet::cli
