package cafe.libp2p.protobuf;

import cafe.ipld.Varint;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Collects the fields of one protobuf message in the order of the calls. */
public final class ProtobufWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Adds an integer ≥ 0. */
  public ProtobufWriter varint(int field, long value) {
    putVarint((long) field << 3);
    putVarint(value);
    return this;
  }

  public ProtobufWriter bytes(int field, byte[] value) {
    putVarint((long) field << 3 | 2);
    putVarint(value.length);
    out.writeBytes(value);
    return this;
  }

  public ProtobufWriter string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes written so far. */
  public int size() {
    return out.size();
  }

  public byte[] toByteArray() {
    return out.toByteArray();
  }

  private void putVarint(long value) {
    out.writeBytes(Varint.encode(value));
  }
}
