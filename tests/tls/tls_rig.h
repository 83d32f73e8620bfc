// A device with a virtual chip, ready for handshakes with real servers: identity in slot 0, ephemeral keys in
// slots 3 and 5, and for the protected way slot 6 with its result in slot 7, read with the secret of slot 1.
#pragma once

#include <sys/random.h>

#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "signet/port/linux/system_clock.h"
#include "signet/port/linux/tcp_transport.h"
#include "signet/tls/anchor.h"
#include "signet/tls/client.h"
#include "tests/support/child.h"
#include "tests/support/pki.h"
#include "tests/support/rig.h"
#include "tests/support/test_part.h"

namespace signet::test {

class KernelEntropy final : public tls::Entropy {
  Status doFill(MutableBytes out) override {
    return getrandom(out.data(), out.size(), 0) == static_cast<ssize_t>(out.size()) ? Status::ok
                                                                                    : Status::notSupported;
  }
};

/// The test part with two slots more for ephemeral keys.
emulator::Eeprom tlsPart();

struct TlsRig {
  explicit TlsRig(const emulator::Eeprom& part = tlsPart());

  /// Anchors of a certificate that lives in this rig.
  void trust(const Credential& authority);
  /// Connects to 127.0.0.1:port and runs the handshake, in at most 20 seconds.
  Status connect(tls::Client& client, std::uint16_t port, tls::ConnectionSettings settings);
  std::string reason(const tls::Client& client) const;
  /// Sends a line and waits for one.
  std::string exchange(tls::Client& client, const std::string& line);
  std::string readLine(tls::Client& client);
  tls::ConnectionSettings settings();

  Rig chip;
  KernelEntropy entropy;
  tls::EphemeralSlot slots[2] = {{Slot::number<3>()}, {Slot::number<5>()}};
  tls::EphemeralKeys ephemeral{chip.device, slots};
  tls::Crypto crypto;
  Credential authority;  ///< of device and server
  Credential deviceCertificate;
  DerBytes deviceDer;
  br_x509_certificate chain[1];
  x509::ChipSigner signer{chip.device, kTlsKey};
  std::unique_ptr<tls::Identity> identity;
  DerBytes anchorDer;
  std::vector<br_x509_trust_anchor> anchors;
  tls::ClientMemory<4096, 1024> memory;
  port::SystemClock clock;
  port::TcpTransport transport;
};

/// `openssl s_server` on a free port of loopback. It sends lines back reversed, unless another
/// service is given.
struct TlsServer {
  TlsServer(const PemFolder& folder, const std::vector<Credential>& chain, const Credential& clientAuthority,
            std::vector<std::string> more = {}, bool demandCertificate = true,
            const std::string& service = "-rev");
  std::unique_ptr<Child> program;
  std::uint16_t port = 0;
};

}  // namespace signet::test
