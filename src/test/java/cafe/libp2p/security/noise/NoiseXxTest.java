package cafe.libp2p.security.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NoiseXxTest {
  private static final String VECTORS = "/vectors/noise_xx_25519_chachapoly_sha256.txt";

  static Stream<Map<String, String>> vectors() throws IOException {
    String text;
    try (InputStream in = NoiseXxTest.class.getResourceAsStream(VECTORS)) {
      text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
    }
    return Arrays.stream(text.split("\n\n"))
        .filter(block -> block.startsWith("handshake="))
        .map(NoiseXxTest::fields);
  }

  private static Map<String, String> fields(String block) {
    Map<String, String> fields = new LinkedHashMap<>();
    block.lines().forEach(line -> fields.put(line.split("=", 2)[0], line.split("=", 2)[1]));
    return fields;
  }

  private static NoiseXx party(Map<String, String> vector, String name) {
    return new NoiseXx(
        name.equals("init"),
        hex(vector.getOrDefault("prologue", "")),
        new X25519Key(hex(vector.get(name + "_static"))),
        new X25519Key(hex(vector.get("gen_" + name + "_ephemeral"))));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void followsThePublishedVectors(Map<String, String> vector) throws IOException {
    NoiseXx[] parties = {party(vector, "init"), party(vector, "resp")};
    for (int i = 0; i < 3; i++) {
      byte[] payload = hex(vector.get("msg_" + i + "_payload"));
      byte[] message = parties[i % 2].write(payload);
      assertThat(message).isEqualTo(hex(vector.get("msg_" + i + "_ciphertext")));
      assertThat(parties[1 - i % 2].read(message)).isEqualTo(payload);
    }
    assertThat(parties[0].handshakeHash()).isEqualTo(parties[1].handshakeHash());
    CipherState[] responder = parties[1].split();
    CipherState[] initiator = parties[0].split();
    checkTransport(initiator[0], responder[1], vector, 3);
    checkTransport(responder[0], initiator[1], vector, 4);
  }

  private static void checkTransport(
      CipherState sender, CipherState receiver, Map<String, String> vector, int index)
      throws IOException {
    byte[] payload = hex(vector.get("msg_" + index + "_payload"));
    byte[] frame = Arrays.copyOf(payload, payload.length + CipherState.TAG);
    sender.encrypt(frame, 0, payload.length);
    assertThat(frame).isEqualTo(hex(vector.get("msg_" + index + "_ciphertext")));
    assertThat(receiver.decrypt(frame, 0, frame.length)).isEqualTo(payload.length);
    assertThat(Arrays.copyOf(frame, payload.length)).isEqualTo(payload);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void refusesAnyChangedByte(Map<String, String> vector) throws IOException {
    int size = hex(vector.get("msg_1_ciphertext")).length;
    for (int i = 0; i < size; i++) {
      NoiseXx initiator = party(vector, "init");
      NoiseXx responder = party(vector, "resp");
      responder.read(initiator.write(new byte[0]));
      byte[] message = responder.write(hex(vector.get("msg_1_payload")));
      message[i] ^= 0x40;
      assertThatThrownBy(() -> initiator.read(message)).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void refusesTruncatedMessages(Map<String, String> vector) throws IOException {
    byte[] whole = hex(vector.get("msg_1_ciphertext"));
    for (int length = 0; length < whole.length; length++) {
      NoiseXx initiator = party(vector, "init");
      initiator.write(new byte[0]);
      byte[] message = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> initiator.read(message)).isInstanceOf(IOException.class);
    }
  }
}
