// Asking for "--irreversible yes" before what cannot be undone.
#pragma once

#include <istream>
#include <string>

namespace CLI {
class App;
}

namespace signet::cli {

class Console;

/// Adds --irreversible to a command.
void addConfirmation(CLI::App& command, std::string& value);

/// True for "yes", false when not given. Throws UserError (Exit::usage) for anything else.
bool isConfirmed(const std::string& value);

/// Shows the question on stderr and reads a line. True for "yes" and nothing else, also at the end of input.
bool answersYes(Console& console, std::istream& in, const std::string& question);

}  // namespace signet::cli
