#include "host/bench/size/call_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace signet::bench {
namespace {

constexpr std::string_view kIndirect = "__indirect_call";

/// The text between the quotes behind `key`, as in: title: "text".
std::string_view quoted(std::string_view line, std::string_view key) {
  const std::size_t at = line.find(key);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = line.find('"', at);
  if (begin == std::string_view::npos) return {};
  const std::size_t end = line.find('"', begin + 1);
  if (end == std::string_view::npos) return {};
  return line.substr(begin + 1, end - begin - 1);
}

/// The frame in a label "name\nplace\n64 bytes (static)"; nothing for a function that is only declared here.
std::optional<unsigned> frameOf(std::string_view label) {
  const std::size_t bytes = label.find(" bytes (");
  if (bytes == std::string_view::npos) return {};
  std::size_t begin = bytes;
  while (begin > 0 && label[begin - 1] >= '0' && label[begin - 1] <= '9') --begin;
  unsigned frame = 0;
  std::from_chars(label.data() + begin, label.data() + bytes, frame);
  const std::string_view kind = label.substr(bytes + std::string_view(" bytes (").size());
  if (kind.substr(0, 6) != "static")
    throw CallGraphError(fmt::format("the stack frame of {} is not fixed when compiled: {}",
                                     label.substr(0, label.find("\\n")), label));
  return frame;
}

}  // namespace

void CallGraph::add(std::string_view text) {
  if (text.substr(0, 6) != "graph:") throw CallGraphError("this is no file of -fcallgraph-info");
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.substr(0, 5) == "node:") addNode(line);
    if (line.substr(0, 5) == "edge:") {
      functions_[std::string(quoted(line, "sourcename:"))].calls.insert(
          {std::string(quoted(line, "targetname:")), std::string(quoted(line, "label:"))});
    }
  }
}

void CallGraph::addNode(std::string_view line) {
  const std::string_view label = quoted(line, "label:");
  const std::optional<unsigned> frame = frameOf(label);
  if (!frame) return;
  Function& function = functions_[std::string(quoted(line, "title:"))];
  function.readable = std::string(label.substr(0, label.find("\\n")));
  function.frame = std::max(function.frame, *frame);
}

// GCC calls the complete constructor C1 (destructor D1) but writes the node of C2 (D2), which is the same
// function when there is no virtual base.
const CallGraph::Function* CallGraph::find(const std::string& name) const {
  const auto has = [](const auto& entry) { return !entry.second.readable.empty(); };
  if (const auto found = functions_.find(name); found != functions_.end() && has(*found))
    return &found->second;
  for (const char* const kind : {"C1E", "D1E"}) {
    const std::size_t at = name.rfind(kind);
    if (at == std::string::npos) continue;
    std::string other = name;
    other[at + 1] = '2';
    if (const auto found = functions_.find(other); found != functions_.end() && has(*found))
      return &found->second;
  }
  return nullptr;
}

std::vector<std::string> CallGraph::calleesOf(const std::string& function) const {
  std::vector<std::string> names;
  const Function* const found = find(function);
  if (found == nullptr) return names;
  for (const Call& call : found->calls) {
    if (call.callee != kIndirect) names.push_back(call.callee);
  }
  return names;
}

std::vector<std::string> CallGraph::named(const std::string& target) const {
  const bool anywhere = target.find("::") != std::string::npos;
  std::vector<std::string> names;
  for (const auto& [name, function] : functions_) {
    const std::size_t at = function.readable.find(target);
    if (anywhere ? at != std::string::npos : at == 0) names.push_back(name);
  }
  if (names.empty())
    throw CallGraphError("no function is named " + target + ", which a pointer should reach");
  return names;
}

/// One depth-first search with memory.
class CallGraph::Walk {
 public:
  Walk(const CallGraph& graph, const KnownFrames& known) : graph_(graph), known_(known) {}

  const Path& visit(const std::string& name) {
    if (const auto done = done_.find(name); done != done_.end()) return done->second;
    if (!open_.insert(name).second) throw CallGraphError(name + " calls itself, directly or over others");
    Path path = measure(name);
    open_.erase(name);
    return done_.emplace(name, std::move(path)).first->second;
  }

 private:
  Path measure(const std::string& name) {
    const Function* const function = graph_.find(name);
    if (function == nullptr || known_.functions.count(name) != 0) return external(name);
    Path deepest;
    for (const Call& call : function->calls) {
      const Path path = call.callee == kIndirect ? pointer(*function, call.place) : visit(call.callee);
      if (path.bytes >= deepest.bytes) deepest = path;
    }
    deepest.bytes += function->frame;
    deepest.functions.insert(deepest.functions.begin(),
                             fmt::format("{} ({})", function->readable, function->frame));
    return deepest;
  }

  Path external(const std::string& name) const {
    const auto known = known_.functions.find(name);
    if (known == known_.functions.end())
      throw CallGraphError(name + ": nothing is known about the stack of this function");
    return {known->second, {fmt::format("{} ({})", name, known->second)}};
  }

  Path pointer(const Function& caller, const std::string& place) {
    const std::string_view file = std::string_view(place).substr(0, place.find(':'));
    const auto isFile = [&](std::string_view end) {
      return file.size() >= end.size() && file.substr(file.size() - end.size()) == end;
    };
    for (const PointerCalls& calls : known_.pointers) {
      if (isFile(calls.file) && caller.readable.find(calls.caller) != std::string::npos)
        return deepestOf(calls.targets);
    }
    for (const auto& [header, bytes] : known_.interfaces) {
      if (isFile(header)) return {bytes, {fmt::format("behind {} ({})", header, bytes)}};
    }
    throw CallGraphError("a call through a pointer at " + place + ": nothing is known about what it reaches");
  }

  Path deepestOf(const std::vector<std::string>& targets) {
    Path deepest;
    for (const std::string& target : targets) {
      for (const std::string& name : graph_.named(target)) {
        const Path& path = visit(name);
        if (path.bytes >= deepest.bytes) deepest = path;
      }
    }
    return deepest;
  }

  const CallGraph& graph_;
  const KnownFrames& known_;
  std::map<std::string, Path> done_;
  std::set<std::string> open_;
};

CallGraph::Path CallGraph::deepest(const std::string& function, const KnownFrames& known) const {
  return Walk(*this, known).visit(function);
}

}  // namespace signet::bench
