package cafe.identity.sessions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cafe.identity.CafeInfo;
import cafe.identity.sessions.SessionTokens.Scope;
import cafe.kernel.Address;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.testkit.FakeClock;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTokensTest {

  private static final String ORIGINAL = "{\"alg\":\"Ed25519\",\"typ\":\"JWT\"}";
  private static final String OURS = "{\"alg\":\"EdDSA\"}";
  private static final PeerId CLIENT =
      PeerId.parse("12D3KooWA4Xop1JaT3MHxwYMkCepYsv4iPVopMXwCz5iHYdBfeSB");
  private static final Address ACCOUNT =
      Address.parse("P4WysQUVHg2GDMctx7Sf3DjLRAfRZqsZoCPr6aec7JgWpSRq");

  @TempDir Path folder;

  private final FakeClock clock = new FakeClock();
  private SessionTokens tokens;

  @BeforeEach
  void readKey() throws IOException {
    tokens = new SessionTokens(TestKeys.node(folder), clock);
    clock.set(Instant.ofEpochSecond(1_580_000_100));
  }

  private static String part(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  /** A token with any header and claims, signed by the node. */
  private static String signed(String header, String claims) {
    String head = part(header) + "." + part(claims);
    byte[] signature = TestKeys.key().sign(head.getBytes(UTF_8));
    return head + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String vector(String kind) throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/vectors/session_tokens.txt")).stream()
        .filter(line -> line.startsWith(kind + " "))
        .map(line -> line.split(" "))
        .map(fields -> part(ORIGINAL) + "." + part(fields[1]) + "." + fields[2])
        .findFirst()
        .orElseThrow();
  }

  private static String claims(String scope, String more) {
    return ("{\"scopes\":\"%s\",\"aud\":\"/textile/cafe/1.0.0\",\"exp\":1582419200,\"jti\":\"r1\","
            + "\"iat\":1580000000,\"sub\":\"%s\"%s}")
        .formatted(scope, CLIENT, more);
  }

  private Fault refusal(String token, Scope scope) {
    CafeException refusal =
        catchThrowableOfType(CafeException.class, () -> tokens.read(token, scope));
    assertThat(refusal).as(token).isNotNull();
    if (token.length() > 20) {
      assertThat(refusal.detail()).doesNotContain(token);
    }
    return refusal.fault();
  }

  @Test
  void readsTheOriginalsTokens() throws IOException {
    TokenClaims access = tokens.read(vector("access"), Scope.ACCESS);
    assertThat(access)
        .isEqualTo(
            new TokenClaims(
                "1WoPFRrXSBiTZmBlQwQbyEGMcEV",
                CLIENT.toString(),
                1_580_000_000,
                1_582_419_200,
                true));
    TokenClaims refresh = tokens.read(vector("refresh"), Scope.REFRESH);
    assertThat(refresh.session()).isEqualTo(access.session());
    assertThat(tokens.readExpired(vector("bare")).session()).isEqualTo("foo");
    assertThat(
            catchThrowableOfType(CafeException.class, () -> tokens.readExpired(vector("forged"))))
        .extracting(CafeException::fault)
        .isEqualTo(Fault.TOKEN_INVALID);
  }

  @Test
  void knowsTheScopesApart() throws IOException {
    assertThat(refusal(vector("access"), Scope.REFRESH)).isEqualTo(Fault.TOKEN_INVALID);
    assertThat(refusal(vector("refresh"), Scope.ACCESS)).isEqualTo(Fault.TOKEN_INVALID);
    assertThat(refusal(signed(ORIGINAL, claims("", "")), Scope.ACCESS))
        .isEqualTo(Fault.TOKEN_INVALID);
  }

  @Test
  void endsWhenTheOriginalDoes() throws IOException {
    clock.set(Instant.ofEpochSecond(1_582_419_200));
    assertThat(tokens.read(vector("access"), Scope.ACCESS)).isNotNull();
    clock.set(Instant.ofEpochSecond(1_582_419_201));
    assertThat(refusal(vector("access"), Scope.ACCESS)).isEqualTo(Fault.TOKEN_EXPIRED);
    assertThat(refusal(vector("access") + "x", Scope.ACCESS))
        .as("expired comes first")
        .isEqualTo(Fault.TOKEN_EXPIRED);
    assertThat(tokens.readExpired(vector("access")).session()).isNotEmpty();
  }

  @Test
  void textsThatAreNoTokensAskForARefresh() {
    for (String text : List.of("", "a", "a.b", "a.b.c.d", "....", "Bearer x")) {
      assertThat(refusal(text, Scope.ACCESS)).as(text).isEqualTo(Fault.TOKEN_MISSING);
    }
    assertThat(refusal(part(ORIGINAL) + ".x.y", Scope.ACCESS)).isEqualTo(Fault.TOKEN_EXPIRED);
    assertThat(refusal(part(ORIGINAL) + "." + part("{}") + ".y", Scope.ACCESS))
        .isEqualTo(Fault.TOKEN_EXPIRED);
    assertThat(refusal(part(ORIGINAL) + "." + part("[1]") + ".y", Scope.ACCESS))
        .isEqualTo(Fault.TOKEN_EXPIRED);
  }

  @Test
  void refusesWhatIsForged() throws IOException {
    assertThat(refusal("a.b.c", Scope.ACCESS)).isEqualTo(Fault.TOKEN_INVALID);
    assertThat(refusal("x".repeat(5000) + ".b.c", Scope.ACCESS)).isEqualTo(Fault.TOKEN_INVALID);
    String good = vector("access");
    String head = good.substring(0, good.lastIndexOf('.') + 1);
    for (String signature : List.of("", "AAAA", "!!", part("x".repeat(64)))) {
      assertThat(refusal(head + signature, Scope.ACCESS)).isEqualTo(Fault.TOKEN_INVALID);
    }
    String access = claims("access", "");
    for (String header :
        List.of(
            "{\"alg\":\"none\"}",
            "{\"alg\":\"HS256\"}",
            "{\"alg\":\"ed25519\"}",
            "{\"typ\":\"JWT\"}",
            "{\"alg\":\"EdDSA\",\"crit\":[\"b64\"],\"b64\":false}",
            "[]",
            "null")) {
      assertThat(refusal(signed(header, access), Scope.ACCESS))
          .as(header)
          .isEqualTo(Fault.TOKEN_INVALID);
    }
    assertThat(tokens.read(signed(OURS, access), Scope.ACCESS).original()).isFalse();
  }

  @Test
  void refusesOtherAudiencesAndTheFuture() {
    String access = claims("access", "");
    assertThat(refusal(signed(OURS, access.replace("cafe/1.0.0", "cafe/2")), Scope.ACCESS))
        .isEqualTo(Fault.TOKEN_INVALID);
    assertThat(refusal(signed(OURS, access.replace("\"aud\"", "\"x\"")), Scope.ACCESS))
        .isEqualTo(Fault.TOKEN_INVALID);
    assertThat(refusal(signed(OURS, access.replace("1580000000", "1580000400")), Scope.ACCESS))
        .isEqualTo(Fault.TOKEN_INVALID);
    assertThat(refusal(signed(OURS, claims("access", ",\"nbf\":1580000400")), Scope.ACCESS))
        .isEqualTo(Fault.TOKEN_INVALID);
    assertThat(refusal(signed(OURS, access.replace("\"r1\"", "\"\"")), Scope.ACCESS))
        .isEqualTo(Fault.TOKEN_INVALID);
  }

  /** What we write, an independent implementation reads with the public key alone. */
  @Test
  void othersReadOurTokens() throws Exception {
    Instant issued = Instant.now();
    Session session =
        new Session(
            "1WoPFRrXSBiTZmBlQwQbyEGMcEV",
            "1WoPFRrXSBiTZmBlQwQbyEGMcEV",
            CLIENT,
            ACCOUNT,
            issued,
            issued.plusSeconds(100),
            issued.plusSeconds(200),
            null,
            null,
            null,
            null);
    clock.set(issued);
    String token = tokens.access(session);
    assertThat(tokens.access(session)).as("the same row gives the same token").isEqualTo(token);
    assertThat(tokens.read(token, Scope.ACCESS).session()).isEqualTo(session.id());
    assertThat(tokens.read(tokens.refresh(session), Scope.REFRESH).session())
        .isEqualTo(session.id());
    JWTAuthContextInfo context =
        new JWTAuthContextInfo(publicKey(), "12D3KooWSs44epAmv2ewxG4fyTB83WeWFaruUvcrSkFJMUcw9Mpe");
    context.setSignatureAlgorithm(Set.of(SignatureAlgorithm.EDDSA));
    context.setExpectedAudience(Set.of(CafeInfo.PROTOCOL));
    JsonWebToken read = new DefaultJWTParser(context).parse(token);
    assertThat(read.getSubject()).isEqualTo(CLIENT.toString());
    assertThat(read.getTokenID()).isEqualTo(session.id());
    assertThat(read.<String>getClaim("scopes")).isEqualTo("access");
    assertThat(read.getExpirationTime()).isEqualTo(issued.getEpochSecond() + 100);
  }

  private static PublicKey publicKey() throws Exception {
    // SubjectPublicKeyInfo of Ed25519 (RFC 8410): twelve fixed bytes and the key.
    byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
    byte[] key = TestKeys.key().publicKey().bytes();
    byte[] encoded = java.util.Arrays.copyOf(prefix, prefix.length + key.length);
    System.arraycopy(key, 0, encoded, prefix.length, key.length);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
  }
}
