package cafe.tour;

import cafe.crypto.ContentKey;
import cafe.ipld.Base58;
import cafe.ipld.Sha256;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A photo as the original's clients keep one: its content and its description ("file index"), both
 * encrypted with one key of its own, in a directory of the two.
 *
 * @param key opens both: a secret
 * @param content the encrypted image
 * @param meta the encrypted description
 * @param pair the directory of both
 */
record SealedPhoto(ContentKey key, Item content, Item meta, Item pair) {

  private static final JsonMapper JSON = new JsonMapper();

  /** Encrypts a photo. */
  static SealedPhoto of(Photo photo, Instant added, SecureRandom random) {
    ContentKey key = ContentKey.generate(random);
    Item content = Item.file(key.encrypt(photo.bytes()));
    // The key is in the index although the index is encrypted with it: other clients expect it.
    byte[] index = index(photo, content, key, added).toString().getBytes(StandardCharsets.UTF_8);
    Item meta = Item.file(key.encrypt(index));
    Item pair = Item.directory(List.of(meta.link("meta"), content.link("content")));
    return new SealedPhoto(key, content, meta, pair);
  }

  /** Everything that the cafe has to keep of it. */
  List<Item> items() {
    return List.of(content, meta, pair);
  }

  private static ObjectNode index(Photo photo, Item content, ContentKey key, Instant added) {
    String checksum = checksum(photo.bytes(), false);
    ObjectNode index = JSON.createObjectNode();
    index.put("mill", "/blob");
    index.put("checksum", checksum);
    index.put("source", checksum);
    index.put("opts", options(Map.of(), false));
    index.put("hash", content.cid().toString());
    index.put("key", key.text());
    index.put("media", photo.media());
    index.put("name", photo.name());
    index.put("size", Integer.toString(photo.bytes().length));
    index.put("added", added.toString());
    index.putObject("meta");
    return index;
  }

  /** What an index calls the checksum of a file, which also tells whether it was encrypted. */
  static String checksum(byte[] bytes, boolean plaintext) {
    return hash(bytes, (byte) (plaintext ? 1 : 0));
  }

  /** What an index calls the options of a mill: a hash of them all, in the order of their names. */
  static String options(Map<String, String> options, boolean plaintext) {
    ObjectNode json = JSON.createObjectNode();
    SortedMap<String, String> sorted = new TreeMap<>(options);
    sorted.headMap("plaintext").forEach(json::put);
    json.put("plaintext", plaintext);
    sorted.tailMap("plaintext").forEach(json::put);
    return hash(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(byte[] bytes, byte... suffix) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(bytes);
    all.writeBytes(suffix);
    return Base58.encode(Sha256.hash(all.toByteArray()));
  }

  /** Tells nothing of the key. */
  @Override
  public String toString() {
    return "sealed photo " + content.cid();
  }
}
