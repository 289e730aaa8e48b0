package cafe.tour;

import cafe.client.ApiException;
import cafe.client.Challenge;
import cafe.client.Session;
import cafe.crypto.AccountKey;
import cafe.crypto.Ed25519PrivateKey;
import cafe.crypto.Ed25519PublicKey;
import cafe.crypto.Ksuid;
import cafe.kernel.Address;
import cafe.kernel.NodeIdentity;
import cafe.kernel.PeerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A device of an account: its own peer key, the account's key, and its session with the cafe. */
final class Device implements NodeIdentity {

  private final String name;
  private final AccountKey account;
  private final Ed25519PrivateKey key;
  private final PeerId peerId;
  private @Nullable Session session;

  Device(String name, AccountKey account, SecureRandom random) {
    this.name = name;
    this.account = account;
    this.key = Ed25519PrivateKey.generate(random);
    this.peerId = PeerId.ofEd25519(key.publicKey().bytes());
  }

  /** Asks for a challenge, signs it with the account's key, and keeps the session. */
  Session register(CafeClient cafe, Drafts drafts, Invitation invitation)
      throws ApiException, IOException {
    Map<String, String> token = Map.of("Authorization", "Basic " + invitation.token());
    Challenge challenge = cafe.sessions().getChallenge(account.address(), token);
    String nonce = Ksuid.create(invitation.clock().instant(), invitation.random());
    byte[] signed = (challenge.getValue() + nonce).getBytes(StandardCharsets.UTF_8);
    Session opened =
        cafe.sessions()
            .register(
                account.address(),
                challenge.getValue(),
                nonce,
                peerId.toString(),
                drafts.of(account.key().sign(signed)),
                token);
    this.session = opened;
    return opened;
  }

  /** Leaves the cafe, which then removes everything this device kept there. */
  void deregister(CafeClient cafe) throws ApiException {
    cafe.sessions().deregister(peerId.toString(), authorization());
    session = null;
  }

  /** The headers of a request in this device's name. */
  Map<String, String> authorization() {
    if (session == null) {
      throw new TourException(name + " has no session");
    }
    return Map.of("Authorization", "Bearer " + session.getAccess());
  }

  /** What people call it. */
  String name() {
    return name;
  }

  /** The account's key: a secret. */
  AccountKey account() {
    return account;
  }

  /** This device's own key: a secret. */
  Ed25519PrivateKey key() {
    return key;
  }

  @Override
  public PeerId peerId() {
    return peerId;
  }

  @Override
  public Ed25519PublicKey publicKey() {
    return key.publicKey();
  }

  @Override
  public byte[] sign(byte[] message) {
    return key.sign(message);
  }

  @Override
  public Address address() {
    return new Address(account.key().publicKey());
  }

  /**
   * What it takes to register.
   *
   * @param token an access token of the cafe
   * @param clock for the nonce
   * @param random for the nonce
   */
  record Invitation(String token, Clock clock, SecureRandom random) {

    /** Tells nothing of the token. */
    @Override
    public String toString() {
      return "invitation";
    }
  }
}
