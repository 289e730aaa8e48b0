package cafe.inbox;

import cafe.database.Database;
import cafe.database.Outbox;
import cafe.identity.Clients;
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
import java.util.Optional;

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

  /** What became of a delivery. Senders are told of a refusal only by an exception. */
  public enum Outcome {
    /** Durable, and the recipient will be told. */
    STORED,
    /** The recipient has it already. */
    KNOWN,
    /** Nobody of that id has an inbox here. */
    DROPPED_UNKNOWN_CLIENT,
    /** The author did not sign it. */
    DROPPED_UNSIGNED
  }

  /**
   * Keeps a message for a client. Durable on return; a repeat changes nothing.
   *
   * <p>What is for nobody here and what its author did not sign is dropped without an error: the
   * original answers neither, and an answer would tell strangers who has an inbox here.
   *
   * @throws CafeException {@code TOO_LARGE}; {@code ENVELOPE_INVALID} for what is no envelope with
   *     a thread update; {@code CONTENT_INVALID} for a node without a block, or with another block
   *     than the one it names; {@code QUOTA_EXCEEDED} if the inbox is full; {@code RATE_LIMITED}
   */
  public Outcome deliver(Delivery delivery) {
    if (delivery.envelope().length > settings.config().maxMessage().asLongValue()) {
      throw new CafeException(Fault.TOO_LARGE, "the message is too large");
    }
    Optional<PeerId> recipient = recipient(delivery.recipient());
    if (recipient.isEmpty()) {
      return Outcome.DROPPED_UNKNOWN_CLIENT;
    }
    PeerId client = recipient.get();
    limits.take(Limit.DELIVERY_BY_AUTHOR, delivery.author().toString());
    limits.take(Limit.DELIVERY_BY_RECIPIENT, client.toString());
    SealedUpdate update;
    try {
      update = SealedUpdate.verify(delivery.envelope(), delivery.author());
    } catch (CafeException e) {
      if (e.fault() == Fault.ENVELOPE_UNSIGNED) {
        LOG.log(System.Logger.Level.DEBUG, "dropped an envelope that its author did not sign");
        return Outcome.DROPPED_UNSIGNED;
      }
      throw e;
    }
    return store(delivery, client, MessageContent.Parts.of(delivery.envelope(), update));
  }

  private Outcome store(Delivery delivery, PeerId client, MessageContent.Parts parts) {
    InboxMessage message =
        new InboxMessage(
            parts.id(), delivery.author(), client, 0, delivery.envelope().length, settings.now());
    return content.keep(
        parts,
        () -> {
          if (clients.find(client).isEmpty()) {
            return Outcome.DROPPED_UNKNOWN_CLIENT;
          }
          if (rows.find(client, parts.id()).isPresent()) {
            return Outcome.KNOWN;
          }
          if (rows.count(client) >= settings.config().maxWaiting()) {
            throw new CafeException(Fault.QUOTA_EXCEEDED, "the recipient's inbox is full");
          }
          if (!rows.insert(message)) {
            return Outcome.KNOWN;
          }
          outbox.append(Inbox.DELIVERED, client.toString(), parts.id() + " " + delivery.author());
          return Outcome.STORED;
        });
  }

  private Optional<PeerId> recipient(String text) {
    try {
      PeerId peer = PeerId.parse(text);
      return database.read(() -> clients.find(peer)).map(client -> peer);
    } catch (FormatException e) {
      return Optional.empty();
    }
  }
}
