// Clients of `signet chip serve`.

#include <fstream>

#include "signet/port/linux/bus_socket.h"
#include "tests/virtual_i2c/commands.h"

namespace signet::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Bytes = std::vector<std::uint8_t>;

const Bytes kWakeAnswer{0x04, 0x11, 0x33, 0x43};
const Bytes kInfo{0x03, 0x07, 0x30, 0x00, 0x00, 0x00, 0x03, 0x5D};
const Bytes kRandom{0x03, 0x07, 0x1B, 0x00, 0x00, 0x00, 0x24, 0xCD};
const Bytes kInfoAnswer{0x07, 0x00, 0x00, 0x50, 0x00, 0x03, 0x91};

class Server {
 public:
  explicit Server(std::vector<std::string> arguments) : process_(commandOf(std::move(arguments))) {
    announcement_ = process_.line();
    endpoint_ = announcement_.substr(announcement_.rfind(' ') + 1);
    process_.line();  // how to use it
  }
  const std::string& announcement() const { return announcement_; }
  const std::string& endpoint() const { return endpoint_; }
  Background& process() { return process_; }

  void connect(port::BusSocket& bus) const {
    port::Endpoint endpoint;
    ASSERT_EQ(endpoint.parse(endpoint_), nullptr) << announcement_;
    ASSERT_EQ(bus.connect(endpoint), Status::ok);
  }

 private:
  static std::vector<std::string> commandOf(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {kSignet, "chip", "serve"});
    return arguments;
  }
  Background process_;
  std::string announcement_;
  std::string endpoint_;
};

class ServeTest : public ChipTest {
 protected:
  std::vector<std::string> onVirtualTime(const std::string& listen) {
    return {chip_, "--listen", listen, "--clock", "virtual"};
  }
  std::string chip_ = makeChip("my.chip");
  std::string unix_ = "unix:" + path("bus");
};

Bytes read(port::BusSocket& bus, std::uint8_t address, std::size_t size) {
  Bytes bytes(size);
  return bus.readFrom(address, bytes) == Status::ok ? bytes : Bytes{};
}

TEST_F(ServeTest, AnswersOnAUnixSocket) {
  const Server server(onVirtualTime(unix_));
  EXPECT_EQ(server.announcement(), "Serving " + chip_ + " at 0x60 on " + unix_);
  port::BusSocket bus;
  server.connect(bus);
  EXPECT_EQ(read(bus, 0x60, 4), Bytes{}) << "asleep";
  EXPECT_EQ(bus.wake(80us), Status::ok);
  EXPECT_EQ(read(bus, 0x60, 4), Bytes{}) << "tWHI is not over";
  EXPECT_EQ(bus.advance(1500us), Status::ok);
  EXPECT_EQ(read(bus, 0x60, 4), kWakeAnswer);
  EXPECT_EQ(bus.writeTo(0x60, kInfo), Status::ok);
  EXPECT_EQ(bus.advance(2ms), Status::ok);
  EXPECT_EQ(read(bus, 0x60, 7), kInfoAnswer);
  EXPECT_EQ(bus.writeTo(0x60, kRandom), Status::ok);
  EXPECT_EQ(read(bus, 0x60, 4), Bytes{}) << "busy";
  EXPECT_EQ(bus.advance(23ms), Status::ok);
  EXPECT_EQ(read(bus, 0x60, 4), (Bytes{0x23, 0xFF, 0xFF, 0x00})) << "the fixed pattern of an unlocked chip";
  EXPECT_EQ(read(bus, 0x61, 1), Bytes{});
}

TEST_F(ServeTest, AWriteToAddressZeroWakesAtAHundredKilohertzOnly) {
  for (const auto& [hz, wakes] : {std::pair{"100000", true}, {"400000", false}}) {
    auto arguments = onVirtualTime(unix_);
    arguments.insert(arguments.end(), {"--hz", hz});
    const Server server(arguments);
    port::BusSocket bus;
    server.connect(bus);
    EXPECT_EQ(bus.writeTo(0x00, {}), Status::nack);
    EXPECT_EQ(bus.advance(2ms), Status::ok);
    EXPECT_EQ(read(bus, 0x60, 4), wakes ? kWakeAnswer : Bytes{}) << hz;
  }
}

TEST_F(ServeTest, KeepsItsStateWhenAClientLeaves) {
  const Server server(onVirtualTime("tcp:127.0.0.1:0"));
  {
    port::BusSocket bus;
    server.connect(bus);
    EXPECT_EQ(bus.wake(80us), Status::ok);
    EXPECT_EQ(bus.advance(2ms), Status::ok);
    EXPECT_EQ(read(bus, 0x60, 2), (Bytes{0x04, 0x11}));
  }
  port::BusSocket bus;
  server.connect(bus);
  EXPECT_EQ(read(bus, 0x60, 2), (Bytes{0x33, 0x43}));
}

TEST_F(ServeTest, SeveralClientsShareTheBus) {
  const Server server(onVirtualTime(unix_));
  port::BusSocket first;
  port::BusSocket second;
  server.connect(first);
  server.connect(second);
  EXPECT_EQ(first.wake(80us), Status::ok);
  EXPECT_EQ(second.advance(2ms), Status::ok);
  EXPECT_EQ(read(first, 0x60, 1), Bytes{0x04});
  EXPECT_EQ(read(second, 0x60, 1), Bytes{0x11});
  EXPECT_EQ(read(first, 0x60, 2), (Bytes{0x33, 0x43}));
}

TEST_F(ServeTest, SeveralChipsShareTheBus) {
  const Server server({"--chip", chip_ + "@0x60", "--chip", makeChip("b.chip", 0x35), "--listen", unix_,
                       "--clock", "virtual"});
  EXPECT_THAT(server.announcement(), HasSubstr("my.chip at 0x60, " + path("b.chip") + " at 0x35 on "));
  port::BusSocket bus;
  server.connect(bus);
  EXPECT_EQ(bus.wake(80us), Status::ok);
  EXPECT_EQ(bus.advance(2ms), Status::ok);
  EXPECT_EQ(read(bus, 0x60, 4), kWakeAnswer);
  EXPECT_EQ(read(bus, 0x35, 4), kWakeAnswer);
}

TEST_F(ServeTest, RealTimeGoesByItself) {
  const Server server({chip_, "--listen", unix_});
  port::BusSocket bus;
  server.connect(bus);
  EXPECT_EQ(bus.wake(80us), Status::ok);
  port::SystemClock().sleepFor(2ms);
  EXPECT_EQ(read(bus, 0x60, 4), kWakeAnswer);
  EXPECT_EQ(bus.advance(2s), Status::ok);
  EXPECT_EQ(read(bus, 0x60, 1), Bytes{}) << "the watchdog put it to sleep";
}

TEST_F(ServeTest, LogsGarbageAndGoesOn) {
  Server server(onVirtualTime("tcp:127.0.0.1:0"));
  const std::string port = server.endpoint().substr(server.endpoint().rfind(':') + 1);
  const Outcome refused = sh("exec bash -c 'exec 3<>/dev/tcp/127.0.0.1/" + port +
                             "; printf \"GET / HTTP/1.0\\r\\n\\r\\n\" >&3; cat <&3'");
  EXPECT_EQ(refused.output, "");
  EXPECT_EQ(server.process().line(),
            "warning: client 1 asks for the unknown operation 47h ('G'): disconnected");
  port::BusSocket bus;
  server.connect(bus);
  EXPECT_EQ(bus.wake(80us), Status::ok);
}

TEST_F(ServeTest, EndsCleanlyAtASignal) {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    Server server(onVirtualTime(unix_));
    EXPECT_TRUE(std::filesystem::exists(path("bus")));
    EXPECT_EQ(server.process().end(signal), 0);
    EXPECT_FALSE(std::filesystem::exists(path("bus")));
    EXPECT_FALSE(std::filesystem::exists(chip_ + ".lock"));
  }
}

TEST_F(ServeTest, StartsAgainAfterACrash) {
  {
    Server crashed(onVirtualTime(unix_));
    EXPECT_EQ(crashed.process().end(SIGKILL), -SIGKILL);
    EXPECT_TRUE(std::filesystem::exists(path("bus")));
  }
  const Server server(onVirtualTime(unix_));
  port::BusSocket bus;
  server.connect(bus);
}

TEST_F(ServeTest, SaysWhatIsWrong) {
  const auto serve = [](const std::string& arguments) { return sh(kSignet + " chip serve " + arguments); };
  EXPECT_EQ(serve("--listen " + unix_).status, 2);
  EXPECT_THAT(serve("--listen " + unix_).output, HasSubstr("No chip to serve."));
  EXPECT_EQ(serve(path("none") + " --listen " + unix_).status, 6);
  EXPECT_EQ(serve(chip_).status, 2);
  EXPECT_THAT(serve(chip_ + " --listen /tmp/bus").output,
              HasSubstr("it starts neither with unix: nor with tcp:"));
  EXPECT_EQ(serve(chip_ + " --listen tcp:0.0.0.0:0").status, 4);
  EXPECT_THAT(serve(chip_ + " --listen tcp:0.0.0.0:0").output,
              HasSubstr("can be reached by other computers"));
  EXPECT_EQ(serve(chip_ + " --listen " + unix_ + " --hz 9999").status, 2);
  EXPECT_EQ(serve(chip_ + " --listen " + unix_ + " --clock sundial").status, 2);
  std::ofstream(path("plan")) << "at transaction 2: flop\n";
  EXPECT_EQ(serve(chip_ + " --listen " + unix_ + " --faults " + path("plan")).status, 6);
  EXPECT_THAT(serve(chip_ + " --listen " + unix_ + " --faults " + path("plan")).output, HasSubstr("plan:1:"));
  EXPECT_EQ(serve(chip_ + " --listen " + unix_ + " --faults " + path("none")).status, 6);
  const Server other(onVirtualTime(unix_));
  EXPECT_EQ(serve(chip_ + " --listen unix:" + path("second")).status, 13) << "the chip is in use";
  EXPECT_EQ(serve(makeChip("c.chip") + " --listen " + unix_).status, 4) << "the socket is in use";
}

TEST_F(ServeTest, MakesFaultsHappen) {
  std::ofstream(path("plan")) << "at transaction 2: nack\n";
  auto arguments = onVirtualTime(unix_);
  arguments.insert(arguments.end(), {"--faults", path("plan")});
  const Server server(arguments);
  port::BusSocket bus;
  server.connect(bus);
  EXPECT_EQ(bus.wake(80us), Status::ok);
  EXPECT_EQ(bus.advance(2ms), Status::ok);
  EXPECT_EQ(read(bus, 0x60, 1), Bytes{0x04});
  EXPECT_EQ(read(bus, 0x60, 1), Bytes{});
  EXPECT_EQ(read(bus, 0x60, 1), Bytes{0x11});
}

TEST_F(ServeTest, AnnouncesItselfAsJson) {
  Background server({kSignet, "chip", "serve", chip_, "--listen", unix_, "--json"});
  std::string document;
  for (std::string line = server.line(); line != "}"; line = server.line()) document += line;
  EXPECT_THAT(document, HasSubstr("\"listen\": \"" + unix_ + "\""));
  EXPECT_THAT(document, HasSubstr("\"address\": 96"));
}

TEST_F(ServeTest, SignetRunUsesAServedBus) {
  const Server server({chip_, "--listen", unix_});
  EXPECT_THAT(sh(kSignet + " run --chip " + server.endpoint() + " -- i2cdetect -y 1").output,
              HasSubstr("\n60: 60 -- --"));
}

}  // namespace
}  // namespace signet::tests
