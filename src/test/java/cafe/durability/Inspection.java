package cafe.durability;

import cafe.durability.Ledger.Stored;
import cafe.durability.Ledger.Tokens;
import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.storage.BlockStore;
import cafe.storage.Content;
import cafe.storage.Contents;
import cafe.storage.store.ImageStore;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks into the rows and files that a cut left for what was promised by that moment. */
final class Inspection {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final long at;
  private final Rows rows;
  private final BlockStore blocks;
  private final Map<String, Boolean> whole = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * An inspection to be made.
   *
   * @param rows of the database
   * @param blocks the files of blocks
   * @param at the moment by which promises count, by {@link Ledger#now}
   */
  Inspection(Rows rows, BlockStore blocks, long at) {
    this.at = at;
    this.rows = rows;
    this.blocks = blocks;
  }

  /**
   * Of a whole data folder, its embedded database included.
   *
   * @param files what the folder holds
   * @param data the folder's name
   * @param scratch a folder to open the database in
   * @param at as above
   */
  static Inspection of(Map<Path, byte[]> files, Path data, Path scratch, long at)
      throws IOException {
    return new Inspection(
        Rows.of(files, data, scratch), ImageStore.of(data.resolve("blocks"), files), at);
  }

  /** What is not as promised. */
  List<String> problems(List<Life> lives) {
    problems.addAll(rows.problems());
    rows.live().forEach(hash -> check(isWhole(hash), "a row without its bytes: " + hash));
    for (String pin : rows.pins()) {
      String root = pin.substring(pin.indexOf(' ') + 1);
      check(rows.live().contains(root), "a reference to what is not here: " + pin);
    }
    for (String message : rows.mail()) {
      Cid id = Cid.parse(message.substring(message.indexOf(' ') + 1));
      check(isHere(id.multihash()), "a message without its bytes: " + message);
    }
    blocks.list(entry -> check(isWhole(hex(entry.hash())), "half-made: " + entry.hash()));
    lives.forEach(this::look);
    return problems;
  }

  private void look(Life life) {
    String peer = life.peer();
    boolean here = rows.clients().contains(peer);
    check(here || !life.membership().mustBe(at), "a client is lost: " + peer);
    check(!here || life.membership().mayBe(at), "a client came back: " + peer);
    if (here) {
      look(peer, life.ledger());
    } else {
      String left = rows.holders().get(peer);
      check(left == null, peer + " left something behind in " + left);
    }
  }

  private void look(String peer, Ledger ledger) {
    ledger.contents().values().forEach(promise -> content(peer, promise));
    ledger.mail().forEach((id, promise) -> message(peer + " " + id, promise));
    ledger.snapshots().forEach((thread, all) -> snapshot(peer + " " + thread, all));
    String name = rows.names().get(peer);
    check(
        name == null ? !ledger.names().mustBe(at) : ledger.names().mayBe(name::equals, at),
        "published by " + peer + ": " + name);
    if (ledger.sessions().mustBe(at)) {
      String session = session(ledger.sessions().acknowledged(at));
      check(rows.sessions().contains(session), "session of " + peer + " is lost");
    }
  }

  private void content(String peer, Promise<Stored> promise) {
    Stored stored = promise.thing();
    String pin = "client:" + peer + " " + hex(stored.content().root().multihash());
    if (promise.mustBe(at)) {
      check(rows.pins().contains(pin), "reference lost: " + pin);
      all(stored.content(), "content");
    } else if (rows.pins().contains(pin)) {
      check(promise.mayBe(at), "reference came back: " + pin);
      all(stored.content(), "content that nobody was told of");
    }
  }

  private void message(String row, Promise<byte[]> letter) {
    boolean waits = rows.mail().contains(row);
    check(waits || !letter.mustBe(at), "message lost: " + row);
    check(!waits || letter.mayBe(at), "message came back: " + row);
    if (waits) {
      all(Contents.file(letter.thing()), "message");
    }
  }

  private void snapshot(String row, Versions<byte[]> versions) {
    byte[] found = rows.snapshots().get(row);
    boolean right =
        found == null
            ? !versions.mustBe(at)
            : versions.mayBe(bytes -> Arrays.equals(bytes, found), at);
    check(right, "snapshot " + row + (found == null ? " is lost" : " is not the current one"));
  }

  private void all(Content content, String what) {
    content.blocks(block -> check(isHere(block.hash()), what + " without " + block.hash()));
  }

  private boolean isHere(Multihash hash) {
    return rows.live().contains(hex(hash)) && isWhole(hex(hash));
  }

  private boolean isWhole(String hex) {
    return whole.computeIfAbsent(
        hex,
        text -> {
          Multihash hash = Multihash.parse(java.util.HexFormat.of().parseHex(text));
          Optional<ByteBuffer> bytes = blocks.get(hash);
          return bytes.isPresent() && Cid.v1(Cid.RAW, hash).names(bytes.get());
        });
  }

  private static String hex(Multihash hash) {
    return Rows.hex(hash.bytes());
  }

  /** The id of the row of a session, from a token's own id without its prefix. */
  private static String session(Tokens tokens) {
    byte[] claims = Base64.getUrlDecoder().decode(tokens.access().split("\\.")[1]);
    try {
      return JSON.readTree(claims).path("jti").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void check(boolean right, String problem) {
    if (!right) {
      problems.add(problem);
    }
  }
}
