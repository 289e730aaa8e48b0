package cafe.web.patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PatienceTest {
  private final AtomicBoolean gone = new AtomicBoolean();
  private final AtomicInteger tries = new AtomicInteger();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Patience patience = new Patience(response(), meters);

  @Test
  void whatPassesIsTriedAgain() {
    String done =
        patience.get(
            () -> {
              if (tries.incrementAndGet() < 4) {
                throw new CafeException(Fault.OVERLOADED, "not yet");
              }
              return "done";
            });
    assertThat(done).isEqualTo("done");
    assertThat(tries).hasValue(4);
    assertThat(patience.waiting()).isZero();
  }

  @Test
  void whatStaysIsTriedOnce() {
    assertThat(fault(() -> refuse(Fault.CID_MISMATCH))).isEqualTo(Fault.CID_MISMATCH);
    assertThat(tries).hasValue(1);
  }

  @Test
  void whatChangesToStayIsTold() {
    Supplier<String> work =
        () -> refuse(tries.get() < 2 ? Fault.UNAVAILABLE : Fault.QUOTA_EXCEEDED);
    assertThat(fault(work)).isEqualTo(Fault.QUOTA_EXCEEDED);
    assertThat(tries).hasValue(3);
    assertThat(patience.waiting()).isZero();
  }

  @Test
  void nothingIsDoneForWhoeverLeft() {
    Supplier<String> work =
        () -> {
          gone.set(tries.get() == 1);
          return refuse(Fault.UNAVAILABLE);
        };
    assertThat(fault(work)).isEqualTo(Fault.UNAVAILABLE);
    assertThat(tries).hasValue(2);
  }

  /** What was asked for and let go may not come after what was asked for since. */
  @Test
  void nothingIsDoneForWhoeverLeftDuringAPause() {
    Supplier<String> work = () -> tries.get() == 0 ? refuse(Fault.UNAVAILABLE) : "done";
    CompletableFuture<Fault> told =
        CompletableFuture.supplyAsync(() -> fault(work), Thread::startVirtualThread);
    while (patience.waiting() == 0) {
      Thread.onSpinWait();
    }
    gone.set(true);
    assertThat(told.join()).isEqualTo(Fault.UNAVAILABLE);
    assertThat(tries).hasValue(1);
  }

  @Test
  void nothingFollowsForWhoeverLeftDuringThePreparation() {
    patience.prepare(tries::incrementAndGet);
    assertThat(tries).hasValue(1);
    assertThatThrownBy(() -> patience.prepare(() -> gone.set(true)))
        .isInstanceOfSatisfying(
            CafeException.class, e -> assertThat(e.fault()).isEqualTo(Fault.UNAVAILABLE));
  }

  /** However long the pause would have been. */
  @Test
  void aStopEndsWhoeverWaits() {
    CompletableFuture<Fault> told = new CompletableFuture<>();
    Thread.startVirtualThread(() -> told.complete(fault(() -> refuse(Fault.OVERLOADED))));
    while (patience.waiting() == 0) {
      Thread.onSpinWait();
    }
    assertThat(meters.get("cafe.patience.waiting").gauge().value()).isEqualTo(1);
    patience.stop(new ShutdownEvent());
    assertThat(told.join()).isEqualTo(Fault.UNAVAILABLE);
    assertThat(patience.waiting()).isZero();
  }

  private String refuse(Fault fault) {
    tries.incrementAndGet();
    throw new CafeException(fault, "refused");
  }

  private Fault fault(Supplier<String> work) {
    CompletableFuture<Fault> fault = new CompletableFuture<>();
    assertThatThrownBy(() -> patience.get(work))
        .isInstanceOfSatisfying(CafeException.class, e -> fault.complete(e.fault()));
    return fault.join();
  }

  /** Of whose answer nothing is known but whether it can be given. */
  private HttpServerResponse response() {
    Class<?>[] types = {HttpServerResponse.class};
    return (HttpServerResponse)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            types,
            (proxy, method, arguments) -> {
              if (method.getName().equals("closed")) {
                return gone.get();
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
