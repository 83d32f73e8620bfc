// Doctor: everything that has to be right for a device to be connected, looked at one by one.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/cli/connect/connect_options.h"

namespace signet::cli {

struct CheckResult {
  enum class State { ok, warning, failed, skipped };
  std::string check;  ///< "chip", "TLS"
  State state = State::ok;
  std::string text;  ///< what was seen, or the reason
  std::string next;  ///< what to try; empty when all is well
};
/// "OK", "warning", "failed", "skipped".
const char* stateName(CheckResult::State state);

class Doctor {
 public:
  /// Both must outlive it. Throws UserError (usage) for options that cannot be read.
  Doctor(Context& context, const ConnectOptions& options)
      : context_(context), options_(options), choices_(choicesOf(options)) {}

  /// In the order in which they depend on each other. Nothing is changed, but a fresh key is used up.
  const std::vector<CheckResult>& examine();

 private:
  struct Report {
    std::string text;
    std::string warning = {};  ///< what to do about it; empty: all is well
  };

  /// Runs one check if everything it needs went well; whether it went well.
  bool check(const char* name, bool possible, const std::function<Report()>& look);
  void skip(const char* name, const std::string& why);

  Report chip();
  Report bus();
  Report record();
  Report configuration();
  Report pairing();
  Report key();
  Report certificate();
  Report clock();
  Report trust();
  /// The device as its record has it; without a record that can be read, as the chip does.
  identity::Identity& identity();
  void network(bool credentials);
  void connectFully(const client::Settings& settings);
  void connectTcpOnly(const client::Peer& peer);
  void addNetworkFindings(const client::Timeline& timeline, const std::string& address, client::Stage reached,
                          const std::optional<UserError>& failure);

  Context& context_;
  const ConnectOptions& options_;
  identity::Choices choices_;
  std::vector<CheckResult> findings_;
  std::optional<identity::Identity> identity_;
  std::unique_ptr<client::Credentials> credentials_;
};

}  // namespace signet::cli
