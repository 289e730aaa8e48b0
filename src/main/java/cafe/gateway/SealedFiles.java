package cafe.gateway;

import cafe.crypto.ContentKey;
import cafe.crypto.DecryptionException;
import cafe.gateway.dag.DagFile;
import cafe.gateway.dag.FileCursor;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Opens files that a client encrypted: the tag first, then any range.
 *
 * <p>The tag covers the whole file. So a file is read once to check it, in pieces, and again from
 * where the reader wants it, by counter mode. Of a file that a key was seen to open the first pass
 * is left out: blocks are named by their hash, so it cannot have changed. A file of one piece is
 * opened in one pass.
 */
final class SealedFiles {
  /** Files up to this size are checked without waiting; of larger ones a few at a time. */
  private static final long LARGE = 4L << 20;

  private static final int PIECE = 64 * 1024;

  private final VerifiedKeys verified;
  private final Checks checks;
  private final long maxSize;

  SealedFiles(GatewayConfig config, SecureRandom random) {
    this.verified = new VerifiedKeys(random);
    this.checks = new Checks(config.verifications(), config.verificationTimeout());
    this.maxSize = config.maxSealedSize().asLongValue();
  }

  /**
   * Opens a file.
   *
   * @throws CafeException {@link Fault#KEY_WRONG}, {@link Fault#TOO_LARGE}, {@link Fault#TIMEOUT},
   *     {@link Fault#OVERLOADED}
   */
  Opened open(DagFile file, ContentKey key, Asker asker) {
    long size = file.size() - ContentKey.TAG_LENGTH;
    if (size < 0) {
      throw wrongKey();
    }
    if (file.size() > maxSize) {
      throw new CafeException(Fault.TOO_LARGE, "The content is too large to be opened here");
    }
    if (size <= PIECE) {
      return openAtOnce(file, key);
    }
    if (!verified.contains(file.cid(), key)) {
      verify(file, key, asker);
    }
    return new Opened(size, offset -> new OpeningCursor(file.at(offset), key.reader(offset)));
  }

  private static Opened openAtOnce(DagFile file, ContentKey key) {
    try {
      ByteBuffer plain = ByteBuffer.wrap(key.decrypt(file.read(0, (int) file.size())));
      return new Opened(plain.remaining(), offset -> FileCursor.over(plain, offset));
    } catch (DecryptionException e) {
      throw wrongKey();
    }
  }

  private void verify(DagFile file, ContentKey key, Asker asker) {
    if (file.size() <= LARGE) {
      checks.now(asker, limits -> check(file, key, limits));
    } else {
      checks.inTurn(file.cid(), asker, limits -> check(file, key, limits));
    }
  }

  private void check(DagFile file, ContentKey key, Checks.Limits limits) {
    // Another reader of the same file may have had the turn before.
    if (!verified.contains(file.cid(), key)) {
      requireOpens(file, key, limits);
      verified.add(file.cid(), key);
    }
  }

  private static void requireOpens(DagFile file, ContentKey key, Checks.Limits limits) {
    ContentKey.Verifier verifier = key.verifier();
    long left = file.size() - ContentKey.TAG_LENGTH;
    byte[] piece = new byte[PIECE];
    try (FileCursor cursor = file.at(0)) {
      while (left > 0) {
        limits.check();
        int n = (int) Math.min(piece.length, left);
        cursor.read(ByteBuffer.wrap(piece, 0, n));
        verifier.decrypt(piece, 0, n);
        left -= n;
      }
      byte[] tag = new byte[ContentKey.TAG_LENGTH];
      cursor.read(ByteBuffer.wrap(tag));
      if (!verifier.matches(tag)) {
        throw wrongKey();
      }
    }
  }

  /**
   * A file whose tag was verified.
   *
   * @param size of the plain bytes
   * @param reader of the plain bytes
   */
  record Opened(long size, FileContent.Reader reader) {}

  private static CafeException wrongKey() {
    return new CafeException(Fault.KEY_WRONG, "The key does not open this content");
  }

  /** Decrypts what another cursor reads. */
  private static final class OpeningCursor implements FileCursor {
    private final FileCursor sealed;
    private final ContentKey.Reader key;
    private byte[] piece = new byte[0];

    OpeningCursor(FileCursor sealed, ContentKey.Reader key) {
      this.sealed = sealed;
      this.key = key;
    }

    @Override
    public void read(ByteBuffer target) {
      while (target.hasRemaining()) {
        int n = Math.min(target.remaining(), PIECE);
        if (piece.length < n) {
          piece = new byte[n];
        }
        sealed.read(ByteBuffer.wrap(piece, 0, n));
        key.decrypt(piece, 0, n);
        target.put(piece, 0, n);
      }
    }

    @Override
    public void rest() {
      sealed.rest();
      piece = new byte[0];
    }

    @Override
    public void close() {
      sealed.close();
    }
  }
}
