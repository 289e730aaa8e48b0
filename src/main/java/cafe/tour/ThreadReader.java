package cafe.tour;

import cafe.client.ApiException;
import cafe.client.GatewayApi;
import cafe.crypto.DecryptionException;
import cafe.crypto.Ed25519PrivateKey;
import cafe.crypto.NaclBox;
import cafe.wire.Payloads;
import cafe.wire.pb.Block.BlockType;
import cafe.wire.pb.Thread;
import cafe.wire.pb.ThreadBlock;
import cafe.wire.pb.ThreadFiles;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a thread through the gateway, as somebody who has its key: follows the chain from its head,
 * opens each block, and fetches the photos, which the gateway decrypts.
 */
final class ThreadReader {

  private static final int NOT_FOUND = 404;
  private static final int MAX_BLOCKS = 1000;

  private final GatewayApi gateway;

  ThreadReader(GatewayApi gateway) {
    this.gateway = gateway;
  }

  /** Every photo of a thread, in the order in which they were added to their albums. */
  List<byte[]> photos(Thread thread) throws ApiException, IOException, DecryptionException {
    Ed25519PrivateKey key = Ed25519PrivateKey.fromProtobuf(thread.getSk().toByteArray());
    List<byte[]> photos = new ArrayList<>();
    for (String head : thread.getHead().split(",", -1)) {
      String path = "";
      for (int blocks = 0; blocks < MAX_BLOCKS; blocks++) {
        byte[] sealed = read(head, path + "block", null);
        if (sealed == null) {
          break;
        }
        for (Map.Entry<String, String> file : files(NaclBox.open(key, sealed)).entrySet()) {
          byte[] photo = read(head, path + "data" + file.getKey() + "content", file.getValue());
          if (photo == null) {
            throw new TourException("a photo of the thread is not at the cafe any more");
          }
          photos.add(photo);
        }
        path += "parents/0/";
      }
    }
    return photos;
  }

  private static Map<String, String> files(byte[] opened) throws InvalidProtocolBufferException {
    ThreadBlock block = ThreadBlock.parseFrom(opened);
    Map<String, String> keys = new TreeMap<>(Comparator.comparingInt(ThreadReader::place));
    if (block.getType() == BlockType.FILES) {
      keys.putAll(
          Payloads.unpack(block.getPayload(), ThreadFiles.getDefaultInstance()).getKeysMap());
    }
    return keys;
  }

  /** The number in {@code /number/}, the path of a file in its album. */
  private static int place(String path) {
    return Integer.parseInt(path.substring(1, path.length() - 1));
  }

  /** What is at a path; null if nothing is. */
  private byte @Nullable [] read(String cid, String path, @Nullable String key)
      throws ApiException, IOException {
    try {
      return take(gateway.getContentAt(cid, path, null, key, null, null, null, null, null, null));
    } catch (ApiException e) {
      if (e.getCode() == NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }

  /** The bytes of a download, whose file then goes. */
  static byte[] take(File download) throws IOException {
    try {
      return Files.readAllBytes(download.toPath());
    } finally {
      Files.deleteIfExists(download.toPath());
    }
  }
}
