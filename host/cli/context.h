// Context: what every subcommand is handed.
#pragma once

#include <istream>
#include <memory>
#include <string>

#include "host/base/errors.h"
#include "host/chip/chip_target.h"
#include "host/cli/console.h"

namespace signet::cli {

class Context {
 public:
  /// Both must outlive it.
  Context(Console& console, std::istream& in) : console_(console), in_(in) {}

  Console& console() { return console_; }
  std::istream& in() { return in_; }

  /// The chip that --chip (or SIGNET_CHIP, or the search) names; opened at the first call. Throws UserError.
  chip::ChipTarget& chip();

  /// What --chip or SIGNET_CHIP says; empty if neither is given.
  const std::string& chipName() const { return chipName_; }
  std::string& chipNameOption() { return chipName_; }

  /// Lets go of the chip: it sleeps. Called after the command; throws UserError if a virtual chip
  /// cannot be saved.
  void close();

  void setExit(Exit code) { exit_ = code; }
  Exit exit() const { return exit_; }

 private:
  Console& console_;
  std::istream& in_;
  std::string chipName_;
  std::unique_ptr<chip::ChipTarget> chip_;
  Exit exit_ = Exit::ok;
};

/// Shows how far a search for chips is, where the console shows progress. The console must outlive it.
chip::SearchProgress searchProgress(Console& console);

}  // namespace signet::cli
