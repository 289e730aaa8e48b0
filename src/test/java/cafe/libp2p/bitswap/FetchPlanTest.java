package cafe.libp2p.bitswap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.kernel.PeerId;
import cafe.libp2p.bitswap.FetchPlan.Ask;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FetchPlanTest {
  private static final PeerId ANN = peer(1);
  private static final PeerId BOB = peer(2);
  private static final PeerId CAM = peer(3);
  private static final long LATER = FetchPlan.PATIENCE_NANOS + 1;

  private final FetchPlan plan = new FetchPlan(List.of(ANN, BOB, CAM));

  @Test
  void asksTheFirstForTheBlockAndTheOthersWhetherTheyHaveIt() throws IOException {
    assertThat(brief(plan.want(cid(1), 0))).containsExactly("BLOCK ANN", "HAVE BOB", "HAVE CAM");
    assertThat(brief(plan.want(cid(2), 0))).containsExactly("BLOCK ANN");
  }

  @Test
  void goesToWhoHasItWhenTheFirstHasNot() throws IOException {
    plan.want(cid(1), 0);
    assertThat(plan.have(CAM, cid(1), 1)).isEmpty();
    assertThat(brief(plan.dontHave(ANN, cid(1), 2))).containsExactly("BLOCK CAM");
    assertThat(brief(plan.arrived(CAM, cid(1), 3))).containsExactly("cancel BOB");
    assertThat(plan.size()).isZero();
    assertThat(brief(plan.want(cid(2), 4))).containsExactly("BLOCK CAM");
  }

  @Test
  void failsWhenNobodyHasIt() throws IOException {
    plan.want(cid(1), 0);
    assertThat(plan.dontHave(BOB, cid(1), 1)).isEmpty();
    assertThat(brief(plan.dontHave(ANN, cid(1), 1))).containsExactly("BLOCK CAM");
    assertThatThrownBy(() -> plan.dontHave(CAM, cid(1), 1))
        .isInstanceOf(BlockNotFoundException.class);
  }

  @Test
  void failsWhenTheLastPeerIsLost() throws IOException {
    plan.want(cid(1), 0);
    plan.dontHave(BOB, cid(1), 1);
    assertThat(brief(plan.lost(ANN, 2))).containsExactly("BLOCK CAM");
    assertThatThrownBy(() -> plan.lost(CAM, 3)).isInstanceOf(BlockNotFoundException.class);
    assertThatThrownBy(() -> new FetchPlan(List.of()).want(cid(1), 0))
        .isInstanceOf(BlockNotFoundException.class);
  }

  @Test
  void passesOverWhoSaysNothing() throws IOException {
    plan.want(cid(1), 0);
    assertThat(plan.tick(LATER - 2)).isEmpty();
    assertThat(brief(plan.tick(LATER))).containsExactly("BLOCK BOB");
    assertThat(plan.tick(LATER + 1)).isEmpty();
    assertThat(brief(plan.tick(2 * LATER))).containsExactly("BLOCK CAM");
    assertThat(plan.tick(3 * LATER)).isEmpty();
    assertThat(brief(plan.tick(2 * LATER + FetchPlan.REPEAT_NANOS)))
        .containsExactlyInAnyOrder("BLOCK ANN", "BLOCK BOB", "BLOCK CAM");
  }

  @Test
  void isPatientWithWhoDelivers() throws IOException {
    plan.want(cid(1), 0);
    plan.want(cid(2), 0);
    plan.arrived(ANN, cid(1), LATER);
    assertThat(plan.tick(LATER + 1)).isEmpty();
    assertThat(brief(plan.tick(2 * LATER))).containsExactly("BLOCK BOB");
  }

  @Test
  void sharesTheWorkAmongThoseWhoAnswer() throws IOException {
    plan.want(cid(1), 0);
    plan.have(BOB, cid(1), 1);
    plan.arrived(ANN, cid(1), 1);
    assertThat(brief(plan.want(cid(2), 2))).containsExactly("BLOCK ANN");
    assertThat(brief(plan.want(cid(3), 2))).containsExactly("BLOCK BOB");
    assertThat(brief(plan.want(cid(4), 2))).containsExactly("BLOCK ANN");
    assertThat(brief(plan.lost(ANN, 3))).containsExactly("BLOCK BOB", "BLOCK BOB");
  }

  @Test
  void believesNobodyWhoWasNotAsked() throws IOException {
    plan.want(cid(1), 0);
    assertThat(plan.dontHave(peer(9), cid(1), 1)).isEmpty();
    assertThat(plan.have(peer(9), cid(1), 1)).isEmpty();
    assertThat(plan.dontHave(ANN, cid(9), 1)).isEmpty();
    assertThat(brief(plan.dontHave(ANN, cid(1), 1))).containsExactly("BLOCK BOB");
    assertThat(plan.dontHave(ANN, cid(1), 1)).isEmpty();
  }

  @Test
  void cancelsWhatIsStillWanted() throws IOException {
    plan.want(cid(1), 0);
    plan.dontHave(BOB, cid(1), 1);
    assertThat(brief(plan.cancelAll())).containsExactly("cancel ANN", "cancel CAM");
  }

  private static List<String> brief(List<Ask> asks) {
    return asks.stream()
        .map(
            ask ->
                ask.want().cancel() ? "cancel " + name(ask) : ask.want().type() + " " + name(ask))
        .toList();
  }

  private static String name(Ask ask) {
    return ask.peer().equals(ANN) ? "ANN" : ask.peer().equals(BOB) ? "BOB" : "CAM";
  }

  private static Cid cid(int number) {
    return Cid.v0(Multihash.sha256(new byte[] {(byte) number}));
  }

  private static PeerId peer(int number) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) number);
    return PeerId.ofEd25519(key);
  }
}
