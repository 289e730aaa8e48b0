package cafe.durability;

import cafe.crypto.Ed25519PrivateKey;
import cafe.kernel.PeerId;
import cafe.testkit.TestDevice;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * One client of the cafe, from its registration to its leaving.
 *
 * @param device its keys and tokens
 * @param ledger what it was promised
 * @param membership that it is a client at all: all that it has goes with it
 * @param threads ids of the threads that it keeps snapshots of
 */
record Life(TestDevice device, Ledger ledger, Promise<PeerId> membership, List<String> threads) {
  private static final int THREADS = 3;

  /** One that is about to register. */
  static Life create() {
    TestDevice device = TestDevice.create();
    List<String> threads = new ArrayList<>();
    SecureRandom keys = new SecureRandom();
    for (int i = 0; i < THREADS; i++) {
      byte[] key = Ed25519PrivateKey.generate(keys).publicKey().bytes();
      threads.add(PeerId.ofEd25519(key).toString());
    }
    return new Life(device, new Ledger(), new Promise<>(device.peer()), List.copyOf(threads));
  }

  String peer() {
    return device.peer().toString();
  }
}
