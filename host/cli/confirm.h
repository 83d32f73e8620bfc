// Asking for "--irreversible yes" before what cannot be undone.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace signet::cli {

/// Adds --irreversible to a command.
void addConfirmation(CLI::App& command, std::string& value);

/// True for "yes", false when not given. Throws UserError (Exit::usage) for anything else.
bool isConfirmed(const std::string& value);

}  // namespace signet::cli
