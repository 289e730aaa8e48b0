package cafe.storage;

import cafe.database.Database;
import cafe.identity.ClientRepository;
import cafe.identity.Clients;
import cafe.identity.registration.Membership;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many histories, long; run on each database, which is spared its forces: nothing here is about
 * power cuts. {@code -Ddurability.histories} says how many, {@code -Dcafe.seed} repeats them.
 */
@Tag("durability")
abstract class ReferencesCampaign {
  @Inject References references;
  @Inject Garbage garbage;
  @Inject Database database;
  @Inject Clients clients;
  @Inject ClientRepository clientRows;
  @Inject Membership membership;

  /** How many histories of ten thousand. */
  abstract int share();

  @Test
  void noPromisedBlockIsLostAndNoOtherIsKept() throws Exception {
    int all = Integer.getInteger("durability.histories", 10_000);
    int count = Math.max(1, (int) ((long) all * share() / 10_000));
    ReferencesModel.Registry registry =
        new ReferencesModel.Registry(database, clients, clientRows, membership);
    ReferencesModel.runSeries(count, references, garbage, registry);
  }
}
