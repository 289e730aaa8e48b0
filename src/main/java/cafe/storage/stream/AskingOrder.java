package cafe.storage.stream;

import cafe.kernel.PeerId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The order in which a client is asked for objects. The original's clients send them in that order,
 * give up the rest at the first that fails (a file longer than a request may be), go on with their
 * next batch, and drop requests of a batch that failed five times, sent or not. So the first that
 * was asked for and did not come is asked for last from then on: an object that cannot be sent
 * keeps no other from being sent.
 *
 * <p>Remembers {@value #MAX_CLIENTS} clients, and of each {@value #MAX_NAMES} objects that should
 * come, as many as the original's clients ask about at once, and as many that did not; anything
 * beyond is asked for in the order in which the client named it.
 */
final class AskingOrder {

  static final int MAX_CLIENTS = 512;
  static final int MAX_NAMES = 32;

  /** Longest name that is remembered, in characters; clients' have 46. */
  private static final int MAX_LENGTH = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<PeerId, Client> clients = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Client {
    final Set<String> expected = new LinkedHashSet<>();
    final Set<String> unsent = new LinkedHashSet<>();
  }

  /** The same names, those that did not come before at the end. */
  List<String> order(PeerId peer, List<String> lacking) {
    lock.lock();
    try {
      Client client = clients.computeIfAbsent(peer, any -> new Client());
      if (clients.size() > MAX_CLIENTS) {
        clients.remove(clients.keySet().iterator().next());
      }
      List<String> ordered = order(client, lacking);
      if (client.expected.isEmpty() && client.unsent.isEmpty()) {
        clients.remove(peer);
      }
      return ordered;
    } finally {
      lock.unlock();
    }
  }

  /** An object came, and is kept. */
  void came(PeerId peer, String name) {
    lock.lock();
    try {
      Client client = clients.get(peer);
      if (client != null) {
        client.expected.remove(name);
        client.unsent.remove(name);
        if (client.expected.isEmpty() && client.unsent.isEmpty()) {
          clients.remove(peer);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private static List<String> order(Client client, List<String> lacking) {
    Iterator<String> left = client.expected.iterator();
    if (left.hasNext()) {
      String failed = left.next();
      client.unsent.remove(failed);
      client.unsent.add(failed);
      if (client.unsent.size() > MAX_NAMES) {
        client.unsent.remove(client.unsent.iterator().next());
      }
    }
    List<String> ordered = new ArrayList<>(lacking);
    ordered.removeIf(client.unsent::contains);
    Set<String> named = Set.copyOf(lacking);
    client.unsent.stream().filter(named::contains).forEach(ordered::add);
    client.expected.clear();
    ordered.stream()
        .limit(MAX_NAMES)
        .filter(name -> name.length() <= MAX_LENGTH)
        .forEach(client.expected::add);
    return List.copyOf(ordered);
  }
}
