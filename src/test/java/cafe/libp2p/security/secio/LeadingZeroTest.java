package cafe.libp2p.security.secio;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.libp2p.security.SecureChannel;
import cafe.libp2p.transport.BufferedChannel;
import cafe.libp2p.transport.ForwardingChannel;
import cafe.libp2p.transport.PipeChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The case of one handshake in 256: two P-256 keys (private, X, Y) whose shared secret begins with
 * a zero byte, computed by other means. The original stretches it without that byte.
 */
@Timeout(60)
class LeadingZeroTest {
  private static final String[] ONE = {
    "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed",
    "7660c0e1a7fad372c3b04734bc3f2e1d2ad41d13d18f624a88756a016f417717",
    "7e411a1c4a7987c850b92a9280fb7cbb93338f8052831c40272ee17a66ee3ba3"
  };
  private static final String[] TWO = {
    "e7f84cb3698145c4473c965ddfe7521fb59197c3e020a177d80b8e01860ab3fa",
    "d59c9ea0240036bb1eaed23e2e24a7a8486131b93bd5afe9d94edab1278bc818",
    "0f9ac00f7b7c6fadee08c16aee474c510e14c15ece648657ccb55ad841c1dab7"
  };

  /** 31 bytes: the X coordinate is 004857… */
  private static final String SECRET =
      "4857b8b2bf15610331f36247691721e9940caeb088e27eb343f774f878d93a";

  private static final SecureRandom RANDOM = new SecureRandom();

  private static EphemeralKey key(String[] vector) {
    try {
      AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
      named.init(new ECGenParameterSpec("secp256r1"));
      ECParameterSpec curve = named.getParameterSpec(ECParameterSpec.class);
      KeyFactory factory = KeyFactory.getInstance("EC");
      ECPoint point = new ECPoint(new BigInteger(vector[1], 16), new BigInteger(vector[2], 16));
      return new EphemeralKey(
          new KeyPair(
              factory.generatePublic(new ECPublicKeySpec(point, curve)),
              factory.generatePrivate(new ECPrivateKeySpec(new BigInteger(vector[0], 16), curve))));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Passes bytes on, and keeps what was written. */
  private static final class Tapped extends ForwardingChannel {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    Tapped(ByteChannel below) {
      super(below);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      byte[] bytes = new byte[source.remaining()];
      source.duplicate().get(bytes);
      written.writeBytes(bytes);
      return super.write(source);
    }
  }

  @Test
  void bothSidesAgreeOnTheShortSecret() throws IOException {
    String agreed = HexFormat.of().formatHex(key(ONE).sharedSecret(key(TWO).point()));
    assertThat(agreed).isEqualTo(SECRET);
    assertThat(HexFormat.of().formatHex(key(TWO).sharedSecret(key(ONE).point()))).isEqualTo(SECRET);
  }

  /** The whole handshake; its first encrypted frame opens by keys stretched from the vector. */
  @Test
  void theHandshakeEncryptsByTheShortSecret() throws Exception {
    Ed25519IdentityKey ann = Ed25519IdentityKey.generate(RANDOM);
    Ed25519IdentityKey bob = Ed25519IdentityKey.generate(RANDOM);
    PipeChannel[] pipe = PipeChannel.pair();
    Tapped tapped = new Tapped(pipe[0]);
    CompletableFuture<SecureChannel> there =
        CompletableFuture.supplyAsync(() -> shake(new Secio(bob, RANDOM, c -> key(TWO)), pipe[1]));
    SecureChannel here =
        new Secio(ann, RANDOM, curve -> key(ONE))
            .secure(new BufferedChannel(tapped), true, bob.peerId());
    assertThat(there.get().remoteKey()).isEqualTo(ann.publicKey());
    assertThat(here.remoteKey()).isEqualTo(bob.publicKey());

    ByteBuffer sent = ByteBuffer.wrap(tapped.written.toByteArray());
    frame(sent); // the proposal
    frame(sent); // the exchange
    byte[] confirmation = frame(sent);
    StretchedKeys keys =
        StretchedKeys.stretch("AES-256", "SHA256", HexFormat.of().parseHex(SECRET));
    assertThat(opens(keys.first(), confirmation) || opens(keys.second(), confirmation)).isTrue();
  }

  private static SecureChannel shake(Secio secio, PipeChannel channel) {
    try {
      return secio.secure(new BufferedChannel(channel), false, null);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] frame(ByteBuffer sent) {
    byte[] body = new byte[sent.getInt()];
    sent.get(body);
    return body;
  }

  /** True if the MAC is that key set's and the plaintext has the size of a nonce. */
  private static boolean opens(StretchedKeys.KeySet keys, byte[] frame)
      throws GeneralSecurityException {
    int size = frame.length - 32;
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(keys.macKey(), "HmacSHA256"));
    mac.update(frame, 0, size);
    if (!Arrays.equals(mac.doFinal(), Arrays.copyOfRange(frame, size, frame.length))) {
      return false;
    }
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(keys.cipherKey(), "AES"),
        new IvParameterSpec(keys.iv()));
    return cipher.doFinal(frame, 0, size).length == 16;
  }
}
