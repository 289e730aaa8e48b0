package cafe.identity.registration;

import cafe.ipld.Sha256;
import cafe.kernel.PeerId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A request to become a client.
 *
 * @param peer the peer that is to be registered
 * @param proven whether it is the remote end of the connection that the request came by, rather
 *     than a name in a URL
 * @param accessToken the access token's text
 * @param address the account's address
 * @param challenge the challenge's value
 * @param nonce the client's own nonce
 * @param signature the account's signature of challenge and nonce, one after the other, in UTF-8
 */
public record Registration(
    PeerId peer,
    boolean proven,
    String accessToken,
    String address,
    String challenge,
    String nonce,
    byte[] signature) {

  /** Copies the signature. */
  public Registration {
    signature = signature.clone();
  }

  @Override
  public byte[] signature() {
    return signature.clone();
  }

  /** What the account signed. */
  byte[] signedBytes() {
    return (challenge + nonce).getBytes(StandardCharsets.UTF_8);
  }

  /** A name for exactly this request. */
  String fingerprint() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      for (String field : new String[] {peer.toString(), accessToken, address, challenge, nonce}) {
        byte[] text = field.getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
      }
      out.writeBoolean(proven);
      out.write(signature);
      return HexFormat.of().formatHex(Sha256.hash(bytes.toByteArray()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Names the peer only: the rest holds secrets. */
  @Override
  public String toString() {
    return "registration of " + peer;
  }
}
