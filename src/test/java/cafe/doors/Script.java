package cafe.doors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.crypto.Ksuid;
import cafe.ipld.Cid;
import cafe.kernel.Fault;
import cafe.storage.Contents;
import cafe.testkit.Letters;
import cafe.testkit.TestDevice;
import cafe.wire.SealedUpdate;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One run of a scenario through one door: its devices and contents, which have the same names in
 * both runs, and what is expected of each step.
 */
final class Script {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Door door;
  private final String accessToken;
  private final Rows rows;
  private final Map<String, String> names = new LinkedHashMap<>();
  private final List<TestDevice> devices = new ArrayList<>();
  private final String unique = UUID.randomUUID().toString();

  Script(Door door, String accessToken, Rows rows) {
    this.door = door;
    this.accessToken = accessToken;
    this.rows = rows;
  }

  /** The door of this run. */
  Door door() {
    return door;
  }

  /** A token that lets devices register. */
  String accessToken() {
    return accessToken;
  }

  /** Gives a text a name for outcomes and rows. */
  String name(String text, String name) {
    names.put(text, name);
    return text;
  }

  /** A device of a new account. */
  TestDevice device(String name) {
    return named(name, TestDevice.create());
  }

  /** Names a device and looks at its rows at the end. */
  TestDevice named(String name, TestDevice device) {
    name(device.peer().toString(), name);
    name(device.address(), name + "'s account");
    devices.add(device);
    return device;
  }

  /** A device of a new account, registered through the door. */
  TestDevice client(String name) {
    return registered(device(name));
  }

  /** Registers a device through the door. */
  TestDevice registered(TestDevice device) {
    Outcome outcome = door.register(device, application(device, challenge(device)));
    assertThat(outcome.words()).as("registration").startsWith("ok session");
    return device;
  }

  /** A challenge, which must be given. */
  String challenge(TestDevice device) {
    String words = door.challenge(device, device.address(), accessToken).words();
    assertThat(words).as("challenge").startsWith("ok ");
    return words.substring("ok ".length());
  }

  /** A device's right answer to a challenge. */
  Door.Application application(TestDevice device, String challenge) {
    String nonce = Ksuid.create(Instant.now(), RANDOM);
    return new Door.Application(
        accessToken, device.address(), challenge, nonce, signature(device, challenge + nonce));
  }

  /** A text that its account signs. */
  static byte[] signature(TestDevice device, String text) {
    return device.account().key().sign(text.getBytes(UTF_8));
  }

  /** Bytes that no other run has, and the same number in each. */
  byte[] bytes(String name) {
    return (name + " of " + unique).getBytes(UTF_8);
  }

  /** The CID of a file's bytes, named. */
  String cid(byte[] bytes, String name) {
    return name(Contents.file(bytes).root(), name);
  }

  /** A CID, named in both of its spellings. */
  String name(Cid cid, String name) {
    name(HexFormat.of().formatHex(cid.multihash().bytes()), name);
    return name(cid.toString(), name);
  }

  /** A letter, whose id is named. */
  byte[] letter(TestDevice author, String name) {
    return named(Letters.of(author, name + " of " + unique), name);
  }

  /** Names the id of a letter, its block and its node. */
  byte[] named(byte[] letter, String name) {
    SealedUpdate update = SealedUpdate.open(letter);
    cid(letter, name);
    cid(update.block(), "block of " + name);
    name(Contents.nodeOfJson(update.node()).root(), "node of " + name);
    return letter;
  }

  /** A step whose outcome is the same through both doors. */
  void step(String what, Outcome actual, Outcome expected) {
    assertThat(readable(actual.words())).as(what).isEqualTo(expected.words());
  }

  /** A step that is refused through both doors. */
  void refused(String what, Outcome actual, Fault fault) {
    step(what, actual, Outcome.refused(fault));
  }

  /** A difference by design. */
  void differs(String why, Outcome actual, Outcome http, Outcome stream) {
    assertThat(http).as("a difference").isNotEqualTo(stream);
    assertThat(readable(actual.words())).as(why).isEqualTo(door.choose(http, stream).words());
  }

  /** A delivery that is refused: an error over HTTP, and silence on a stream, which is one-way. */
  void refusedDelivery(String what, Outcome actual, Fault fault) {
    differs(what, actual, Outcome.refused(fault), Outcome.silence(fault));
  }

  /** A delivery that is kept, or dropped without a word. */
  void delivered(String what, Outcome actual) {
    differs(what, actual, Outcome.ok(), Outcome.SILENCE);
  }

  /** What is kept for all devices of this run, by their names. */
  List<String> kept() {
    return devices.stream()
        .flatMap(
            device -> rows.of(device).stream().map(line -> readable(device.peer() + ": " + line)))
        .distinct()
        .sorted()
        .toList();
  }

  private String readable(String text) {
    String readable = text.replace(unique, "this run");
    List<Map.Entry<String, String>> longestFirst =
        names.entrySet().stream()
            .sorted(Comparator.comparingInt(entry -> -entry.getKey().length()))
            .toList();
    for (Map.Entry<String, String> entry : longestFirst) {
      readable = readable.replace(entry.getKey(), entry.getValue());
    }
    return readable;
  }
}
