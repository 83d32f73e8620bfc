// `signet broker`: the system's mosquitto, set up so that only known devices get in.
#include <fmt/format.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>

#include "host/base/values.h"
#include "host/broker/broker.h"
#include "host/cli/command.h"
#include "host/cli/commands.h"
#include "host/cli/home_option.h"
#include "host/cli/virtual/run_signals.h"
#include "host/pki/authority.h"

namespace signet::cli {
namespace {

using broker::Broker;
using broker::BrokerSettings;
using home::Home;

struct BrokerOptions {
  std::string home;
  std::string port = std::to_string(home::kMqttTlsPort);
  BrokerSettings settings;
  bool print = false;
};

BrokerSettings settingsOf(const BrokerOptions& options) {
  BrokerSettings settings = options.settings;
  settings.port = static_cast<std::uint16_t>(parseNumber(options.port, "The port", 1, 65535));
  return settings;
}

/// Tells when the revocation list is replaced.
class RevocationWatch {
 public:
  explicit RevocationWatch(const Home& home) : fd_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    if (fd_ >= 0 && ::inotify_add_watch(fd_, home.ca("").c_str(), IN_MOVED_TO) >= 0) return;
    const int error = errno;
    if (fd_ >= 0) ::close(fd_);
    throw UserError(Exit::badFile, fmt::format("Cannot watch {}: {}.", home.ca(""), std::strerror(error)),
                    "Raise fs.inotify.max_user_watches, or close some programs, and try again.");
  }
  ~RevocationWatch() { ::close(fd_); }
  RevocationWatch(const RevocationWatch&) = delete;
  RevocationWatch& operator=(const RevocationWatch&) = delete;

  int fd() const { return fd_; }
  /// Whether it was, since the last call.
  bool changed() const {
    alignas(inotify_event) char events[4096];
    bool found = false;
    for (ssize_t size = 0; (size = ::read(fd_, events, sizeof events)) > 0;) {
      for (ssize_t at = 0; at < size;) {
        const auto* const event = reinterpret_cast<const inotify_event*>(events + at);
        found |= event->len > 0 && std::strcmp(event->name, "crl.pem") == 0;
        at += static_cast<ssize_t>(sizeof *event + event->len);
      }
    }
    return found;
  }

 private:
  int fd_;
};

/// As long as mosquitto runs and no signal ends it.
void serveBroker(Console& console, Broker& broker, const SignalFd& signals,
                 const RevocationWatch& revocations) {
  for (;;) {
    pollfd entries[] = {
        {signals.fd(), POLLIN, 0}, {broker.endedFd(), POLLIN, 0}, {revocations.fd(), POLLIN, 0}};
    if (::poll(entries, std::size(entries), -1) < 0) continue;
    if (entries[0].revents != 0) {
      if (signals.next().ssi_signo != SIGHUP) return broker.stop();
      broker.reload();
    } else if (entries[1].revents != 0) {
      throw UserError(Exit::broker,
                      fmt::format("mosquitto ended by itself, with exit status {}.", *broker.exitStatus()),
                      "Its last lines above say why.");
    } else if (revocations.changed()) {
      console.note("The revocation list has changed; mosquitto reads it again.");
      broker.reload();
    }
  }
}

void announceBroker(Console& console, const Home& home, const BrokerSettings& settings) {
  if (console.json()) {
    console.result(Json{{"listen", settings.listen},
                        {"port", settings.port},
                        {"names", broker::brokerNames(settings)},
                        {"trust", home.ca("root.crt")},
                        {"config", home.broker("mosquitto.conf")}});
  } else {
    console.line(fmt::format("mosquitto accepts devices of {} at {} port {}", home.folder(), settings.listen,
                             settings.port));
    console.note("Clients trust " + home.ca("root.crt") + ". Ctrl-C ends the broker; sessions are kept.");
  }
  console.flush();
}

void runBroker(Context& context, const BrokerOptions& options) {
  const Home home = Home::find(options.home);
  const BrokerSettings settings = settingsOf(options);
  Console& console = context.console();
  if (options.print) {
    const std::string configuration = broker::brokerConfig(home, settings);
    const std::string access = broker::brokerAccess();
    if (console.json()) return console.result(Json{{"config", configuration}, {"acl", access}});
    return console.raw(fmt::format("{}\n# {}\n{}", configuration, home.broker("acl"), access));
  }
  const SignalFd signals{SIGINT, SIGTERM, SIGHUP};
  Broker broker(home, settings, [&console](std::string_view line) {
    if (!console.json()) console.err() << line << '\n';
  });
  if (!broker::isLoopback(settings.listen))
    console.warn("other computers can reach this broker. It lets in only devices that have a certificate.");
  (void)pki::Authority::open(home);  // its own sentence, should there be none
  const RevocationWatch revocations(home);
  broker.start(std::time(nullptr));
  announceBroker(console, home, settings);
  serveBroker(console, broker, signals, revocations);
}

}  // namespace

void addBroker(CLI::App& root, Context& context) {
  auto options = std::make_shared<BrokerOptions>();
  CLI::App& command = addCommand(root, "broker",
                                 {.summary = "run mosquitto so that only your devices get in",
                                  .details = "Runs the system's mosquitto with a configuration made for it: "
                                             "TLS 1.2 or newer, every client needs a\n"
                                             "certificate of this home's authority, "
                                             "each device is confined to its own topics devices/NAME/..., "
                                             "and\n"
                                             "the operator (operator/operator.crt) "
                                             "reads all of them and writes devices/NAME/command. Only this\n"
                                             "computer can reach it unless --listen says otherwise. "
                                             "Certificates that `signet ca revoke` revokes\n"
                                             "are refused at once.",
                                  .examples = {"signet broker", "signet broker --print",
                                               "signet broker --listen 0.0.0.0 --name broker.example.com"}});
  addOption(command, "--listen", options->settings.listen, "the address of this computer to listen at")
      .typeName("ADDRESS")
      .showDefault();
  addOption(command, "--port", options->port, "the port").showDefault();
  addOption(command, "--name", options->settings.names,
            "another name or address by which clients reach it, for its certificate; several may be given")
      .typeName("NAME")
      .oneEach();
  addOption(command, "--mosquitto", options->settings.program, "the program, if it is not found by itself")
      .typeName("FILE");
  addFlag(command, "--print", options->print, "print its configuration and access rules, and run nothing");
  addHomeOption(command, options->home);
  onRun(command, [&context, options] { runBroker(context, *options); });
}

}  // namespace signet::cli
