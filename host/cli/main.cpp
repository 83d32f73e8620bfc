#include <iostream>

#include "host/cli/run.h"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return signet::cli::run(arguments, std::cin, std::cout, std::cerr,
                          signet::cli::ConsoleOptions::ofProcess());
}
