package cafe.inbox;

import cafe.database.Database;
import cafe.kernel.PeerId;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Removes messages whose recipients have not come for too long. */
@ApplicationScoped
class Retention {

  private static final System.Logger LOG = System.getLogger(Retention.class.getName());
  private static final int BATCH = 500;

  private final Database database;
  private final InboxRepository rows;
  private final Inbox inbox;
  private final InboxConfig config;
  private final Clock clock;

  Retention(Database database, InboxRepository rows, Inbox inbox, InboxConfig config, Clock clock) {
    this.database = database;
    this.rows = rows;
    this.inbox = inbox;
    this.config = config;
    this.clock = clock;
  }

  @Scheduled(every = "1h", delayed = "5m", identity = "inbox-retention")
  void sweep() {
    Instant oldest = clock.instant().minus(config.retention());
    int removed;
    do {
      removed = database.write(() -> removeSome(oldest));
      if (removed > 0) {
        LOG.log(System.Logger.Level.INFO, "{0} messages passed their retention", removed);
      }
    } while (removed == BATCH);
  }

  private int removeSome(Instant oldest) {
    List<InboxMessage> old = rows.receivedBefore(oldest, BATCH);
    Map<PeerId, List<InboxMessage>> byClient =
        old.stream().collect(Collectors.groupingBy(InboxMessage::client));
    byClient.forEach(
        (client, messages) ->
            inbox.remove(client, messages.stream().map(InboxMessage::id).toList()));
    return old.size();
  }
}
