package cafe.identity.http;

import cafe.identity.registration.Challenge;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** The original's {@code CafeClientNonce} message. */
@RegisterForReflection
@JsonPropertyOrder({"value", "address", "date"})
public record ChallengeJson(String value, String address, String date) {

  static ChallengeJson of(Challenge challenge) {
    return new ChallengeJson(
        challenge.value(), challenge.address().toString(), challenge.created().toString());
  }
}
