package cafe.inbox.http;

import cafe.database.Outbox;
import cafe.identity.registration.Membership;
import cafe.inbox.Inbox;
import cafe.inbox.InboxConfig;
import cafe.inbox.InboxMessage;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.CallerResolver;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Live streams of messages (server-sent events), which also warn an account of each device that is
 * added to it (W5). Each runs on the virtual thread of its request: it writes what waits, then
 * sleeps until a commit wakes it or a heartbeat is due. A reader that stalls stops its own stream
 * only, and costs one event's memory.
 */
@ApplicationScoped
class LiveInbox {

  private static final int PAGE = 50;
  private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

  private final Inbox inbox;
  private final Outbox outbox;
  private final InboxConfig config;
  private final ObjectMapper json;
  private final CallerResolver callers;
  private final Clock clock;
  private final ConcurrentHashMap<PeerId, Integer> perClient = new ConcurrentHashMap<>();
  private final Semaphore places;
  private final Set<Semaphore> sleepers = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  LiveInbox(
      Inbox inbox,
      Outbox outbox,
      InboxConfig config,
      ObjectMapper json,
      CallerResolver callers,
      Clock clock) {
    this.callers = callers;
    this.clock = clock;
    this.inbox = inbox;
    this.outbox = outbox;
    this.config = config;
    this.json = json;
    this.places = new Semaphore(config.maxStreams());
  }

  void onStop(@Observes ShutdownEvent event) {
    stopping = true;
    sleepers.forEach(Semaphore::release);
  }

  /**
   * Who follows.
   *
   * @param token the access token that says so for as long as it is good
   * @param hasLeft whether nobody reads any more, of which writing says nothing
   * @param whenLeaving told what to do as soon as nobody does
   */
  record Follower(
      Caller.Session session,
      String token,
      BooleanSupplier hasLeft,
      Consumer<Runnable> whenLeaving) {}

  /**
   * The caller's messages after a number, and then those to come. It ends when the session does, or
   * when the follower has left.
   *
   * <p>A place is taken when the writing begins, which does not happen for {@code HEAD}: so each
   * that is taken is given back. Then {@code RATE_LIMITED} is thrown if the caller, {@code
   * OVERLOADED} if the cafe has enough streams open.
   */
  StreamingOutput follow(Follower follower, long after) {
    PeerId client = follower.session().client();
    return out -> {
      take(client);
      try {
        write(out, follower, after);
      } finally {
        giveBack(client);
      }
    };
  }

  private void write(OutputStream out, Follower follower, long after) throws IOException {
    Caller.Session caller = follower.session();
    Semaphore woken = new Semaphore(0);
    Instant end = clock.instant().plus(config.maxStreamDuration());
    String account = caller.account().toString();
    Outbox.Cursor told = outbox.end();
    try (Outbox.Subscription _ =
            outbox.onCommit(Inbox.DELIVERED, caller.client().toString(), woken::release);
        Outbox.Subscription _ = outbox.onCommit(Membership.DEVICE_ADDED, account, woken::release)) {
      sleepers.add(woken);
      follower.whenLeaving().accept(woken::release);
      long last = after;
      out.write(HEARTBEAT);
      out.flush();
      while (!stopping && !follower.hasLeft().getAsBoolean() && clock.instant().isBefore(end)) {
        List<InboxMessage> page = inbox.list(caller, last, PAGE);
        List<Outbox.Event> added = outbox.after(Membership.DEVICE_ADDED, account, told, PAGE);
        // Looked at after the messages, so that none is told that came after the session's end.
        if (!isGood(follower)) {
          return;
        }
        for (InboxMessage message : page) {
          out.write(event(message));
          last = message.number();
        }
        for (Outbox.Event device : added) {
          out.write(event(device));
          told = device.cursor();
        }
        if (page.isEmpty() && added.isEmpty() && !await(woken)) {
          out.write(HEARTBEAT);
        }
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sleepers.remove(woken);
    }
  }

  private boolean isGood(Follower follower) {
    try {
      return callers.session(follower.token()).equals(follower.session());
    } catch (CafeException e) {
      return false;
    }
  }

  private boolean await(Semaphore woken) throws InterruptedException {
    boolean event = woken.tryAcquire(config.streamHeartbeat().toMillis(), TimeUnit.MILLISECONDS);
    woken.drainPermits();
    return event;
  }

  private byte[] event(InboxMessage message) throws JsonProcessingException {
    return ("event: message\nid: "
            + message.number()
            + "\ndata: "
            + json.writeValueAsString(InboxJson.of(message))
            + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Without an id: a stream that is taken up again goes on after a message. */
  private static byte[] event(Outbox.Event device) {
    return ("event: device\ndata: {\"peer\":\"" + device.payload() + "\"}\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private void take(PeerId client) {
    if (!places.tryAcquire()) {
      throw new CafeException(Fault.OVERLOADED, "too many live streams");
    }
    int open = perClient.merge(client, 1, Integer::sum);
    if (open > config.maxStreamsPerClient()) {
      giveBack(client);
      throw new CafeException(Fault.RATE_LIMITED, "too many live streams of this client");
    }
  }

  private void giveBack(PeerId client) {
    perClient.compute(client, (peer, open) -> open == null || open <= 1 ? null : open - 1);
    places.release();
  }
}
