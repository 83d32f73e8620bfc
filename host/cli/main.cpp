#include <fcntl.h>
#include <unistd.h>

#include <iostream>

#include "host/cli/run.h"

namespace {

/// Were one of the first three descriptors closed, the next file that is opened would get its number, and
/// what is meant for the terminal would be written into a chip image. /dev/null cannot be written this way,
/// so that nothing counts as printed that is not.
void occupyStandardDescriptors() {
  int descriptor = -1;
  do {
    descriptor = ::open("/dev/null", O_RDONLY);
  } while (descriptor >= 0 && descriptor <= STDERR_FILENO);
  if (descriptor >= 0) ::close(descriptor);
}

}  // namespace

int main(int argc, char** argv) {
  occupyStandardDescriptors();
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return signet::cli::run(arguments, std::cin, std::cout, std::cerr,
                          signet::cli::ConsoleOptions::ofProcess());
}
