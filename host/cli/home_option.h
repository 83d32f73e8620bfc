// --home: the folder in which signet keeps what it knows on this computer (host/home/home.h).
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace signet::cli {

void addHomeOption(CLI::App& command, std::string& value);

}  // namespace signet::cli
