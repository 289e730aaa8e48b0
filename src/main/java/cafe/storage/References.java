package cafe.storage;

import cafe.ipld.Multihash;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows about blocks, trees and references: a port. Every method runs inside a unit of work. Times
 * are milliseconds since 1970.
 */
public interface References {
  /**
   * Makes blocks live whose bytes are durable, and keeps others from changing them until the unit
   * of work ends. A block that is known as a file with its chunks stays known as one.
   *
   * @return whether all are live now; not if one is leaving
   */
  boolean enliven(Collection<Row> rows, long now);

  /** How often removed blocks have been forgotten so far, by whichever process. */
  long removals();

  /** Records what lies beneath a root. */
  void plant(Multihash root, Collection<Multihash> blocks);

  /** Takes a reference: the wider scope, the greater size and the later end win. */
  void pin(Collection<Pin> references);

  /**
   * Of these roots, those that are live; of a file, only if all its chunks are. None of them can be
   * collected before the unit of work ends.
   */
  Map<Multihash, Row> complete(Collection<Multihash> roots);

  /** Removes references of an owner to roots. */
  void unpin(Owner owner, Collection<Multihash> roots);

  /** Removes all references of an owner. */
  void unpin(Owner owner);

  /** Sets the end of all references of an owner; null is never. */
  void expire(Owner owner, @Nullable Long at);

  /** What an owner references, in order of its roots, after one of them, at most {@code limit}. */
  List<Pin> pins(Owner owner, @Nullable Multihash after, int limit);

  /** How much an owner references. */
  Usage usage(Owner owner);

  /**
   * A block.
   *
   * @param size its bytes
   * @param shape what a reference to it keeps by itself
   * @param treeBlocks blocks beneath it, for a {@link Shape#FILE}
   * @param treeBytes bytes of it and of what is beneath it, each block counted once
   */
  record Row(Multihash hash, long size, Shape shape, int treeBlocks, long treeBytes) {
    /** A block of which nothing beneath is known. */
    static Row single(Multihash hash, long size, Shape shape) {
      return new Row(hash, size, shape, 0, size);
    }
  }

  /**
   * One reference.
   *
   * @param bytes what it keeps, each block counted once
   * @param taken when it was last taken
   * @param until when it lapses, or null for never
   */
  record Pin(
      Owner owner, Multihash root, Scope scope, long bytes, long taken, @Nullable Long until) {}

  /**
   * How much an owner references.
   *
   * @param roots references
   * @param bytes sum of what each keeps: the owner's logical bytes, whoever else keeps the same
   */
  @RegisterForReflection
  record Usage(long roots, long bytes) {}

  /** What "I have it" means for a block. The order is that of growing knowledge. */
  enum Shape {
    /** The block is all: a chunk, a small file, a directory. */
    WHOLE,
    /** A file of several blocks that were not stored together: nobody knows if all are here. */
    PART,
    /** A file whose blocks are recorded. */
    FILE
  }
}
