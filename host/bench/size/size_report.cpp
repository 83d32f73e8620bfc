#include "host/bench/size/size_report.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "host/bench/size/call_graph.h"
#include "host/bench/size/link_map.h"

namespace signet::bench {
namespace {

namespace fs = std::filesystem;

/// Those of the C library are leaves without a frame; like the divisions, which are given more than any such
/// function needs, they stand in the ESP8266's ROM. What is behind an interface belongs to the port.
const KnownFrames kKnown{
    {{"memcpy", 0},
     {"memmove", 0},
     {"memset", 0},
     {"memcmp", 0},
     {"strlen", 0},
     {"__ashldi3", 16},
     {"__muldi3", 64},
     {"__divsi3", 16},
     {"__modsi3", 16},
     {"__udivsi3", 16},
     {"__umodsi3", 16},
     {"__divdi3", 64},
     {"__moddi3", 64},
     {"__udivdi3", 64},
     {"__umoddi3", 64},
     // Linked with BearSSL's handshake, but for suites that signet does not offer.
     {"br_ssl_engine_switch_cbc_in", 0},
     {"br_ssl_engine_switch_cbc_out", 0},
     {"br_ssl_engine_switch_ccm_in", 0},
     {"br_ssl_engine_switch_ccm_out", 0}},
    {{"signet/i2c/bus.h", 0},
     {"signet/core/clock.h", 0},
     {"signet/core/sha256.h", 0},
     {"signet/time/date.h", 0},
     {"signet/tls/crypto.h", 0},     // entropy; protected ECDH is not there
     {"signet/tls/observer.h", 0}},  // the application
    {
        // BearSSL, as signet::tls::Client configures it.
        {"src/hash/multihash.c", "br_multihash_init", {"br_sha256_init", "br_sha224_state"}},
        {"src/hash/multihash.c",
         "br_multihash_update",
         {"br_sha224_set_state", "br_sha224_update", "br_sha224_state"}},
        {"src/hash/multihash.c", "", {"br_sha2"}},
        {"src/x509/x509_minimal.c", "", {"br_sha2", "tls::Curve::verify("}},
        {"src/ssl/ssl_engine.c", "jump_handshake", {"br_ssl_hs_client_run"}},
        {"src/ssl/ssl_engine.c", "br_ssl_engine_hs_reset", {"br_ssl_hs_client_init_main"}},
        {"src/ssl/ssl_engine.c", "br_ssl_engine_init_rand", {}},
        {"src/ssl/ssl_engine.c", "compute_", {"tls::prfSha256("}},
        {"src/ssl/ssl_engine.c",
         "",
         {"gcm_", "in_gcm_init", "out_gcm_init", "chapol_", "in_chapol_init", "out_chapol_init", "clear_"}},
        {"src/ssl/ssl_rec_gcm.c", "", {"br_aes_ct_ctr_", "br_ghash_ctmul32"}},
        {"src/ssl/ssl_rec_chapol.c", "", {"br_poly1305_ctmul32_run"}},
        {"src/symcipher/poly1305_ctmul32.c", "", {"br_chacha20_ct_run"}},
        {"src/ssl/ssl_hs_client.c",
         "verify_SKE_sig",
         {"br_sha2", "tls::ChainValidator::publicKey(", "tls::Curve::verify("}},
        {"src/ssl/ssl_hs_client.c",
         "make_pms_ecdh",
         {"tls::ChainValidator::publicKey(", "tls::Curve::mul(", "tls::Curve::mulGenerator(",
          "tls::Curve::generator(", "tls::Curve::order(", "tls::Curve::xOffset("}},
        {"src/ssl/ssl_hs_client.c",
         "",
         {"br_sha2", "tls::ChainValidator::startChain(", "tls::ChainValidator::startCertificate(",
          "tls::ChainValidator::append(", "tls::ChainValidator::endCertificate(",
          "tls::ChainValidator::endChain(", "tls::ChainValidator::publicKey(", "tls::Identity::ignore",
          "tls::Identity::choose(", "tls::Identity::staticEcdh(", "tls::Identity::sign(", "tls::Curve::mul(",
          "tls::Curve::mulGenerator(", "tls::Curve::generator(", "tls::Curve::order(", "tls::Curve::xOffset(",
          "tls::Curve::verify("}},
        // signet: pointers into BearSSL, and interfaces that signet itself implements.
        {"signet/tls/validator.cpp", "ChainValidator::startChain(", {"xm_start_chain"}},
        {"signet/tls/validator.cpp", "ChainValidator::startCertificate(", {"xm_start_cert"}},
        {"signet/tls/validator.cpp", "ChainValidator::append(", {"xm_append"}},
        {"signet/tls/validator.cpp", "ChainValidator::endCertificate(", {"xm_end_cert"}},
        {"signet/tls/validator.cpp", "ChainValidator::endChain(", {"xm_end_chain"}},
        {"signet/tls/validator.cpp", "ChainValidator::publicKey(", {"xm_get_pkey"}},
        {"signet/tls/curve.cpp", "", {}},  // software for elliptic curves is not there
        {"signet/x509/signer.h", "", {"x509::ChipSigner::do"}},
        {"signet/net/stream.h", "tls::Client::", {}},  // the port's transport
        {"signet/net/stream.h", "Stream::close()", {"tls::Client::doClose("}},
        {"signet/net/stream.h", "Connection::fillReceived()", {"tls::Client::doRead("}},
        {"signet/net/stream.h",
         "",
         {"tls::Client::doRead(", "tls::Client::doWrite(", "tls::Client::doClose("}},
        {"signet/mqtt/store.h", "", {"mqtt::RamStore::do"}},
        {"signet/mqtt/message.h", "", {}},  // a payload of the application's
        {"signet/mqtt/outbox.cpp", "", {"device::Connection::on"}},
        {"signet/mqtt/client_receive.cpp", "", {"device::Connection::on"}},
        // The same in earlier commits, which size-change.sh compares with.
        {"signet/mqtt/client.h", "", {}},
        {"signet/mqtt/client_send.cpp", "", {"device::Connection::on"}},
        {"signet/device/connection.h", "", {}},  // events for the application
        {"signet/device/connection.cpp", "", {}},
        {"signet/device/exchange.cpp", "", {}},
    },
};

std::string contentOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw SizeReportError(file.string() + " is missing. Build it: scripts/size-report.sh");
  return {std::istreambuf_iterator<char>(in), {}};
}

template <typename Predicate>
double sumOf(const std::vector<LinkedSection>& sections, Predicate counts) {
  double sum = 0;
  for (const LinkedSection& section : sections) {
    if (counts(section)) sum += static_cast<double>(section.size);
  }
  return sum;
}

bool isFlash(const LinkedSection& section) {
  return section.isCode() || section.isConstant();
}

/// Code and constants of signet itself, then the same of the libraries it pulls in.
void addCode(std::vector<Figure>& figures, const std::string& part,
             const std::vector<LinkedSection>& sections, std::optional<double> limit) {
  const std::string prefix = "size/" + part;
  figures.push_back({prefix + "/code", sumOf(sections, [&](auto& s) { return s.isSignet() && isFlash(s); }),
                     "bytes", limit});
  figures.push_back({prefix + "/of which constants",
                     sumOf(sections, [](auto& s) { return s.isSignet() && s.isConstant(); }),
                     "bytes",
                     {}});
  figures.push_back(
      {prefix + "/libc and libgcc",
       sumOf(sections,
             [&](auto& s) { return !s.isSignet() && s.isCode() && s.file.find(".a(") != s.file.npos; }),
       "bytes",
       {}});
}

/// Of all libraries, and of that one of the measured programs.
CallGraph readCallGraph(const fs::path& build, const std::string& part) {
  CallGraph graph;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(build, error)) {
    const fs::path& path = entry.path();
    const bool isProgram = path.string().find("/size_") != std::string::npos;
    if (path.extension() == ".ci" && (!isProgram || path.filename() == part + ".cpp.ci"))
      graph.add(contentOf(path));
  }
  if (error) throw SizeReportError(build.string() + " is missing. Build it: scripts/size-report.sh");
  return graph;
}

/// The root only stands for an application: what counts is what it calls.
CallGraph::Path deepestBelow(const CallGraph& graph, const std::string& root) {
  CallGraph::Path deepest;
  for (const std::string& callee : graph.calleesOf(root)) {
    CallGraph::Path path = graph.deepest(callee, kKnown);
    if (path.bytes > deepest.bytes) deepest = std::move(path);
  }
  if (deepest.functions.empty())
    throw SizeReportError("no call graph of " + root + ". Build it: scripts/size-report.sh");
  return deepest;
}

CallGraph::Path stackOf(const fs::path& build, const std::string& part) {
  try {
    return deepestBelow(readCallGraph(build, part), "app");
  } catch (const CallGraphError& error) {
    throw SizeReportError(std::string("the stack cannot be measured: ") + error.what());
  }
}

void addDriver(SizeReport& report, const fs::path& build) {
  const fs::path firmware = build / "firmware/size";
  const std::vector<LinkedSection> tls = parseLinkMap(contentOf(firmware / "tls_part.map"));
  const std::vector<LinkedSection> whole = parseLinkMap(contentOf(firmware / "whole_driver.map"));
  CallGraph::Path path = stackOf(build, "tls_part");
  report.deepestCalls = std::move(path.functions);
  addCode(report.figures, "tls", tls, kCodeLimit);
  report.figures.push_back({"size/tls/worst stack", static_cast<double>(path.bytes), "bytes", kStackLimit});
  report.figures.push_back(
      {"size/tls/RAM", sumOf(tls, [](auto& s) { return s.isRam(); }), "bytes", kRamLimit});
  addCode(report.figures, "whole driver", whole, {});
}

/// All that the linker put into the program but for the application itself: signet, BearSSL, and what they
/// need of the C library.
void addClient(SizeReport& report, const fs::path& build) {
  std::vector<LinkedSection> sections = parseLinkMap(contentOf(build / "firmware/size/mqtt_client.map"));
  std::erase_if(sections, [](const LinkedSection& s) {
    return s.name == ".text.app" || s.name == ".literal.app" || s.file.find("rom_lx106") != std::string::npos;
  });
  const auto add = [&](const std::string& name, double value, std::optional<double> limit = {}) {
    report.figures.push_back({"size/mqtt client/" + name, value, "bytes", limit});
  };
  const auto isBearSsl = [](const LinkedSection& s) {
    return s.file.find("/libbearssl") != std::string::npos;
  };
  CallGraph::Path path = stackOf(build, "mqtt_client");
  const double ram = sumOf(sections, [](auto& s) { return s.isRam(); });
  add("flash", sumOf(sections, isFlash), kClientFlashLimit);
  add("of which constants", sumOf(sections, [](auto& s) { return s.isConstant(); }));
  add("of which BearSSL", sumOf(sections, [&](auto& s) { return isFlash(s) && isBearSsl(s); }));
  add("static RAM", ram);
  add("worst stack", path.bytes);
  add("RAM and stack", ram + path.bytes, kClientRamLimit);
  report.deepestClientCalls = std::move(path.functions);
}

}  // namespace

SizeReport measureSize(const fs::path& build) {
  SizeReport report;
  addDriver(report, build);
  addClient(report, build);
  return report;
}

}  // namespace signet::bench
