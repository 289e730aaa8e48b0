package cafe.inbox.stream;

import cafe.database.Outbox;
import cafe.inbox.Inbox;
import cafe.kernel.NodeIdentity;
import cafe.libp2p.pubsub.Pubsub;
import cafe.peer.PeerNode;
import cafe.wire.Envelopes;
import cafe.wire.pb.Message;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * "You have mail": follows the outbox and tells each client with new messages, over its own pubsub
 * topic. Best effort; clients also look by themselves every minute. Several messages for one client
 * that are read together make one notice.
 */
@ApplicationScoped
class MailNotices {

  private static final System.Logger LOG = System.getLogger(MailNotices.class.getName());

  /** After the node. */
  private static final int START = 2_000;

  private static final String TOPIC = "/textile/cafe/1.0.0/";
  private static final int BATCH = 200;

  /** How long what follows a notice waits for company: a look for each message costs too much. */
  private static final long GATHER_MILLIS = 50;

  /** How often to look for events of other processes. */
  private static final long POLL_SECONDS = 5;

  private final Outbox outbox;
  private final PeerNode peers;
  private final NodeIdentity node;
  private volatile boolean stopping;

  MailNotices(Outbox outbox, PeerNode peers, NodeIdentity node) {
    this.outbox = outbox;
    this.peers = peers;
    this.node = node;
  }

  void onStart(@Observes @Priority(START) StartupEvent event) {
    if (peers.pubsub().isPresent()) {
      Outbox.Cursor end = outbox.end();
      Thread.ofVirtual().name("mail-notices").start(() -> follow(end));
    }
  }

  void onStop(@Observes @Priority(0) ShutdownEvent event) {
    stopping = true;
  }

  private void follow(Outbox.Cursor from) {
    Semaphore woken = new Semaphore(0);
    Outbox.Subscription subscription = outbox.onCommit(Inbox.DELIVERED, woken::release);
    Outbox.Cursor cursor = from;
    while (!stopping) {
      try {
        woken.drainPermits();
        List<Outbox.Event> events = outbox.after(Inbox.DELIVERED, cursor, BATCH);
        if (events.isEmpty()) {
          woken.tryAcquire(POLL_SECONDS, TimeUnit.SECONDS);
        } else {
          cursor = events.getLast().cursor();
          notifyAll(events.stream().map(Outbox.Event::key).collect(Collectors.toSet()));
          TimeUnit.MILLISECONDS.sleep(events.size() == BATCH ? 0 : GATHER_MILLIS);
        }
      } catch (InterruptedException e) {
        stopping = true;
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "mail notices pause", e);
        pause();
      }
    }
    subscription.close();
  }

  private void notifyAll(Set<String> clients) {
    peers.pubsub().ifPresent(pubsub -> notifyAll(pubsub, clients));
  }

  /** Most clients are away: nobody would hear what costs a signature to say. */
  private void notifyAll(Pubsub pubsub, Set<String> clients) {
    List<String> heard =
        clients.stream()
            .map(client -> TOPIC + client)
            .filter(topic -> !pubsub.peers(topic).isEmpty())
            .toList();
    if (!heard.isEmpty()) {
      byte[] notice =
          Envelopes.sign(Envelopes.request(Message.Type.CAFE_YOU_HAVE_MAIL, null), node)
              .toByteArray();
      heard.forEach(topic -> pubsub.publish(topic, notice));
    }
  }

  private static void pause() {
    try {
      Thread.sleep(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
