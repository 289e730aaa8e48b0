package cafe.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import cafe.bench.Load.Connection;
import cafe.storage.Contents;
import cafe.testkit.TestDevice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;

/** Stores of 64 KiB, each of other bytes, as a mobile client's uploads of one part. */
record Stores(TestDevice device) implements Load.Call {
  static final int SIZE = 64 * 1024;

  private static final byte[] BYTES = new byte[SIZE];
  private static final String BOUNDARY = "-----------------------------bench";

  static {
    new Random(SIZE).nextBytes(BYTES);
  }

  /** Content of its own for each number. */
  static byte[] bytes(int number) {
    byte[] bytes = BYTES.clone();
    ByteBuffer.wrap(bytes).putInt(number);
    return bytes;
  }

  /** A form of one file. */
  static byte[] form(String fileName, byte[] bytes) {
    ByteArrayOutputStream form = new ByteArrayOutputStream(bytes.length + 512);
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n"
            .formatted(BOUNDARY, fileName);
    form.writeBytes(head.getBytes(ISO_8859_1));
    form.writeBytes(bytes);
    form.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(ISO_8859_1));
    return form.toByteArray();
  }

  static String formType() {
    return "Content-Type: multipart/form-data; boundary=" + BOUNDARY;
  }

  @Override
  public void on(Connection connection, int number) throws IOException {
    byte[] bytes = bytes(number);
    byte[] form = form(Contents.file(bytes).root().toString(), bytes);
    String token = CafeBenchIT.authorization(device);
    connection.exchange(Load.request("PUT", "/api/v1/store", form, token, formType()), 204);
  }
}
