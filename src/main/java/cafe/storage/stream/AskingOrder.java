package cafe.storage.stream;

import cafe.kernel.PeerId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The order in which a client is asked for objects. The original's clients send them in that order,
 * give up the rest at the first that fails (a file longer than a request may be), and drop requests
 * of a batch that failed five times, sent or not. So what stood first last time and did not come
 * stands last now: an object that cannot be sent keeps no other from being sent.
 *
 * <p>Remembers {@value #MAX_CLIENTS} clients and {@value #MAX_CIDS} objects of each, as many as the
 * original's clients ask about at once; anything beyond is asked for in the order it came.
 */
final class AskingOrder {

  static final int MAX_CLIENTS = 1024;
  static final int MAX_CIDS = 32;

  /** Longest name that is remembered, in characters; clients' have 46. */
  private static final int MAX_NAME = 128;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<PeerId, List<String>> asked =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerId, List<String>> eldest) {
          return size() > MAX_CLIENTS;
        }
      };

  /** The same names, the one that failed last time at the end. */
  List<String> order(PeerId client, List<String> lacking) {
    lock.lock();
    try {
      List<String> ordered = after(asked.getOrDefault(client, List.of()), lacking);
      List<String> remembered =
          ordered.stream().filter(name -> name.length() <= MAX_NAME).limit(MAX_CIDS).toList();
      if (remembered.isEmpty()) {
        asked.remove(client);
      } else {
        asked.put(client, remembered);
      }
      return ordered;
    } finally {
      lock.unlock();
    }
  }

  private static List<String> after(List<String> before, List<String> lacking) {
    Set<String> left = new HashSet<>(lacking);
    List<String> again = new ArrayList<>(before);
    again.removeIf(name -> !left.contains(name));
    if (again.isEmpty()) {
      return lacking;
    }
    left.removeAll(again);
    List<String> ordered = new ArrayList<>(lacking.size());
    lacking.stream().filter(left::contains).forEach(ordered::add);
    ordered.addAll(again.subList(1, again.size()));
    ordered.add(again.getFirst());
    return List.copyOf(ordered);
  }
}
