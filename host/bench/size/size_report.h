// Size report: code, RAM and worst stack of the driver, and of the whole secure MQTT client, on the ESP8266,
// from what scripts/size-report.sh built.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/bench/figure.h"

namespace signet::bench {

/// A build to measure is missing or not readable; what() says what to do.
class SizeReportError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct SizeReport {
  std::vector<Figure> figures;
  std::vector<std::string> deepestCalls;        ///< of the part TLS needs, outermost first
  std::vector<std::string> deepestClientCalls;  ///< of the whole client
};

/// The limit for the driver in the part that TLS needs.
constexpr double kCodeLimit = 6 * 1024;
constexpr double kStackLimit = 512;
constexpr double kRamLimit = 300;

/// The limit for signet and BearSSL together in a whole secure MQTT client, without lwIP.
constexpr double kClientFlashLimit = 60 * 1024;
constexpr double kClientRamLimit = 16 * 1024;

/// `build` is the folder of the lx106 preset (build/lx106).
/// SizeReportError: not built, or the stack cannot be measured.
SizeReport measureSize(const std::filesystem::path& build);

}  // namespace signet::bench
