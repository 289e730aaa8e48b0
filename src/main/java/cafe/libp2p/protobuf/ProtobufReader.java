package cafe.libp2p.protobuf;

import cafe.ipld.FormatException;
import cafe.ipld.ProtoFields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Walks over the fields of one protobuf message. Call {@link #next} until it returns false, and
 * after each read the field's value or ignore it.
 *
 * <p>The walk is {@link ProtoFields}'; what is malformed is here a failure of the peer, as all else
 * that is wrong with what it sends.
 */
public final class ProtobufReader {
  private final ProtoFields fields;

  public ProtobufReader(byte[] message) {
    this.fields = new ProtoFields(ByteBuffer.wrap(message));
  }

  /** Moves to the next field; false at the end of the message. */
  public boolean next() throws IOException {
    try {
      return fields.next();
    } catch (FormatException e) {
      throw malformed(e);
    }
  }

  /** The number of the current field. */
  public int field() {
    return fields.number();
  }

  /** The value of the current field, which must be a varint ≥ 0. */
  public long varint() throws IOException {
    try {
      return fields.varint();
    } catch (FormatException e) {
      throw malformed(e);
    }
  }

  /** A copy of the value of the current field, which must be length-delimited. */
  public byte[] bytes() throws IOException {
    try {
      ByteBuffer value = fields.bytes();
      byte[] copy = new byte[value.remaining()];
      value.duplicate().get(copy);
      return copy;
    } catch (FormatException e) {
      throw malformed(e);
    }
  }

  /**
   * The value of the current field, which must be length-delimited, as UTF-8; what is no UTF-8 is
   * replaced, since old peers say what they like.
   */
  public String string() throws IOException {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  private static IOException malformed(FormatException e) {
    return new IOException("malformed message: " + e.getMessage(), e);
  }
}
