package cafe.libp2p.bitswap;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.libp2p.bitswap.message.Want;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one peer wants of us.
 *
 * <p>A want is <i>waiting</i> while we do not hold the block, <i>ready</i> when we do, and
 * <i>sending</i> while its answer is being written; then it is forgotten. A want that is repeated
 * meanwhile changes nothing.
 */
final class PeerLedger {
  /** Up to this size a block is sent where only its presence was asked for: it costs no more. */
  private static final int INLINE = 1024;

  /** Most presences of each kind in one message. */
  static final int MAX_PRESENCES = 256;

  private enum State {
    WAITING,
    READY,
    SENDING
  }

  /** One want. */
  static final class Entry {
    private final Cid cid;
    private final long order;
    private Want.Type type;
    private int priority;
    private State state = State.WAITING;
    private int size;

    private Entry(Want want, long order) {
      this.cid = want.cid();
      this.type = want.type();
      this.priority = want.priority();
      this.order = order;
    }

    Cid cid() {
      return cid;
    }

    int size() {
      return size;
    }
  }

  /**
   * The content of one answer.
   *
   * @param bytes size of all blocks together
   * @param pending size of the blocks that remain ready
   */
  record Batch(List<Cid> dontHaves, List<Entry> haves, List<Entry> blocks, int bytes, int pending) {
    static final Batch EMPTY = new Batch(List.of(), List.of(), List.of(), 0, 0);

    boolean isEmpty() {
      return dontHaves.isEmpty() && haves.isEmpty() && blocks.isEmpty();
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Cid, Entry> wants = new LinkedHashMap<>();
  private final Map<Multihash, List<Entry>> waiting = new HashMap<>();
  private final TreeSet<Entry> ready =
      new TreeSet<>(
          Comparator.comparingInt((Entry entry) -> -Math.max(entry.priority, -Integer.MAX_VALUE))
              .thenComparingLong(entry -> entry.order));
  private final Set<Cid> dontHaves = new LinkedHashSet<>();
  private final WantIndex index;
  private final int capacity;
  private final Runnable wake;
  private long readyBytes;
  private long orders;

  /**
   * An empty ledger.
   *
   * @param capacity most wants to remember
   * @param wake called when a block has come that is waited for
   */
  PeerLedger(WantIndex index, int capacity, Runnable wake) {
    this.index = index;
    this.capacity = capacity;
    this.wake = wake;
  }

  /**
   * Takes a wantlist. New wants wait until {@link #found} or {@link #added}; noting them before the
   * blocks are looked up means that none added in between is missed.
   *
   * @return the wants whose blocks must be looked up
   */
  List<Want> note(List<Want> list, boolean full) {
    lock.lock();
    try {
      if (full) {
        replace(list);
      }
      List<Want> unknown = new ArrayList<>();
      for (Want want : list) {
        Entry entry = wants.get(want.cid());
        if (want.cancel()) {
          cancel(want.cid());
        } else if (entry == null) {
          remember(want);
          unknown.add(want);
        } else if (entry.state == State.WAITING) {
          entry.type = stronger(entry.type, want.type());
          entry.priority = want.priority();
          unknown.add(want);
        } else if (entry.state == State.READY) {
          unready(entry);
          entry.type = stronger(entry.type, want.type());
          entry.priority = want.priority();
          ready(entry, entry.size);
        }
      }
      return unknown;
    } finally {
      lock.unlock();
    }
  }

  private static Want.Type stronger(Want.Type one, Want.Type other) {
    return one == Want.Type.BLOCK ? one : other;
  }

  /** The result of looking up wants that {@link #note} returned. */
  void found(List<Want> looked, Map<Cid, Integer> sizes) {
    lock.lock();
    try {
      for (Want want : looked) {
        Integer size = sizes.get(want.cid());
        Entry entry = wants.get(want.cid());
        if (size == null) {
          refuse(want);
        } else if (entry != null && entry.state == State.WAITING) {
          ready(entry, size);
        } else if (entry == null && makeRoom()) {
          Entry late = new Entry(want, orders++);
          wants.put(want.cid(), late);
          ready(late, size);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** A block has been added that this peer may wait for. */
  void added(Multihash hash, int size) {
    lock.lock();
    try {
      List.copyOf(waiting.getOrDefault(hash, List.of())).forEach(entry -> ready(entry, size));
    } finally {
      lock.unlock();
    }
    wake.run();
  }

  /** Whether there is anything to answer now. */
  boolean hasAnswers() {
    lock.lock();
    try {
      return !ready.isEmpty() || !dontHaves.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the next answer: presences, and blocks by priority until they reach the target size. */
  Batch next(int target) {
    lock.lock();
    try {
      List<Cid> refused = new ArrayList<>();
      for (Iterator<Cid> i = dontHaves.iterator();
          i.hasNext() && refused.size() < MAX_PRESENCES; ) {
        refused.add(i.next());
        i.remove();
      }
      List<Entry> haves = new ArrayList<>();
      List<Entry> blocks = new ArrayList<>();
      int bytes = 0;
      while (!ready.isEmpty() && bytes < target && haves.size() < MAX_PRESENCES) {
        Entry entry = ready.first();
        unready(entry);
        entry.state = State.SENDING;
        if (entry.type == Want.Type.HAVE && entry.size > INLINE) {
          haves.add(entry);
        } else {
          blocks.add(entry);
          bytes += entry.size;
        }
      }
      return new Batch(
          refused, haves, blocks, bytes, (int) Math.min(readyBytes, Integer.MAX_VALUE));
    } finally {
      lock.unlock();
    }
  }

  /** The answer has been written: its wants are fulfilled. */
  void sent(Batch batch) {
    lock.lock();
    try {
      batch.haves.forEach(entry -> wants.remove(entry.cid, entry));
      batch.blocks.forEach(entry -> wants.remove(entry.cid, entry));
    } finally {
      lock.unlock();
    }
  }

  /** Forgets everything. */
  void clear() {
    lock.lock();
    try {
      waiting.keySet().forEach(hash -> index.remove(hash, this));
      waiting.clear();
      wants.clear();
      ready.clear();
      dontHaves.clear();
      readyBytes = 0;
    } finally {
      lock.unlock();
    }
  }

  /** The wants remembered. */
  int size() {
    lock.lock();
    try {
      return wants.size();
    } finally {
      lock.unlock();
    }
  }

  private void replace(List<Want> list) {
    Set<Cid> kept = new HashSet<>();
    list.forEach(want -> kept.add(want.cid()));
    List<Cid> gone = wants.keySet().stream().filter(cid -> !kept.contains(cid)).toList();
    gone.forEach(this::cancel);
    dontHaves.retainAll(kept);
  }

  private void cancel(Cid cid) {
    dontHaves.remove(cid);
    Entry entry = wants.get(cid);
    if (entry == null || entry.state == State.SENDING) {
      return;
    }
    wants.remove(cid);
    if (entry.state == State.READY) {
      unready(entry);
    } else {
      stopWaiting(entry);
    }
  }

  private void remember(Want want) {
    if (wants.size() < capacity && index.add(want.cid().multihash(), this)) {
      Entry entry = new Entry(want, orders++);
      wants.put(want.cid(), entry);
      waiting.computeIfAbsent(want.cid().multihash(), unused -> new ArrayList<>(1)).add(entry);
    }
  }

  private void refuse(Want want) {
    if (want.sendDontHave() && dontHaves.size() < capacity) {
      dontHaves.add(want.cid());
    }
  }

  /** Wants that can be answered displace the oldest of those that cannot. */
  private boolean makeRoom() {
    if (wants.size() < capacity) {
      return true;
    }
    for (Entry entry : wants.values()) {
      if (entry.state == State.WAITING) {
        wants.remove(entry.cid);
        stopWaiting(entry);
        return true;
      }
    }
    return false;
  }

  private void ready(Entry entry, int size) {
    if (entry.state == State.WAITING) {
      stopWaiting(entry);
    }
    dontHaves.remove(entry.cid);
    entry.state = State.READY;
    entry.size = size;
    ready.add(entry);
    readyBytes += size;
  }

  private void unready(Entry entry) {
    ready.remove(entry);
    readyBytes -= entry.size;
  }

  private void stopWaiting(Entry entry) {
    Multihash hash = entry.cid.multihash();
    List<Entry> entries = waiting.get(hash);
    if (entries != null && entries.remove(entry) && entries.isEmpty()) {
      waiting.remove(hash);
      index.remove(hash, this);
    }
  }
}
