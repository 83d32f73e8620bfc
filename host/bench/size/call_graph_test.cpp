#include "host/bench/size/call_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signet::bench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string node(const std::string& name, const std::string& usage) {
  return "node: { title: \"" + name + "\" label: \"int " + name + "()\\na.cpp:4:38\\n" + usage + "\" }\n";
}
std::string edge(const std::string& from, const std::string& to, const std::string& place = "a.cpp:9:9") {
  return "edge: { sourcename: \"" + from + "\" targetname: \"" + to + "\" label: \"" + place + "\" }\n";
}
std::string file(const std::string& content) {
  return "graph: { title: \"a.cpp\"\n" + content + "}\n";
}

const KnownFrames kKnown{{{"memcpy", 16}}, {{"signet/i2c/bus.h", 100}}};

std::string errorOf(const CallGraph& graph, const std::string& function) {
  try {
    (void)graph.deepest(function, kKnown);
  } catch (const CallGraphError& error) {
    return error.what();
  }
  return "";
}

TEST(CallGraph, DeepestPathOverSeveralFiles) {
  CallGraph graph;
  graph.add(file(node("f", "64 bytes (static)\\n0 dynamic objects") + edge("f", "g") + edge("f", "h") +
                 "node: { title: \"g\" label: \"g\\na.h:1:1\" shape : ellipse }\n"));
  graph.add(file(node("g", "32 bytes (static)") + edge("g", "memcpy") + node("h", "40 bytes (static)")));
  const CallGraph::Path path = graph.deepest("f", kKnown);
  EXPECT_EQ(path.bytes, 64u + 32 + 16);
  EXPECT_THAT(path.functions, ElementsAre("int f() (64)", "int g() (32)", "memcpy (16)"));
  EXPECT_THAT(graph.calleesOf("f"), ElementsAre("g", "h"));
  EXPECT_THAT(graph.calleesOf("nothing"), ElementsAre());
}

TEST(CallGraph, CallsThroughAnInterfaceCountWhatIsKnownOfIt) {
  CallGraph graph;
  graph.add(
      file(node("f", "8 bytes (static)") + edge("f", "__indirect_call", "/x/src/signet/i2c/bus.h:23:67")));
  EXPECT_EQ(graph.deepest("f", kKnown).bytes, 108u);
}

TEST(CallGraph, CallsThroughPointersReachWhatTheTableSays) {
  CallGraph graph;
  graph.add(file(node("f", "8 bytes (static)") + edge("f", "__indirect_call", "/x/hmac.c:1:1") +
                 node("g", "8 bytes (static)") + edge("g", "__indirect_call", "/x/hmac.c:2:2") +
                 node("sha_in", "16 bytes (static)") + node("sha_out", "48 bytes (static)")));
  const KnownFrames known{{}, {}, {{"hmac.c", "int f", {"int sha_"}}, {"hmac.c", "", {"int sha_in"}}}};
  EXPECT_EQ(graph.deepest("f", known).bytes, 56u);
  EXPECT_EQ(graph.deepest("g", known).bytes, 24u);
  EXPECT_EQ(graph.deepest("g", {{}, {}, {{"hmac.c", "", {}}}}).bytes, 8u);
  EXPECT_THROW((void)graph.deepest("g", {{}, {}, {{"hmac.c", "", {"md5"}}}}), CallGraphError);
  EXPECT_THROW((void)graph.deepest("g", {{}, {}, {{"other.c", "", {"int sha_in"}}}}), CallGraphError);
}

TEST(CallGraph, CompleteConstructorIsTheBaseConstructor) {
  CallGraph graph;
  graph.add(file(node("f", "8 bytes (static)") + edge("f", "a.cpp:_ZN1XIiEC1Ei") +
                 node("a.cpp:_ZN1XIiEC2Ei", "16 bytes (static)")));
  EXPECT_EQ(graph.deepest("f", kKnown).bytes, 24u);
}

TEST(CallGraph, RefusesWhatItCannotMeasure) {
  CallGraph graph;
  graph.add(file(node("loop", "8 bytes (static)") + edge("loop", "back") + node("back", "8 bytes (static)") +
                 edge("back", "loop") + node("strange", "8 bytes (static)") + edge("strange", "qsort") +
                 node("pointer", "8 bytes (static)") + edge("pointer", "__indirect_call", "b.cpp:7:1")));
  EXPECT_THAT(errorOf(graph, "loop"), HasSubstr("loop calls itself"));
  EXPECT_THAT(errorOf(graph, "strange"), HasSubstr("qsort: nothing is known"));
  EXPECT_THAT(errorOf(graph, "pointer"), HasSubstr("a call through a pointer at b.cpp:7:1"));
  EXPECT_THAT(errorOf(graph, "absent"), HasSubstr("absent: nothing is known"));
  EXPECT_THROW(graph.add(file(node("alloca", "48 bytes (dynamic)"))), CallGraphError);
  EXPECT_THROW(graph.add("ELF"), CallGraphError);
}

}  // namespace
}  // namespace signet::bench
