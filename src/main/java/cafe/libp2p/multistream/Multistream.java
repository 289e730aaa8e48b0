package cafe.libp2p.multistream;

import cafe.ipld.FormatException;
import cafe.ipld.Varint;
import cafe.libp2p.UnsupportedProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** Both sides of multistream-select. */
public final class Multistream {
  public static final String HEADER = "/multistream/1.0.0";

  /** The longest token accepted, newline included; real ones have less than 100 bytes. */
  public static final int MAX_TOKEN = 1024;

  /** How many proposals a dialer may make. */
  public static final int MAX_PROPOSALS = 64;

  /** Three bytes reach 2 MiB. */
  private static final int MAX_LENGTH_BYTES = 3;

  private static final String REFUSAL = "na";
  private static final String LIST = "ls";

  private Multistream() {}

  /**
   * Proposes protocols until one is accepted. The header and the first proposal go out in one
   * write.
   *
   * @throws UnsupportedProtocolException if the other side refuses all of them
   */
  public static String select(InputStream in, OutputStream out, List<String> protocols)
      throws IOException {
    if (protocols.isEmpty()) {
      throw new IllegalArgumentException("no protocol to propose");
    }
    out.write(proposal(protocols.getFirst()));
    expectHeader(in);
    for (int i = 0; ; i++) {
      String answer = readToken(in);
      if (answer.equals(protocols.get(i))) {
        return answer;
      }
      if (!answer.equals(REFUSAL)) {
        throw new IOException("multistream: neither accepted nor refused");
      }
      if (i + 1 == protocols.size()) {
        throw new UnsupportedProtocolException("peer supports none of " + protocols);
      }
      out.write(token(protocols.get(i + 1)));
    }
  }

  /** Header and proposal in one piece, for the lazy form: it precedes the first bytes written. */
  public static byte[] proposal(String protocol) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(token(HEADER));
    both.writeBytes(token(protocol));
    return both.toByteArray();
  }

  /**
   * Reads the answer to a lazy {@link #proposal}.
   *
   * @throws UnsupportedProtocolException if it is a refusal
   */
  public static void expectAccepted(InputStream in, String protocol) throws IOException {
    expectHeader(in);
    if (!readToken(in).equals(protocol)) {
      throw new UnsupportedProtocolException("peer does not support " + protocol);
    }
  }

  /**
   * Answers proposals until one can be accepted. Our header goes out at once unless the dialer's
   * proposal is already there; then both are answered in one write.
   */
  public static String accept(
      InputStream in, OutputStream out, Supplier<? extends Collection<String>> supported)
      throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes(token(HEADER));
    flushIfWaiting(in, out, answer);
    expectHeader(in);
    for (int i = 0; i < MAX_PROPOSALS; i++) {
      flushIfWaiting(in, out, answer);
      String proposal = readToken(in);
      Collection<String> protocols = supported.get();
      boolean accepted = protocols.contains(proposal);
      if (accepted) {
        answer.writeBytes(token(proposal));
      } else {
        answer.writeBytes(proposal.equals(LIST) ? listing(protocols) : token(REFUSAL));
      }
      out.write(answer.toByteArray());
      answer.reset();
      if (accepted) {
        return proposal;
      }
    }
    throw new UnsupportedProtocolException("peer proposed nothing that we support");
  }

  private static void flushIfWaiting(InputStream in, OutputStream out, ByteArrayOutputStream answer)
      throws IOException {
    if (answer.size() > 0 && in.available() == 0) {
      out.write(answer.toByteArray());
      answer.reset();
    }
  }

  /** The answer to {@code ls}: a token that holds the tokens of all protocols. */
  private static byte[] listing(Collection<String> protocols) {
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    protocols.forEach(protocol -> list.writeBytes(token(protocol)));
    return token(list.toByteArray());
  }

  /** One token: length, text, newline. */
  static byte[] token(String text) {
    return token(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] token(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Varint.encode(body.length + 1));
    out.writeBytes(body);
    out.write('\n');
    return out.toByteArray();
  }

  private static void expectHeader(InputStream in) throws IOException {
    if (!readToken(in).equals(HEADER)) {
      throw new IOException("multistream: peer speaks another negotiation");
    }
  }

  private static int readLength(InputStream in) throws IOException {
    long length;
    try {
      length = Varint.read(in, MAX_LENGTH_BYTES);
    } catch (FormatException e) {
      throw new IOException("multistream: bad length of a token", e);
    }
    if (length < 0) {
      throw new EOFException("multistream: ended during negotiation");
    }
    if (length > MAX_TOKEN) {
      throw new IOException("multistream: token longer than " + MAX_TOKEN + " bytes");
    }
    return (int) length;
  }

  /** Reads one token and nothing beyond it. */
  static String readToken(InputStream in) throws IOException {
    int length = readLength(in);
    byte[] token = in.readNBytes(length);
    if (token.length < length) {
      throw new EOFException("multistream: ended during negotiation");
    }
    if (length == 0 || token[length - 1] != '\n') {
      throw new IOException("multistream: token does not end in a newline");
    }
    return new String(token, 0, length - 1, StandardCharsets.UTF_8);
  }
}
