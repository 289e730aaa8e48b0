package cafe.doors;

import static cafe.testkit.GeneratedClient.authorization;
import static java.nio.charset.StandardCharsets.UTF_8;

import cafe.client.ApiException;
import cafe.client.Challenge;
import cafe.client.CidList;
import cafe.client.MessagesDeleted;
import cafe.client.Problem;
import cafe.client.Session;
import cafe.testkit.GeneratedClient;
import cafe.testkit.TestDevice;
import cafe.testkit.TestNode;
import cafe.tour.Drafts;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.Cafe;
import cafe.wire.pb.CafeMessage;
import cafe.wire.pb.CafeSession;
import cafe.wire.pb.ContactQuery;
import cafe.wire.pb.Message;
import cafe.wire.pb.Query;
import cafe.wire.pb.QueryOptions;
import cafe.wire.pb.QueryResult;
import cafe.wire.pb.QueryResults;
import cafe.wire.pb.ThreadSnapshotQuery;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Devices that call the original's routes, as mobile clients do, and ours where it had none; all
 * through the client that is generated from the contract.
 */
final class HttpDoor implements Door {

  private final GeneratedClient cafe;
  private final Clock clock;
  private final Drafts drafts;

  HttpDoor(URI base, Clock clock) {
    this.cafe = GeneratedClient.of(base);
    this.clock = clock;
    try {
      this.drafts = new Drafts();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean proves() {
    return false;
  }

  /** A call that answers something. */
  private interface Call {
    Outcome make() throws ApiException, IOException;
  }

  /** A call that answers nothing. */
  private interface Silent {
    void make() throws ApiException, IOException;
  }

  private static Outcome call(Call call) {
    try {
      return call.make();
    } catch (ApiException e) {
      if (e.getCode() == 0) {
        throw new AssertionError("no answer", e);
      }
      Problem problem = GeneratedClient.problem(e);
      return Outcome.refused(FaultLog.named(problem.getCode()), e.getCode(), problem.getError());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Outcome silently(Silent call) {
    return call(
        () -> {
          call.make();
          return Outcome.ok();
        });
  }

  @Override
  public Outcome challenge(TestDevice device, String address, String accessToken) {
    return call(
        () -> {
          Challenge given = cafe.sessions().getChallenge(address, authorization(accessToken));
          return Outcome.ok(given.getValue());
        });
  }

  @Override
  public Outcome register(TestDevice device, Application application) {
    return call(
        () ->
            session(
                device,
                cafe.sessions()
                    .register(
                        application.address(),
                        application.challenge(),
                        application.nonce(),
                        device.peer().toString(),
                        drafts.of(application.signature()),
                        authorization(application.accessToken()))));
  }

  @Override
  public Outcome refresh(TestDevice device) {
    return call(
        () -> {
          File access = drafts.of(device.access().getBytes(UTF_8));
          String peer = device.peer().toString();
          return session(
              device,
              cafe.sessions().refreshSession(peer, access, authorization(device.refresh())));
        });
  }

  private Outcome session(TestDevice device, Session given) {
    device.keep(given.getAccess(), given.getRefresh());
    cafe.client.Cafe of = given.getCafe();
    CafeSession session =
        CafeSession.newBuilder()
            .setId(given.getId())
            .setSubject(given.getSubject())
            .setType(given.getType().getValue())
            .setExp(time(given.getExp()))
            .setRexp(time(given.getRexp()))
            .setCafe(
                Cafe.newBuilder()
                    .setPeer(of.getPeer())
                    .setAddress(of.getAddress())
                    .setApi(of.getApi())
                    .setProtocol(of.getProtocol())
                    .setNode(of.getNode())
                    .setUrl(of.getUrl()))
            .build();
    return Answers.session(session, clock);
  }

  private static Timestamp time(OffsetDateTime time) {
    return Timestamp.newBuilder().setSeconds(time.toEpochSecond()).setNanos(time.getNano()).build();
  }

  @Override
  public Outcome leave(TestDevice device, String token) {
    return silently(
        () -> cafe.sessions().deregister(device.peer().toString(), authorization(token)));
  }

  @Override
  public Outcome lacking(TestDevice device, String token, List<String> cids) {
    return call(
        () -> {
          CidList asked = new CidList().cids(cids);
          return Outcome.ok(cafe.storage().listMissing(asked, authorization(token)).getCids());
        });
  }

  @Override
  public Outcome store(TestDevice device, String token, String cid, byte[] bytes) {
    return silently(
        () -> {
          File part = new Part(drafts.of(bytes), cid);
          cafe.storage().store(List.of(part), authorization(token));
        });
  }

  @Override
  public Outcome storeNode(TestDevice device, String token, String cid, byte[] json) {
    return store(device, token, cid, json);
  }

  @Override
  public Outcome unstore(TestDevice device, String token, String cid) {
    return silently(() -> cafe.storage().unstore(cid, authorization(token)));
  }

  @Override
  public Outcome storeSnapshot(TestDevice device, String token, String thread, byte[] ciphertext) {
    return silently(
        () -> cafe.snapshots().storeThread(thread, drafts.of(ciphertext), authorization(token)));
  }

  @Override
  public Outcome removeSnapshot(TestDevice device, String token, String thread) {
    return silently(() -> cafe.snapshots().unstoreThread(thread, authorization(token)));
  }

  @Override
  public Outcome deliver(TestDevice author, String recipient, byte[] envelope) {
    return silently(
        () -> cafe.inbox().deliver(author.peer().toString(), recipient, drafts.of(envelope)));
  }

  @Override
  public Outcome check(TestDevice device, String token) {
    return call(
        () ->
            Answers.messages(
                cafe
                    .inbox()
                    .checkMessages(device.peer().toString(), authorization(token))
                    .getMessages()
                    .stream()
                    .map(m -> CafeMessage.newBuilder().setId(m.getId()).setPeer(m.getPeer()))
                    .map(CafeMessage.Builder::build)
                    .toList()));
  }

  @Override
  public Outcome delete(TestDevice device, String token) {
    return call(
        () -> {
          String peer = device.peer().toString();
          MessagesDeleted left = cafe.inbox().deleteMessages(peer, authorization(token));
          return Outcome.ok(left.getMore() == null ? "no more" : "more");
        });
  }

  @Override
  public Outcome publish(TestDevice device, String token, Publication publication) {
    cafe.client.Publication peer =
        new cafe.client.Publication()
            .id(publication.id())
            .address(publication.address())
            .name(publication.name())
            .inboxes(List.of(new cafe.client.Cafe().peer(publication.inbox())));
    return silently(() -> cafe.directory().publish(peer, authorization(token)));
  }

  @Override
  public Outcome search(TestDevice device, String token, String name, int awaited) {
    return query(
        device, token, Query.Type.CONTACTS, ContactQuery.newBuilder().setName(name).build());
  }

  @Override
  public Outcome recover(TestDevice device, String token, String address, int awaited) {
    return query(
        device,
        token,
        Query.Type.THREAD_SNAPSHOTS,
        ThreadSnapshotQuery.newBuilder().setAddress(address).build());
  }

  private Outcome query(TestDevice device, String token, Query.Type type, MessageLite payload) {
    Query query =
        Query.newBuilder()
            .setId(UUID.randomUUID().toString())
            .setType(type)
            .setOptions(QueryOptions.newBuilder().setLimit(-1).setWait(1))
            .setPayload(Payloads.packBare(payload))
            .build();
    Message message = Envelopes.request(Message.Type.CAFE_QUERY, query);
    byte[] envelope = Envelopes.sign(message, new TestNode(device.peerKey())).toByteArray();
    return call(
        () ->
            results(
                GeneratedClient.bytes(
                    cafe.directory().search(drafts.of(envelope), authorization(token)))));
  }

  private static Outcome results(byte[] body) {
    List<QueryResult> results = new ArrayList<>();
    for (int at = 0; at < body.length; ) {
      int length = (body[at] & 0xff) | (body[at + 1] & 0xff) << 8;
      Message message = Envelopes.open(Arrays.copyOfRange(body, at + 2, at + 2 + length));
      results.addAll(
          Payloads.unpack(message.getPayload(), QueryResults.getDefaultInstance()).getItemsList());
      at += 2 + length;
    }
    return Answers.results(results);
  }

  /** A file under the name that a scenario wants, which may be no name of a file. */
  private static final class Part extends File {
    private static final long serialVersionUID = 1L;

    private final String name;

    Part(File content, String name) {
      super(content.getPath());
      this.name = name;
    }

    @Override
    public String getName() {
      return name;
    }
  }

  @Override
  public void close() {
    try {
      drafts.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
