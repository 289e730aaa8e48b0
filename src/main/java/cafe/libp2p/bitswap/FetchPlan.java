package cafe.libp2p.bitswap;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.kernel.PeerId;
import cafe.libp2p.bitswap.message.Want;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Decides for one fetch whom to ask for which block. Pure state: told what happened and when, it
 * says what to send.
 *
 * <p>The first block is asked of the first peer, and all others are asked whether they have it.
 * Peers that have answered well share the later wants, the least busy first. Who says DONT_HAVE, or
 * says nothing while it delivers nothing else, is passed over for the next; when all have, the
 * block is not to be found. Earlier versions never say DONT_HAVE, so there only time tells.
 */
final class FetchPlan {
  /** Something to say to a peer. */
  record Ask(PeerId peer, Want want) {}

  /** A peer that delivers nothing for so long is doubted. */
  static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** An answer may have got lost; if there is nobody else the want is repeated. */
  static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final int MAX_PROBES = 32;

  private static final class Candidate {
    private final PeerId peer;
    private final int preference;
    private boolean lost;
    private boolean useful;
    private int inFlight;
    private long lastDelivery = Long.MIN_VALUE;

    private Candidate(PeerId peer, int preference) {
      this.peer = peer;
      this.preference = preference;
    }
  }

  private static final class Wanted {
    private final Cid cid;
    private final int priority;
    private final Set<Candidate> asked = new HashSet<>();
    private final Set<Candidate> probed = new HashSet<>();
    private final Set<Candidate> having = new HashSet<>();
    private final Set<Candidate> lacking = new HashSet<>();
    private long lastAsk;

    private Wanted(Cid cid, int priority) {
      this.cid = cid;
      this.priority = priority;
    }
  }

  private final Map<PeerId, Candidate> candidates = new LinkedHashMap<>();
  private final Map<Multihash, Wanted> wanted = new LinkedHashMap<>();
  private int priority = Integer.MAX_VALUE;
  private boolean probing;

  FetchPlan(Collection<PeerId> peers) {
    peers.forEach(
        peer -> candidates.computeIfAbsent(peer, id -> new Candidate(id, candidates.size())));
  }

  /** The blocks wanted now. */
  int size() {
    return wanted.size();
  }

  Collection<Multihash> hashes() {
    return wanted.keySet();
  }

  /** Begins to want a block. */
  List<Ask> want(Cid cid, long now) throws BlockNotFoundException {
    Wanted want = new Wanted(cid, priority--);
    wanted.put(cid.multihash(), want);
    List<Ask> asks = new ArrayList<>(askNext(want, now));
    if (!probing && candidates.values().stream().noneMatch(candidate -> candidate.useful)) {
      probing = true;
      candidates.values().stream()
          .filter(candidate -> !candidate.lost && !want.asked.contains(candidate))
          .limit(MAX_PROBES)
          .forEach(
              candidate -> {
                want.probed.add(candidate);
                asks.add(new Ask(candidate.peer, Want.have(cid, want.priority)));
              });
    }
    return asks;
  }

  /** A peer says that it has a block. */
  List<Ask> have(PeerId peer, Cid cid, long now) throws BlockNotFoundException {
    Wanted want = wanted.get(cid.multihash());
    Candidate candidate = candidates.get(peer);
    if (want == null || candidate == null || !want.probed.contains(candidate)) {
      return List.of();
    }
    candidate.useful = true;
    want.having.add(candidate);
    boolean waiting = want.asked.stream().anyMatch(other -> !gone(want, other));
    return waiting ? List.of() : askNext(want, now);
  }

  /** A peer says that it does not have a block. */
  List<Ask> dontHave(PeerId peer, Cid cid, long now) throws BlockNotFoundException {
    Wanted want = wanted.get(cid.multihash());
    Candidate candidate = candidates.get(peer);
    if (want == null
        || candidate == null
        || !(want.asked.contains(candidate) || want.probed.contains(candidate))
        || !want.lacking.add(candidate)) {
      return List.of();
    }
    want.having.remove(candidate);
    if (!want.asked.contains(candidate)) {
      return failIfNobody(want);
    }
    candidate.inFlight--;
    return askNext(want, now);
  }

  /**
   * A block has arrived.
   *
   * @return cancels for others that were asked
   */
  List<Ask> arrived(PeerId peer, Cid cid, long now) {
    Wanted want = wanted.remove(cid.multihash());
    if (want == null) {
      return List.of();
    }
    probing &= want.probed.isEmpty();
    List<Ask> cancels = new ArrayList<>();
    for (Candidate candidate : candidates.values()) {
      boolean asked = want.asked.contains(candidate);
      if (asked && !want.lacking.contains(candidate)) {
        candidate.inFlight--;
      }
      if (candidate.peer.equals(peer)) {
        candidate.useful = true;
        candidate.lastDelivery = now;
      } else if ((asked || want.probed.contains(candidate)) && !gone(want, candidate)) {
        cancels.add(new Ask(candidate.peer, Want.cancel(want.cid)));
      }
    }
    return cancels;
  }

  /** The CID by which a block is wanted. */
  Optional<Cid> nameOf(Multihash hash) {
    return Optional.ofNullable(wanted.get(hash)).map(want -> want.cid);
  }

  /** A peer cannot be reached any more. */
  List<Ask> lost(PeerId peer, long now) throws BlockNotFoundException {
    Candidate candidate = candidates.get(peer);
    if (candidate == null || candidate.lost) {
      return List.of();
    }
    candidate.lost = true;
    List<Ask> asks = new ArrayList<>();
    for (Wanted want : wanted.values()) {
      if (want.asked.contains(candidate) && !want.lacking.contains(candidate)) {
        asks.addAll(askNext(want, now));
      } else {
        failIfNobody(want);
      }
    }
    return asks;
  }

  /** Time has passed. */
  List<Ask> tick(long now) throws BlockNotFoundException {
    List<Ask> asks = new ArrayList<>();
    for (Wanted want : wanted.values()) {
      if (now - want.lastAsk < PATIENCE_NANOS || want.asked.stream().anyMatch(c -> moves(c, now))) {
        continue;
      }
      List<Ask> more = askNext(want, now);
      asks.addAll(more);
      if (more.isEmpty() && now - want.lastAsk >= REPEAT_NANOS) {
        want.lastAsk = now;
        want.asked.stream()
            .filter(candidate -> !gone(want, candidate))
            .forEach(candidate -> asks.add(blockWant(want, candidate)));
      }
    }
    return asks;
  }

  /** Cancels for everything that is still wanted. */
  List<Ask> cancelAll() {
    List<Ask> cancels = new ArrayList<>();
    for (Wanted want : wanted.values()) {
      candidates.values().stream()
          .filter(candidate -> want.asked.contains(candidate) || want.probed.contains(candidate))
          .filter(candidate -> !gone(want, candidate))
          .forEach(candidate -> cancels.add(new Ask(candidate.peer, Want.cancel(want.cid))));
    }
    return cancels;
  }

  private static boolean moves(Candidate candidate, long now) {
    return !candidate.lost
        && candidate.lastDelivery != Long.MIN_VALUE
        && now - candidate.lastDelivery < PATIENCE_NANOS;
  }

  private static boolean gone(Wanted want, Candidate candidate) {
    return candidate.lost || want.lacking.contains(candidate);
  }

  private List<Ask> askNext(Wanted want, long now) throws BlockNotFoundException {
    Optional<Candidate> next =
        candidates.values().stream()
            .filter(candidate -> !gone(want, candidate) && !want.asked.contains(candidate))
            .min(
                Comparator.comparing((Candidate candidate) -> !want.having.contains(candidate))
                    .thenComparing(candidate -> !candidate.useful)
                    .thenComparingInt(candidate -> candidate.useful ? candidate.inFlight : 0)
                    .thenComparingInt(candidate -> candidate.preference));
    if (next.isEmpty()) {
      return failIfNobody(want);
    }
    Candidate candidate = next.get();
    want.asked.add(candidate);
    want.lastAsk = now;
    candidate.inFlight++;
    return List.of(blockWant(want, candidate));
  }

  private static Ask blockWant(Wanted want, Candidate candidate) {
    return new Ask(candidate.peer, Want.block(want.cid, want.priority));
  }

  private List<Ask> failIfNobody(Wanted want) throws BlockNotFoundException {
    if (candidates.values().stream().allMatch(candidate -> gone(want, candidate))) {
      throw new BlockNotFoundException(want.cid);
    }
    return List.of();
  }
}
