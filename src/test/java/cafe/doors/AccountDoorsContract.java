package cafe.doors;

import static cafe.doors.Outcome.ok;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.NewAccessToken;
import cafe.kernel.Fault;
import cafe.kernel.NodeIdentity;
import cafe.testkit.TestDevice;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Registering, sessions, leaving, being found. */
abstract class AccountDoorsContract extends DoorsContract {

  @Inject NodeIdentity identity;

  private Outcome session(String device) {
    String cafe = host().peerId().toString();
    return ok(
        "session of " + device,
        "at " + cafe,
        "JWT",
        "28 days",
        "56 days",
        "peer: \"%s\" address: \"%s\" api: \"v1\" protocol: \"/textile/cafe/1.0.0\""
                .formatted(cafe, identity.address())
            + " node: \"0.7.8\" url: \"http://127.0.0.1:"
            + base.getPort()
            + '"');
  }

  @Test
  void aDeviceRegistersAndComesBack() {
    throughBoth(
        s -> {
          TestDevice ada = s.device("ada");
          String challenge = s.challenge(ada);
          s.step("first", s.door().register(ada, s.application(ada, challenge)), session("ada"));
          assertProvenByDoor(s, ada);
          assertThat(rows.challengesNameTheirPeer(ada))
              .as("only over a stream is it known who asks for a challenge")
              .isEqualTo(s.door().proves());
          String next = s.challenge(ada);
          s.step("again", s.door().register(ada, s.application(ada, next)), session("ada"));
          TestDevice tablet = s.registered(s.named("ada's tablet", ada.sibling()));
          s.step("use", s.door().check(tablet, tablet.access()), ok());
        });
  }

  @Test
  void accessTokensLetSomebodyInOrNot() {
    throughBoth(
        s -> {
          TestDevice ada = s.device("ada");
          String challenge = s.challenge(ada);
          Door.Application good = s.application(ada, challenge);
          for (String none : List.of("short", "0OIl", "z".repeat(200), accessToken() + "1")) {
            s.refused(none, register(s, ada, good, none), Fault.ACCESS_TOKEN_INVALID);
          }
          String other = tokens.create(new NewAccessToken("x", null, null)).text();
          s.refused(
              "of a known id with another secret",
              register(s, ada, good, spoiled(other)),
              Fault.ACCESS_TOKEN_INVALID);
          var off = tokens.create(new NewAccessToken("off", null, null));
          tokens.disable(off.token().id());
          s.refused("off", register(s, ada, good, off.text()), Fault.ACCESS_TOKEN_INVALID);
          s.differs(
              "HTTP tells a header that is not there from a wrong token; a stream has but a field",
              register(s, ada, good, ""),
              Outcome.refused(Fault.ACCESS_TOKEN_MISSING),
              Outcome.refused(Fault.ACCESS_TOKEN_INVALID));
          s.differs(
              "HTTP wants an access token for a challenge already, a stream does not",
              s.door().challenge(ada, "nobody", ""),
              Outcome.refused(Fault.ACCESS_TOKEN_MISSING),
              Outcome.refused(Fault.ADDRESS_INVALID, 400, "invalid version byte"));
          var once = tokens.create(new NewAccessToken("once", null, 1));
          s.step("the last use", register(s, ada, good, once.text()), session("ada"));
          TestDevice ben = s.device("ben");
          Door.Application late = s.application(ben, s.challenge(ben));
          s.refused("used up", register(s, ben, late, once.text()), Fault.ACCESS_TOKEN_INVALID);
          s.step("which used up no challenge", s.door().register(ben, late), session("ben"));
        });
  }

  private static Outcome register(
      Script s, TestDevice device, Door.Application good, String accessToken) {
    return s.door()
        .register(
            device,
            new Door.Application(
                accessToken, good.address(), good.challenge(), good.nonce(), good.signature()));
  }

  private static String spoiled(String token) {
    char last = token.charAt(token.length() - 1);
    return token.substring(0, token.length() - 1) + (last == 'a' ? 'b' : 'a');
  }

  @Test
  void challengesAreForOneAccountOnceAndForAWhile() {
    throughBoth(
        s -> {
          TestDevice ada = s.device("ada");
          String challenge = s.challenge(ada);
          Door.Application good = s.application(ada, challenge);
          TestDevice ben = s.device("ben");
          s.refused(
              "another's",
              s.door().register(ben, s.application(ben, challenge)),
              Fault.CHALLENGE_FOREIGN);
          for (String unknown : List.of("1WoPFSj3Nf2aFsKwy8p8hbVgo7W", "x".repeat(500), "")) {
            s.refused(
                "unknown",
                s.door().register(ada, s.application(ada, unknown)),
                Fault.CHALLENGE_UNKNOWN);
          }
          s.differs(
              "a query holds no NUL",
              s.door().register(ada, s.application(ada, "\0")),
              Outcome.refused(Fault.PATH_MALFORMED),
              Outcome.refused(Fault.CHALLENGE_UNKNOWN));
          s.step("its first use", s.door().register(ada, good), session("ada"));
          String access = ada.access();
          s.step("the very same again", s.door().register(ada, good), session("ada"));
          assertThat(ada.access()).as("the same session").isEqualTo(access);
          s.refused(
              "its second use",
              s.door().register(ada, s.application(ada, challenge)),
              Fault.CHALLENGE_UNKNOWN);
          clock.advance(Duration.ofMinutes(2));
          s.refused("the same, late", s.door().register(ada, good), Fault.CHALLENGE_UNKNOWN);
          Door.Application slow = s.application(ben, s.challenge(ben));
          clock.advance(Duration.ofMinutes(11));
          s.refused("too late", s.door().register(ben, slow), Fault.CHALLENGE_EXPIRED);
        });
  }

  @Test
  void addressesAndSignaturesMustBeRight() {
    throughBoth(
        s -> {
          TestDevice ada = s.device("ada");
          Door door = s.door();
          Outcome seed = Outcome.refused(Fault.SEED_GIVEN, 400, "invalid address");
          s.step("seed", door.challenge(ada, ada.account().seed(), accessToken()), seed);
          s.step(
              "none",
              door.challenge(ada, "", accessToken()),
              Outcome.refused(
                  Fault.ADDRESS_INVALID, 400, "base58 decode failed: zero length string"));
          s.step(
              "a peer id",
              door.challenge(ada, ada.peer().toString(), accessToken()),
              Outcome.refused(Fault.ADDRESS_INVALID, 400, "invalid version byte"));
          Door.Application good = s.application(ada, s.challenge(ada));
          s.refused(
              "signature of something else",
              door.register(ada, signed(good, good.address(), Script.signature(ada, "else"))),
              Fault.SIGNATURE_INVALID);
          for (int length : new int[] {0, 63, 65, 1000}) {
            s.refused(
                "signature of " + length,
                door.register(ada, signed(good, good.address(), new byte[length])),
                Fault.SIGNATURE_INVALID);
          }
          TestDevice eve = s.device("eve");
          s.refused(
              "another account's signature",
              door.register(ada, signed(good, eve.address(), good.signature())),
              Fault.SIGNATURE_INVALID);
          s.step(
              "a seed in its place",
              door.register(ada, signed(good, ada.account().seed(), good.signature())),
              seed);
          s.step("none of which used it up", door.register(ada, good), session("ada"));
        });
  }

  private static Door.Application signed(Door.Application good, String address, byte[] signature) {
    return new Door.Application(
        good.accessToken(), address, good.challenge(), good.nonce(), signature);
  }

  @Test
  void refreshRotatesAndIsRepeatable() {
    throughBoth(
        s -> {
          TestDevice ada = s.client("ada");
          Door door = s.door();
          String access = ada.access();
          String refresh = ada.refresh();
          s.step("refresh", door.refresh(ada), session("ada"));
          String second = ada.access();
          assertThat(second).isNotEqualTo(access);
          ada.keep(access, refresh);
          s.step("the answer was lost", door.refresh(ada), session("ada"));
          assertThat(ada.access()).as("the same pair").isEqualTo(second);
          s.step("the old one is good until its end", door.check(ada, access), ok());
          s.step("the new pair is used", door.check(ada, second), ok());
          String newest = ada.refresh();
          ada.keep(access, refresh);
          s.refused("two at once, one late", door.refresh(ada), Fault.REFRESH_REUSED);
          s.step("which is no theft", door.check(ada, second), ok());
          clock.advance(Duration.ofMinutes(5));
          s.refused("much later", door.refresh(ada), Fault.REFRESH_REUSED);
          s.refused("taken for theft", door.check(ada, second), Fault.SESSION_REVOKED);
          ada.keep(second, newest);
          s.refused("also for the thief", door.refresh(ada), Fault.SESSION_REVOKED);
        });
  }

  @Test
  void refreshWantsThePairOfTheCaller() {
    throughBoth(
        s -> {
          TestDevice ada = s.client("ada");
          TestDevice ben = s.client("ben");
          Door door = s.door();
          String access = ada.access();
          String refresh = ada.refresh();
          ada.keep(access, access);
          s.refused("access twice", door.refresh(ada), Fault.TOKEN_INVALID);
          ada.keep(refresh, access);
          s.refused("the wrong way round", door.refresh(ada), Fault.TOKEN_INVALID);
          ada.keep(ben.access(), refresh);
          s.refused("no pair", door.refresh(ada), Fault.TOKEN_INVALID);
          ada.keep(ben.access(), ben.refresh());
          s.refused("another's", door.refresh(ada), Fault.TOKEN_INVALID);
          ada.keep("", refresh);
          s.refused("half", door.refresh(ada), Fault.TOKEN_INVALID);
          ada.keep(access, "");
          s.refused("the other half", door.refresh(ada), Fault.TOKEN_MISSING);
          ada.keep(access, "not.a.token.at.all");
          s.refused("no token", door.refresh(ada), Fault.TOKEN_MISSING);
          ada.keep(access, refresh.substring(0, refresh.length() - 6) + "AAAAAA");
          s.refused("a broken signature", door.refresh(ada), Fault.TOKEN_INVALID);
          ada.keep(access, refresh);
          clock.advance(Duration.ofDays(57));
          s.refused("late", door.refresh(ada), Fault.TOKEN_EXPIRED);
          clock.reset();
          clock.advance(Duration.ofDays(29));
          s.refused("the access token has ended", door.check(ada, access), Fault.TOKEN_EXPIRED);
          s.step("the refresh token has not", door.refresh(ada), session("ada"));
        });
  }

  @Test
  void whoLeavesTakesEverythingAlong() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          TestDevice ben = s.client("ben");
          byte[] file = s.bytes("file");
          String cid = s.cid(file, "the file");
          s.step("file", door.store(ada, ada.access(), cid, file), ok());
          s.step("hers too", door.store(ben, ben.access(), cid, file), ok());
          s.step("thread", door.storeSnapshot(ada, ada.access(), "t", s.bytes("thread")), ok());
          s.delivered(
              "letter", door.deliver(ben, ada.peer().toString(), s.letter(ben, "a letter")));
          s.step("publish", door.publish(ada, ada.access(), of(ada, "Ada")), ok());
          s.step("leave", door.leave(ada, ada.access()), ok());

          s.refused("check", door.check(ada, ada.access()), Fault.SESSION_REVOKED);
          s.refused("store", door.store(ada, ada.access(), cid, file), Fault.SESSION_REVOKED);
          s.refused("refresh", door.refresh(ada), Fault.SESSION_REVOKED);
          s.step("again: the answer was lost", door.leave(ada, ada.access()), ok());
          s.delivered("to nobody", door.deliver(ben, ada.peer().toString(), s.letter(ben, "b")));
          s.step("the other's file", door.lacking(ben, ben.access(), List.of(cid)), ok());
          assertThat(s.kept().stream().filter(line -> line.startsWith("ada: ")))
              .as("what is left of her: ended sessions, used challenges, events that were told")
              .allMatch(line -> line.matches("ada: (session|challenge|event) .*"));
        });
  }

  @Test
  void onlyOneselfLeaves() {
    throughBoth(
        s -> {
          TestDevice ada = s.client("ada");
          TestDevice ben = s.client("ben");
          s.step("both use their sessions", s.door().check(ada, ada.access()), ok());
          s.step("first", s.door().check(ben, ben.access()), ok());
          s.differs(
              "HTTP asks for the peer's session, a stream's connection is the peer",
              s.door().leave(ada, ben.access()),
              Outcome.refused(Fault.TOKEN_INVALID),
              ok());
          s.differs(
              "and wants one", s.door().leave(ben, ""), Outcome.refused(Fault.TOKEN_MISSING), ok());
          s.step("so both are gone", s.door().leave(ada, ada.access()), ok());
          s.step("in the end", s.door().leave(ben, ben.access()), ok());
        });
  }

  @Test
  void everybodyPublishesHimself() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          TestDevice ben = s.client("ben");
          String adas = ada.peer().toString();
          Door.Publication own = of(ada, "Åda of " + s.bytes("x").length);
          s.step("own", door.publish(ada, ada.access(), own), ok());
          s.refused("ada as ben", door.publish(ben, ben.access(), own), Fault.FORBIDDEN);
          for (Door.Publication odd :
              List.of(
                  new Door.Publication(adas, ada.address(), "evil", "x"),
                  new Door.Publication(ben.peer().toString(), ada.address(), "evil", "x"),
                  new Door.Publication("nobody", ben.address(), "evil", "x"),
                  new Door.Publication(ben.peer().toString(), "nowhere", "evil", "x"))) {
            s.refused("not his own", door.publish(ben, ben.access(), odd), Fault.FORBIDDEN);
          }
          for (String name : List.of("x".repeat(257), "a\0b")) {
            s.refused(
                "no name", door.publish(ben, ben.access(), of(ben, name)), Fault.REQUEST_MALFORMED);
          }
          Door.Publication inbox =
              new Door.Publication(ben.peer().toString(), ben.address(), "Ben", "i".repeat(257));
          s.refused("no inbox", door.publish(ben, ben.access(), inbox), Fault.REQUEST_MALFORMED);
          s.refused("no session", door.publish(ada, "", own), Fault.TOKEN_MISSING);
          s.refused("no access", door.publish(ada, ada.refresh(), own), Fault.TOKEN_INVALID);
          s.step("as before", door.publish(ada, ada.access(), own), ok());
        });
  }

  private static Door.Publication of(TestDevice device, String name) {
    return new Door.Publication(device.peer().toString(), device.address(), name, "an inbox");
  }

  @Test
  void peopleAreFoundAndAccountsRecovered() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          TestDevice ben = s.client("ben");
          s.step("he uses his session", door.check(ben, ben.access()), ok());
          String unique = new String(s.bytes("name"), UTF_8);
          s.step("publish", door.publish(ada, ada.access(), of(ada, "Åda " + unique)), ok());
          Outcome found = ok("ada of ada's account named Åda name of this run");
          s.step("exactly", door.search(ben, ben.access(), "Åda " + unique, 1), found);
          s.step("folded", door.search(ben, ben.access(), "ADA " + unique, 1), found);
          s.step("a part", door.search(ben, ben.access(), unique.substring(3, 40), 1), found);
          s.step("a wildcard", door.search(ben, ben.access(), "%" + unique, 0), ok());
          s.step("nothing", door.search(ben, ben.access(), "", 0), ok());
          s.step("no text", door.search(ben, ben.access(), "\0", 0), ok());

          s.step("thread", door.storeSnapshot(ada, ada.access(), "t", new byte[99]), ok());
          s.step(
              "own threads", door.recover(ada, ada.access(), ada.address(), 1), ok("t of ada: 99"));
          s.differs(
              "HTTP knows whose account asks; the network answers all, for it recovers accounts"
                  + " before they register",
              door.recover(ben, ben.access(), ada.address(), 1),
              Outcome.refused(Fault.FORBIDDEN),
              ok("t of ada: 99"));
          s.differs(
              "HTTP searches with a session, the network without",
              door.search(ben, "", unique, 1),
              Outcome.refused(Fault.TOKEN_MISSING),
              found);
        });
  }

  /** W1, W2: a proven registration replaces one that is not, never the reverse. */
  @Test
  void whatIsProvenReplacesWhatIsNotAndNeverTheReverse() {
    try (Door http = http();
        Door stream = stream()) {
      Script overHttp = new Script(http, accessToken(), rows);
      Script overStream = new Script(stream, accessToken(), rows);
      TestDevice owner = overHttp.device("owner");
      TestDevice squatter = overHttp.registered(owner.impostor());
      assertProvenByDoor(overHttp, owner);
      assertThat(http.storeSnapshot(squatter, squatter.access(), "t", new byte[9])).isEqualTo(ok());
      TestDevice third = owner.impostor();
      overHttp.refused(
          "an unproven one replaces no other",
          http.register(third, overHttp.application(third, overHttp.challenge(third))),
          Fault.PEER_TAKEN);

      overStream.registered(owner);
      assertProvenByDoor(overStream, owner);
      overHttp.refused(
          "the squatter is out", http.check(squatter, squatter.access()), Fault.SESSION_REVOKED);
      overHttp.refused("for good", http.refresh(squatter), Fault.SESSION_REVOKED);
      assertThat(stream.recover(owner, "", squatter.address(), 0)).isEqualTo(ok());
      assertThat(rows.of(owner)).as("what the squatter kept").noneMatch(l -> l.contains("snapsh"));
      for (Script s : List.of(overHttp, overStream)) {
        s.refused(
            "and stays out",
            s.door().register(squatter, s.application(squatter, s.challenge(squatter))),
            Fault.PEER_TAKEN);
      }
      overHttp.registered(owner);
      assertProvenByDoor(overStream, owner);
      assertThat(http.check(owner, owner.access())).isEqualTo(ok());
    }
  }

  /** Mobile clients register over HTTP and publish over a stream right after. */
  @Test
  void usingASessionOverAStreamProvesItsPeer() {
    try (Door http = http();
        Door stream = stream()) {
      Script overHttp = new Script(http, accessToken(), rows);
      Script overStream = new Script(stream, accessToken(), rows);
      TestDevice publishing = overHttp.client("publishing");
      TestDevice checking = overHttp.client("checking");
      assertThat(stream.publish(publishing, publishing.access(), of(publishing, "Phone")))
          .isEqualTo(ok());
      assertThat(stream.check(checking, checking.access())).isEqualTo(ok());
      for (TestDevice device : List.of(publishing, checking)) {
        assertProvenByDoor(overStream, device);
        TestDevice second = device.impostor();
        overStream.refused(
            "not even another holder of the key",
            stream.register(second, overStream.application(second, overStream.challenge(second))),
            Fault.PEER_TAKEN);
      }
      TestDevice thief = overHttp.client("thief");
      overStream.refused(
          "a stolen token proves nothing",
          stream.check(publishing, thief.access()),
          Fault.TOKEN_INVALID);
      assertProvenByDoor(overHttp, thief);
    }
  }
}
