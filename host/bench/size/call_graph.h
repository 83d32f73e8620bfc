// CallGraph: how deep the stack of compiled code gets, from what GCC writes with -fcallgraph-info=su.
//
// Each translation unit gives one file (NAME.ci) with a node per function (its frame in bytes) and an
// edge per call:
//
//     node: { title: "_ZN1fEv" label: "void f()\na.cpp:5:8\n64 bytes (static)" }
//     edge: { sourcename: "_ZN1fEv" targetname: "memcpy" label: "a.cpp:6:3" }
//
// A call through a pointer is an edge to "__indirect_call". What it reaches follows from the place of the
// call: in the header of an interface (signet/i2c/bus.h, ...) whose code belongs to the port, or in a file of
// which a table says what its pointers are set to.
#pragma once

#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace signet::bench {

/// The graph has something that makes the depth unknown; what() says what and where.
class CallGraphError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What is known about code that has no node, or only a stand-in: functions of the C library, the compiler's
/// library and the ROM, and interfaces.
/// What calls through pointers reach, by where they stand. The first that fits a call counts.
struct PointerCalls {
  std::string file;                  ///< end of the path of the call's place
  std::string caller;                ///< part of the caller's name; empty: any
  std::vector<std::string> targets;  ///< the beginning of their names; with "::" any part. Empty: nothing
};

struct KnownFrames {
  std::map<std::string, unsigned, std::less<>> functions;  ///< function name: bytes of stack, calls included
  std::map<std::string, unsigned, std::less<>>
      interfaces;  ///< end of the header's path: bytes counted for the port
  std::vector<PointerCalls> pointers = {};
};

class CallGraph {
 public:
  /// Adds the content of one .ci file. CallGraphError: it is not one, or a frame is not fixed when compiled.
  void add(std::string_view text);

  struct Path {
    unsigned bytes = 0;
    std::vector<std::string> functions;  ///< outermost first, as "name (bytes)"
  };

  /// The deepest path that begins with `function` (its mangled name).
  /// CallGraphError: recursion, an unknown function, an indirect call in an unknown place, a target of
  /// `known` that no function has for a name.
  Path deepest(const std::string& function, const KnownFrames& known) const;

  /// Mangled names of the functions that `function` calls itself; empty for an unknown one.
  std::vector<std::string> calleesOf(const std::string& function) const;

 private:
  struct Call {
    std::string callee;
    std::string place;
    bool operator<(const Call& other) const {
      return std::tie(callee, place) < std::tie(other.callee, other.place);
    }
  };
  struct Function {
    std::string readable;
    unsigned frame = 0;
    std::set<Call> calls;
  };
  class Walk;

  void addNode(std::string_view line);
  const Function* find(const std::string& name) const;
  std::vector<std::string> named(const std::string& target) const;

  std::map<std::string, Function, std::less<>> functions_;
};

}  // namespace signet::bench
