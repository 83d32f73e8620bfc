// What the command reports to its user when something goes wrong: a sentence, what to do next, an exit code.
//
// Code of the command throws UserError; run() prints it and returns its exit code. With --json the error is
// one JSON object on stderr:
//
//     {"error": {"name": "noChip", "exitCode": 3, "status": "noDevice", "message": "...", "next": "..."}}
#pragma once

#include <optional>
#include <span>
#include <stdexcept>
#include <string>

#include "signet/core/status.h"

namespace signet {

/// Exit codes. Numbers are stable; docs/cli.md and `signet --help` show the same table.
enum class Exit : int {
  ok = 0,
  no = 1,         ///< the answer is no: a signature does not verify, lint found something, two things differ
  usage = 2,      ///< the command line or a value given with it is wrong
  noChip = 3,     ///< no chip where one was looked for
  bus = 4,        ///< the bus cannot be opened (permission, missing) or broke
  refused = 5,    ///< the chip, its configuration or its lock state refuses what was asked
  badFile = 6,    ///< a file is missing, damaged, or not what it should be
  needsYes = 7,   ///< it cannot be undone and was not confirmed: nothing was changed
  badAnswer = 8,  ///< the chip answered, but damaged or wrong, also when tried again
  unknown = 9,    ///< a change may or may not have happened: look at the chip before you continue
  network = 10,   ///< the host cannot be found or reached, or the connection broke
  tls = 11,       ///< the server is not who it should be, or does not accept this device
  broker = 12,    ///< the broker says no, or does not speak MQTT
  busy = 13,      ///< another program uses the chip, the home folder or the broker right now
  internal = 70,  ///< a defect of signet itself
  noCommand = 127,  ///< run, trace: the program to run does not exist or cannot be run
};

struct ExitInfo {
  Exit code;
  const char* name;
  const char* meaning;
};

/// All exit codes in order of their numbers, with name and meaning.
std::span<const ExitInfo> exitCodes();
const char* exitName(Exit code);

/// Thrown by commands. `what()` is the sentence of what happened and where; `next()` says what to do now.
class UserError : public std::runtime_error {
 public:
  UserError(Exit code, const std::string& message, std::string next, std::optional<Status> status = {});

  Exit code() const { return code_; }
  const std::string& next() const { return next_; }
  /// The driver's status behind it, if a chip or bus was involved.
  std::optional<Status> status() const { return status_; }

 private:
  Exit code_;
  std::string next_;
  std::optional<Status> status_;
};

/// A wrong value on the command line (exit code 2).
UserError usageError(const std::string& message, std::string next);

/// The sentence for a status of the driver. `doing` says what was under way, as a participle that starts a
/// sentence: "Reading slot 8". Status::ok is a programmer's error.
UserError statusError(Status status, const std::string& doing);

/// Throws statusError() unless the status is ok.
void check(Status status, const std::string& doing);

/// The value, or throws statusError().
template <typename T>
T valueOf(Result<T> result, const std::string& doing) {
  check(result.status(), doing);
  return std::move(result).value();
}

}  // namespace signet
