package cafe.doors;

import static cafe.doors.Outcome.ok;
import static java.nio.charset.StandardCharsets.UTF_8;

import cafe.ipld.Cid;
import cafe.ipld.dagpb.ObjectJson;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.dagpb.PbNode;
import cafe.kernel.Fault;
import cafe.storage.Contents;
import cafe.testkit.Letters;
import cafe.testkit.TestDevice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Files, snapshots, letters. */
abstract class ContentDoorsContract extends DoorsContract {

  private static final String EMPTY_FILE = "QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH";
  private static final String EMPTY_DIRECTORY = "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn";
  private static final int MIB = 1024 * 1024;

  @Test
  void whatIsLackingIsStoredAndTakenBack() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          TestDevice ben = s.client("ben");
          byte[] file = s.bytes("file");
          String cid = s.cid(file, "the file");
          List<String> both = List.of(EMPTY_FILE, cid);
          s.step("empty file", door.store(ada, ada.access(), EMPTY_FILE, new byte[0]), ok());
          s.step("lacking", door.lacking(ada, ada.access(), both), ok("the file"));
          s.step("nothing", door.lacking(ada, ada.access(), List.of()), ok());
          s.step("store", door.store(ada, ada.access(), cid, file), ok());
          s.step("again", door.store(ada, ada.access(), cid, file), ok());
          s.step("no more", door.lacking(ada, ada.access(), both), ok());
          s.step("what is there is his, too", door.lacking(ben, ben.access(), both), ok());
          s.step("another's stays", door.unstore(ada, ada.access(), cid), ok());
          s.step("again", door.unstore(ada, ada.access(), cid), ok());
          s.step("his", door.lacking(ben, ben.access(), List.of(cid)), ok());
          String nowhere = s.cid(s.bytes("nowhere"), "nowhere");
          s.step("what nobody has", door.unstore(ben, ben.access(), nowhere), ok());
          byte[] large = new byte[700_000];
          System.arraycopy(file, 0, large, 0, file.length);
          s.step("large", door.store(ben, ben.access(), s.cid(large, "large"), large), ok());
        });
  }

  @Test
  void spellingsComeBackAsTheyWereSent() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          byte[] file = s.bytes("file");
          String cid = s.cid(file, "the file");
          String modern = s.name(Cid.parse(cid).toV1().toString(), "its modern name");
          s.step(
              "lacking", door.lacking(ada, ada.access(), List.of(modern)), ok("its modern name"));
          s.step("store", door.store(ada, ada.access(), modern, file), ok());
          s.step("known by both", door.lacking(ada, ada.access(), List.of(cid, modern)), ok());
          s.step("unstore", door.unstore(ada, ada.access(), modern), ok());
        });
  }

  @Test
  void nodesAreStoredAsWell() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          byte[] file = s.bytes("file");
          Cid cid = Cid.parse(s.cid(file, "the file"));
          List<PbLink> links = List.of(new PbLink(cid, "a name", file.length));
          PbNode node = new PbNode(links, ByteBuffer.wrap(new byte[] {8, 1}));
          byte[] json = ObjectJson.encode(node).getBytes(UTF_8);
          String name = s.name(Contents.node(node).root(), "the node");
          s.step("node", door.storeNode(ada, ada.access(), name, json), ok());
          s.step(
              "its file is another matter",
              door.lacking(ada, ada.access(), List.of(name, cid.toString())),
              ok("the file"));
          s.refused(
              "under another name",
              door.storeNode(ada, ada.access(), EMPTY_DIRECTORY, json),
              Fault.CID_MISMATCH);
          s.differs(
              "HTTP does not say what a part is meant to be, so it is no file of that name either",
              door.storeNode(ada, ada.access(), name, "no JSON".getBytes(UTF_8)),
              Outcome.refused(Fault.CID_MISMATCH),
              Outcome.refused(Fault.CONTENT_INVALID));
        });
  }

  @Test
  void whatIsNotAsItsNameSaysIsRefused() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          byte[] file = s.bytes("file");
          String cid = s.cid(file, "the file");
          s.refused(
              "mismatch", door.store(ada, ada.access(), cid, s.bytes("else")), Fault.CID_MISMATCH);
          Map<String, String> words =
              Map.of(
                  "",
                  "cid too short",
                  "nothing",
                  "selected encoding not supported",
                  "../" + cid,
                  "selected encoding not supported",
                  "Qm" + "0".repeat(44),
                  "input isn't valid multihash");
          for (String odd : words.keySet()) {
            Outcome refused = Outcome.refused(Fault.CID_INVALID, 400, words.get(odd));
            s.step("store", door.store(ada, ada.access(), odd, file), refused);
            s.step("lacking", door.lacking(ada, ada.access(), List.of(cid, odd)), refused);
          }
          s.step(
              "unstore",
              door.unstore(ada, ada.access(), "nothing"),
              Outcome.refused(Fault.CID_INVALID, 400, words.get("nothing")));
          s.differs(
              "an empty message field is one that is not there",
              door.store(ada, ada.access(), cid, new byte[0]),
              Outcome.refused(Fault.CID_MISMATCH),
              Outcome.refused(Fault.REQUEST_MALFORMED));
          List<String> many = new ArrayList<>();
          for (int i = 0; i < 1001; i++) {
            many.add(Contents.file((i + "").getBytes(UTF_8)).root().toString());
          }
          s.refused("many", door.lacking(ada, ada.access(), many), Fault.REQUEST_MALFORMED);
          s.step("nothing is here", door.lacking(ada, ada.access(), List.of(cid)), ok("the file"));
        });
  }

  @Test
  void storageNeedsASessionOfTheCaller() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          TestDevice ben = s.client("ben");
          byte[] file = s.bytes("file");
          String cid = s.cid(file, "the file");
          for (String none : List.of("", "nonsense", "a.b.c.d")) {
            s.refused("store", door.store(ada, none, cid, file), Fault.TOKEN_MISSING);
            s.refused("lacking", door.lacking(ada, none, List.of(cid)), Fault.TOKEN_MISSING);
            s.refused("unstore", door.unstore(ada, none, cid), Fault.TOKEN_MISSING);
            s.refused("thread", door.storeSnapshot(ada, none, "t", file), Fault.TOKEN_MISSING);
            s.refused("no thread", door.removeSnapshot(ada, none, "t"), Fault.TOKEN_MISSING);
            s.refused("check", door.check(ada, none), Fault.TOKEN_MISSING);
            s.refused("delete", door.delete(ada, none), Fault.TOKEN_MISSING);
          }
          String broken = ada.access().substring(0, ada.access().length() - 6) + "AAAAAA";
          for (String wrong : List.of(ada.refresh(), broken)) {
            s.refused("store", door.store(ada, wrong, cid, file), Fault.TOKEN_INVALID);
            s.refused("check", door.check(ada, wrong), Fault.TOKEN_INVALID);
          }
          s.refused("his inbox", door.check(ben, ada.access()), Fault.TOKEN_INVALID);
          s.refused("his letters", door.delete(ben, ada.access()), Fault.TOKEN_INVALID);
          s.differs(
              "the original's HTTP names no peer here: who has the token is its peer",
              door.store(ben, ada.access(), cid, file),
              ok(),
              Outcome.refused(Fault.TOKEN_INVALID));
          s.step("hers in any case", door.store(ada, ada.access(), cid, file), ok());
        });
  }

  @Test
  void snapshotsAreKeptPerThreadAndDevice() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          TestDevice ben = s.client("ben");
          byte[] first = "first".getBytes(UTF_8);
          byte[] second = "second".getBytes(UTF_8);
          s.step("store", door.storeSnapshot(ada, ada.access(), "t", first), ok());
          s.step("the same", door.storeSnapshot(ada, ada.access(), "t", first), ok());
          s.step("another", door.storeSnapshot(ada, ada.access(), "t", second), ok());
          s.step("unicode", door.storeSnapshot(ada, ada.access(), "thréad ☕ %_'", first), ok());
          s.step("ben's", door.storeSnapshot(ben, ben.access(), "t", first), ok());
          s.step("foreign", door.removeSnapshot(ben, ben.access(), "t"), ok());
          s.step("unknown", door.removeSnapshot(ben, ben.access(), "t"), ok());
          for (String odd : List.of("x".repeat(129), "a\nb")) {
            s.refused(
                "id", door.storeSnapshot(ada, ada.access(), odd, first), Fault.REQUEST_MALFORMED);
            s.refused("id", door.removeSnapshot(ada, ada.access(), odd), Fault.REQUEST_MALFORMED);
          }
          s.differs(
              "a path holds no NUL",
              door.storeSnapshot(ada, ada.access(), "a\0b", first),
              Outcome.refused(Fault.PATH_MALFORMED),
              Outcome.refused(Fault.REQUEST_MALFORMED));
          s.refused(
              "empty",
              door.storeSnapshot(ada, ada.access(), "t", new byte[0]),
              Fault.REQUEST_MALFORMED);
          s.step("largest", door.storeSnapshot(ada, ada.access(), "l", new byte[3 * MIB]), ok());
          s.refused(
              "larger",
              door.storeSnapshot(ada, ada.access(), "l", new byte[3 * MIB + 1]),
              Fault.TOO_LARGE);
          s.step("gone", door.removeSnapshot(ada, ada.access(), "l"), ok());
        });
  }

  /** W11: a delete removes what this client's last check returned, and nobody else's. */
  @Test
  void w11LettersAreReadOnceByEachOfTheirRecipients() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          TestDevice ben = s.client("ben");
          TestDevice eve = s.device("eve");
          byte[] one = s.letter(eve, "one");
          for (TestDevice to : List.of(ada, ben)) {
            s.delivered("one", door.deliver(eve, to.peer().toString(), one));
            s.delivered("a retry", door.deliver(eve, to.peer().toString(), one));
          }
          s.step("check", door.check(ada, ada.access()), ok("one of eve"));
          s.step("twice", door.check(ada, ada.access()), ok("one of eve"));
          byte[] two = s.letter(eve, "two");
          s.delivered("meanwhile", door.deliver(eve, ada.peer().toString(), two));
          s.step("delete", door.delete(ada, ada.access()), ok("more"));
          s.step("a retry", door.delete(ada, ada.access()), ok("more"));
          s.step("what came meanwhile", door.check(ada, ada.access()), ok("two of eve"));
          s.step("the other's", door.check(ben, ben.access()), ok("one of eve"));
          s.step("delete", door.delete(ada, ada.access()), ok("no more"));
          s.step("nothing", door.check(ada, ada.access()), ok());
          s.step("the other's", door.check(ben, ben.access()), ok("one of eve"));
        });
  }

  @Test
  void lettersComeInPagesOldestFirst() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          TestDevice eve = s.device("eve");
          List<String> all = new ArrayList<>();
          for (int i = 10; i < 23; i++) {
            byte[] letter = s.letter(eve, "letter " + i);
            s.delivered("deliver", door.deliver(eve, ada.peer().toString(), letter));
            all.add("letter " + i + " of eve");
          }
          s.step("ten", door.check(ada, ada.access()), ok(all.subList(0, 10)));
          s.step("delete", door.delete(ada, ada.access()), ok("more"));
          s.step("three", door.check(ada, ada.access()), ok(all.subList(10, 13)));
          s.step("delete", door.delete(ada, ada.access()), ok("no more"));
        });
  }

  @Test
  void whatIsNoLetterOrForNobodyIsNotKept() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          TestDevice eve = s.device("eve");
          TestDevice mallory = s.device("mallory");
          String to = ada.peer().toString();
          s.delivered("forged", door.deliver(eve, to, s.letter(mallory, "forged")));
          byte[] letter = s.letter(eve, "letter");
          for (String nobody : List.of(eve.peer().toString(), "x' or '1'='1", "%", ada.address())) {
            s.delivered("for nobody", door.deliver(eve, nobody, letter));
          }
          s.differs(
              "a path holds no NUL",
              door.deliver(eve, "\0", letter),
              Outcome.refused(Fault.PATH_MALFORMED),
              Outcome.SILENCE);
          s.differs(
              "garbage: a delivery is one-way on a stream",
              door.deliver(eve, to, new byte[] {7, 7}),
              Outcome.refused(bad(), 400, "proto: pb.Envelope: illegal tag 0 (wire type 7)"),
              Outcome.silence(bad()));
          s.refusedDelivery("no message", door.deliver(eve, to, new byte[] {18, 0}), bad());
          byte[] bytes = s.bytes("block");
          PbLink noParents = Letters.parents(Cid.parse(EMPTY_DIRECTORY));
          PbNode blockless = new PbNode(List.of(noParents), ByteBuffer.wrap(new byte[] {8, 1}));
          s.differs(
              "no block: a delivery is one-way on a stream",
              door.deliver(eve, to, Letters.envelope(eve, bytes, blockless)),
              Outcome.refused(Fault.CONTENT_INVALID, 400, "thread node is not valid"),
              Outcome.silence(Fault.CONTENT_INVALID));
          PbLink other = new PbLink(Contents.file(s.bytes("other")).root(), "block", 9);
          PbNode wrong = new PbNode(List.of(other, noParents), ByteBuffer.wrap(new byte[] {8, 1}));
          s.refusedDelivery(
              "another block",
              door.deliver(eve, to, Letters.envelope(eve, bytes, wrong)),
              Fault.CONTENT_INVALID);
          byte[] large = Letters.envelope(eve, new byte[3 * MIB], List.of(noParents));
          s.refusedDelivery("too large", door.deliver(eve, to, large), Fault.TOO_LARGE);
          s.differs(
              "very old clients sent no envelope over streams: there is nothing to keep or refuse",
              door.deliver(eve, to, new byte[0]),
              Outcome.refused(bad()),
              Outcome.SILENCE);
          s.step("nothing is kept", door.check(ada, ada.access()), ok());
        });
  }

  private static Fault bad() {
    return Fault.ENVELOPE_INVALID;
  }

  /** W9, W21: what made the original crash or wait is kept. */
  @Test
  void lettersWithOddParentsAreKept() {
    throughBoth(
        s -> {
          Door door = s.door();
          TestDevice ada = s.client("ada");
          TestDevice eve = s.device("eve");
          String to = ada.peer().toString();
          byte[] without = Letters.envelope(eve, s.bytes("one"), List.of());
          s.delivered("no parents", door.deliver(eve, to, s.named(without, "without")));
          Cid elsewhere = Contents.file(s.bytes("elsewhere")).root();
          byte[] away = Letters.envelope(eve, s.bytes("two"), List.of(Letters.parents(elsewhere)));
          s.delivered("parents away", door.deliver(eve, to, s.named(away, "away")));
          s.step("both", door.check(ada, ada.access()), ok("without of eve", "away of eve"));
        });
  }
}
