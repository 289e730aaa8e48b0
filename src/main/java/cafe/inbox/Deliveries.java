package cafe.inbox;

import cafe.database.Database;
import cafe.database.Outbox;
import cafe.identity.Clients;
import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.limits.Limit;
import cafe.limits.Limits;
import cafe.wire.SealedUpdate;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;

/** The sender's use-case; both doors end here. */
@ApplicationScoped
public class Deliveries {

  private static final System.Logger LOG = System.getLogger(Deliveries.class.getName());

  private final Database database;
  private final Outbox outbox;
  private final InboxRepository rows;
  private final Clients clients;
  private final MessageContent content;
  private final Limits limits;
  private final Settings settings;

  Deliveries(
      Database database,
      Outbox outbox,
      InboxRepository rows,
      Clients clients,
      MessageContent content,
      Limits limits,
      Settings settings) {
    this.database = database;
    this.outbox = outbox;
    this.rows = rows;
    this.clients = clients;
    this.content = content;
    this.limits = limits;
    this.settings = settings;
  }

  /** The room's limits and its clock. */
  @ApplicationScoped
  static class Settings {
    private final InboxConfig config;
    private final Clock clock;

    Settings(InboxConfig config, Clock clock) {
      this.config = config;
      this.clock = clock;
    }

    InboxConfig config() {
      return config;
    }

    Instant now() {
      return clock.instant();
    }
  }

  /** What became of a delivery. Senders are told of nothing that would name who has an inbox. */
  public enum Outcome {
    /** Durable, and the recipient will be told. */
    STORED,
    /** The recipient has it already. */
    KNOWN,
    /** Nobody of that id has an inbox here. */
    DROPPED_UNKNOWN_CLIENT,
    /** The author did not sign it. */
    DROPPED_UNSIGNED,
    /** Its author, or everybody to this recipient, sends too much. */
    DROPPED_TOO_OFTEN,
    /** Too many messages, or too many bytes, wait for the recipient. */
    DROPPED_FULL
  }

  /**
   * How the steps of a delivery are done that the database or the disk may refuse for now. Each may
   * be done twice; limits, and what is fetched over the network, are no part of them.
   */
  public interface Steps {

    /** Does a step, again if need be; what it throws the last time is the delivery's. */
    <T> T run(Supplier<T> step);
  }

  /**
   * Keeps a message for a client. Durable on return; a repeat changes nothing.
   *
   * <p>What its author did not sign, what is for nobody here and what passes a limit is dropped
   * without an error: the original answers none of it, senders take an error for "try again", and
   * an answer would tell strangers who has an inbox here. So the message is judged before anybody
   * looks for its recipient, and limits count authors who have signed.
   *
   * <p>What the message names and does not carry is fetched from its author, if that is connected,
   * which takes at most {@code cafe.inbox.fetch-timeout} for each of two things.
   *
   * @param steps how patient the door is
   * @throws CafeException {@code TOO_LARGE}; {@code ENVELOPE_INVALID} for what is no envelope with
   *     a thread update; {@code CONTENT_INVALID} for a node without a block, or with another block
   *     than the one it names
   */
  public Outcome deliver(Delivery delivery, Steps steps) {
    if (delivery.envelope().length > settings.config().maxMessage().asLongValue()) {
      throw new CafeException(Fault.TOO_LARGE, "the message is too large");
    }
    MessageContent.Parts parts;
    try {
      SealedUpdate update = SealedUpdate.verify(delivery.envelope(), delivery.author());
      parts = MessageContent.Parts.of(delivery.envelope(), update);
    } catch (CafeException e) {
      if (e.fault() == Fault.ENVELOPE_UNSIGNED) {
        return dropped(Outcome.DROPPED_UNSIGNED);
      }
      throw e;
    }
    if (!limits.tryTake(Limit.DELIVERY_BY_AUTHOR, delivery.author().toString())) {
      return dropped(Outcome.DROPPED_TOO_OFTEN);
    }
    try {
      return keep(delivery, recipient(delivery.recipient()), parts, steps);
    } catch (CafeException e) {
      return switch (e.fault()) {
        case CLIENT_UNKNOWN -> dropped(Outcome.DROPPED_UNKNOWN_CLIENT);
        case QUOTA_EXCEEDED -> dropped(Outcome.DROPPED_FULL);
        default -> throw e;
      };
    }
  }

  private Outcome keep(Delivery delivery, PeerId client, MessageContent.Parts parts, Steps steps) {
    long size = delivery.envelope().length;
    Need need =
        steps.run(
            () -> database.read(() -> need(clients.exists(client), client, parts.id(), size)));
    if (need == Need.NOBODY) {
      return dropped(Outcome.DROPPED_UNKNOWN_CLIENT);
    }
    // Counted for those who are clients only, and before anything else is said of them.
    if (!limits.tryTake(Limit.DELIVERY_BY_RECIPIENT, client.toString())) {
      return dropped(Outcome.DROPPED_TOO_OFTEN);
    }
    if (isKnown(need)) {
      return Outcome.KNOWN;
    }
    MessageContent.Parts completed = content.completed(parts, delivery.author());
    return steps.run(() -> store(delivery, client, completed));
  }

  private static Outcome dropped(Outcome why) {
    LOG.log(System.Logger.Level.DEBUG, () -> "a message was not stored: " + why);
    return why;
  }

  /** A drop is an exception here, so that nothing stays pinned for a message that is not. */
  private Outcome store(Delivery delivery, PeerId client, MessageContent.Parts parts) {
    InboxMessage message =
        new InboxMessage(
            parts.id(), delivery.author(), client, 0, delivery.envelope().length, settings.now());
    return content.keep(
        parts,
        () -> {
          Need need = need(clients.remains(client), client, message.id(), message.size());
          if (isKnown(need) || !rows.insert(message)) {
            return Outcome.KNOWN;
          }
          outbox.append(Inbox.DELIVERED, client.toString(), parts.id() + " " + delivery.author());
          return Outcome.STORED;
        });
  }

  /** What a recipient's inbox says to a message. */
  private enum Need {
    WANTED,
    KNOWN,
    FULL,
    NOBODY
  }

  /**
   * Asked before anything is fetched from the author, and again when the message is kept. Part of a
   * unit of work.
   */
  private Need need(boolean isClient, PeerId client, Cid message, long size) {
    if (!isClient) {
      return Need.NOBODY;
    }
    if (rows.has(client, message)) {
      return Need.KNOWN;
    }
    return isFull(rows.waiting(client), size) ? Need.FULL : Need.WANTED;
  }

  /**
   * Whether the recipient has the message.
   *
   * @throws CafeException {@code CLIENT_UNKNOWN} or {@code QUOTA_EXCEEDED}
   */
  private static boolean isKnown(Need need) {
    return switch (need) {
      case NOBODY -> throw new CafeException(Fault.CLIENT_UNKNOWN, "the recipient left");
      case FULL -> throw new CafeException(Fault.QUOTA_EXCEEDED, "the recipient's inbox is full");
      case KNOWN -> true;
      case WANTED -> false;
    };
  }

  private boolean isFull(InboxRepository.Waiting waiting, long size) {
    InboxConfig config = settings.config();
    return waiting.messages() >= config.maxWaiting()
        || waiting.bytes() + size > config.maxWaitingBytes().asLongValue();
  }

  private static PeerId recipient(String text) {
    try {
      return PeerId.parse(text);
    } catch (FormatException e) {
      throw new CafeException(Fault.CLIENT_UNKNOWN, "no peer id", e);
    }
  }
}
