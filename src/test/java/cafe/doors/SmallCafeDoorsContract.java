package cafe.doors;

import static cafe.doors.Outcome.ok;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.kernel.Fault;
import cafe.testkit.SmallCafe;
import cafe.testkit.TestDevice;
import org.junit.jupiter.api.Test;

/** Limits that are reached; on each database. */
abstract class SmallCafeDoorsContract extends DoorsContract {

  /** A full inbox is nobody's business but its owner's: senders see no difference. */
  @Test
  void whatDoesNotFitIntoAnInboxIsDroppedWithItsContent() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          TestDevice eve = s.device("eve");
          String to = ada.peer().toString();
          for (int i = 0; i < SmallCafe.INBOX; i++) {
            s.delivered("fits", door.deliver(eve, to, s.letter(eve, "letter " + i)));
          }
          s.delivered("does not", door.deliver(eve, to, s.letter(eve, "one too many")));
          s.step(
              "check",
              door.check(ada, ada.access()),
              ok("letter 0 of eve", "letter 1 of eve", "letter 2 of eve"));
          s.step("delete", door.delete(ada, ada.access()), ok("no more"));
          s.delivered("again", door.deliver(eve, to, s.letter(eve, "room for one")));
          s.step("check", door.check(ada, ada.access()), ok("room for one of eve"));
        });
  }

  @Test
  void anInboxHoldsOnlySoManyBytes() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          TestDevice eve = s.device("eve");
          String to = ada.peer().toString();
          String large = "a".repeat(SmallCafe.INBOX_BYTES * 2 / 3);
          s.delivered("fits", door.deliver(eve, to, s.letter(eve, large)));
          s.delivered("does not", door.deliver(eve, to, s.letter(eve, "b" + large)));
          s.delivered("fits, too", door.deliver(eve, to, s.letter(eve, "small")));
          s.step("check", door.check(ada, ada.access()), ok(large + " of eve", "small of eve"));
          s.step("delete", door.delete(ada, ada.access()), ok("no more"));
          s.delivered("again", door.deliver(eve, to, s.letter(eve, "b" + large)));
          s.step("check", door.check(ada, ada.access()), ok("b" + large + " of eve"));
        });
  }

  @Test
  void onlySoManyThreadsAndVersionsAreKept() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          for (int i = 0; i < SmallCafe.VERSIONS + 3; i++) {
            s.step("t", door.storeSnapshot(ada, ada.access(), "t", new byte[] {(byte) i}), ok());
          }
          assertThat(rows.of(ada))
              .filteredOn(line -> line.startsWith("snapshot t "))
              .hasSize(SmallCafe.VERSIONS);
          for (int i = 1; i < SmallCafe.THREADS; i++) {
            s.step("more", door.storeSnapshot(ada, ada.access(), "t" + i, new byte[1]), ok());
          }
          s.refused(
              "one too many",
              door.storeSnapshot(ada, ada.access(), "x", new byte[1]),
              Fault.QUOTA_EXCEEDED);
          s.step("the old ones", door.storeSnapshot(ada, ada.access(), "t", new byte[9]), ok());
        });
  }
}
