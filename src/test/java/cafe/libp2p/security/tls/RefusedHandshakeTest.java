package cafe.libp2p.security.tls;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.libp2p.security.SecureChannel;
import cafe.libp2p.transport.BufferedChannel;
import cafe.libp2p.transport.PipeChannel;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole handshakes with a peer whose certificate proves nothing: no channel comes of them. */
@Timeout(120)
class RefusedHandshakeTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private final FastTlsCrypto crypto = new FastTlsCrypto(TestCertificate.RANDOM);

  private final Tls ours =
      new Tls(Ed25519IdentityKey.generate(TestCertificate.RANDOM), TestCertificate.RANDOM, CLOCK);

  /** What our side makes of the other one. */
  private Optional<SecureChannel> meet(Tls theirs, boolean weDial) throws Exception {
    PipeChannel[] pipe = PipeChannel.pair();
    var there = CompletableFuture.supplyAsync(() -> shake(theirs, pipe[1], !weDial));
    Optional<SecureChannel> here = shake(ours, pipe[0], weDial);
    if (here.isEmpty()) {
      pipe[0].close();
    }
    there.get().ifPresent(channel -> assertThat(channel.maxPlaintext()).isPositive());
    return here;
  }

  private static Optional<SecureChannel> shake(Tls tls, PipeChannel channel, boolean dials) {
    try {
      return Optional.of(tls.secure(new BufferedChannel(channel), dials, null));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Test
  void aSoundOneIsAcceptedEitherWay() throws Exception {
    TestCertificate sound = new TestCertificate();
    for (boolean weDial : new boolean[] {true, false}) {
      assertThat(meet(new Tls(crypto, sound.own(), CLOCK), weDial).orElseThrow().remoteKey())
          .isEqualTo(sound.identity.publicKey());
    }
  }

  @Test
  void othersAreRefusedEitherWay() throws Exception {
    TestCertificate bare = new TestCertificate();
    bare.withExtension = false;
    TestCertificate forged = new TestCertificate();
    forged.signedBy = Ed25519IdentityKey.generate(TestCertificate.RANDOM);
    TestCertificate expired = new TestCertificate();
    expired.until = "20200101000000Z";
    for (TestCertificate refused : List.of(bare, forged, expired)) {
      for (boolean weDial : new boolean[] {true, false}) {
        assertThat(meet(new Tls(crypto, refused.own(), CLOCK), weDial)).isEmpty();
      }
    }
  }

  /** The handshake itself is signed by the certificate's key, not just the certificate. */
  @Test
  void aStolenCertificateIsOfNoUse() throws Exception {
    TestCertificate stolen = new TestCertificate();
    OwnCertificate thief =
        new OwnCertificate(stolen.encoded(), new TestCertificate().own().privateKey());
    for (boolean weDial : new boolean[] {true, false}) {
      assertThat(meet(new Tls(crypto, thief, CLOCK), weDial)).isEmpty();
    }
  }

  @Test
  void oursIsRefusedOnceItHasExpired() throws Exception {
    Tls later =
        new Tls(crypto, new TestCertificate().own(), Clock.offset(CLOCK, Duration.ofDays(4000)));
    PipeChannel[] pipe = PipeChannel.pair();
    var there = CompletableFuture.supplyAsync(() -> shake(later, pipe[1], true));
    shake(ours, pipe[0], false);
    assertThat(there.get()).isEmpty();
  }
}
