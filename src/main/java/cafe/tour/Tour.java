package cafe.tour;

import cafe.client.Acknowledgement;
import cafe.client.ApiException;
import cafe.client.CidList;
import cafe.client.Messages;
import cafe.client.MessagesMessagesInner;
import cafe.client.PeerList;
import cafe.client.Publication;
import cafe.crypto.AccountKey;
import cafe.crypto.NaclBox;
import cafe.kernel.Address;
import cafe.kernel.PeerId;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.Message;
import cafe.wire.pb.Peer;
import cafe.wire.pb.Thread;
import cafe.wire.pb.ThreadAdd;
import cafe.wire.pb.ThreadBlock;
import cafe.wire.pb.ThreadEnvelope;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tour: Ada has a laptop and gets a phone, Ben has a tablet that is mostly off. All three use
 * one cafe.
 */
public final class Tour {

  private static final int BATCH = 32;

  private final TourPlan plan;
  private final Narrator narrator;
  private final CafeClient cafe;
  private final Clock clock;
  private final SecureRandom random;
  private final Device laptop;
  private final Device phone;
  private final Device tablet;
  private @Nullable PhotoThread walks;
  private @Nullable SealedPhoto firstPhoto;

  /**
   * A tour with fresh accounts.
   *
   * @param plan where to and with what
   * @param out where its steps are told
   */
  public Tour(TourPlan plan, Clock clock, SecureRandom random, PrintStream out) {
    this.plan = plan;
    this.clock = clock;
    this.random = random;
    this.narrator = new Narrator(out);
    this.cafe = CafeClient.of(plan.url(), plan.gateway());
    AccountKey ada = AccountKey.generate(random);
    this.laptop = new Device("Ada's laptop", ada, random);
    this.phone = new Device("Ada's phone", ada, random);
    this.tablet = new Device("Ben's tablet", AccountKey.generate(random), random);
  }

  /**
   * Makes the tour.
   *
   * @throws TourException if the cafe fails it
   */
  public void run() {
    List<Photo> photos = plan.folder().map(Photo::of).orElseGet(Photo::own);
    try (Drafts drafts = new Drafts()) {
      narrator.step("Meet the cafe", () -> cafe.gateway().getCafe().getPeer());
      join(laptop, drafts);
      join(tablet, drafts);
      narrator.step("Publish both", () -> publish(laptop, "Ada") + publish(tablet, "Ben"));
      PhotoThread thread = backUp(photos, drafts);
      walks = thread;
      narrator.step("Ben is away; Ada sends an invitation", () -> invite(thread, drafts));
      comeBack(photos);
      restore(photos, drafts);
      narrator.step("Without the key there is only ciphertext", () -> peek(thread, photos));
      if (plan.keep()) {
        tellLink();
      } else {
        narrator.step("All three leave", this::leave);
      }
    } catch (IOException e) {
      throw new TourException("cannot keep temporary files", e);
    }
  }

  private void join(Device device, Drafts drafts) {
    var invitation = new Device.Invitation(plan.token(), clock, random);
    narrator.step(
        device.name() + " registers",
        () -> "session until " + device.register(cafe, drafts, invitation).getExp());
  }

  private String publish(Device device, String name) throws ApiException {
    cafe.directory().publish(new Publication().name(name), device.authorization());
    return name + " ";
  }

  private PhotoThread backUp(List<Photo> photos, Drafts drafts) {
    long bytes = photos.stream().mapToLong(photo -> photo.bytes().length).sum();
    List<Item> items = new ArrayList<>();
    Peer profile =
        Peer.newBuilder()
            .setId(laptop.peerId().toString())
            .setAddress(laptop.account().address())
            .setName("Ada")
            .build();
    PhotoThread thread = new PhotoThread("Walks", laptop, profile, clock, random);
    narrator.step(
        "Ada encrypts " + photos.size() + " photos into a thread",
        () -> {
          Album album = Album.of(photos, clock.instant(), random);
          firstPhoto = album.photos().getFirst();
          items.addAll(album.items());
          items.addAll(thread.join());
          items.addAll(thread.add(album, "Where I walked"));
          return bytes + " bytes";
        });
    narrator.step("Ada backs up what the cafe lacks", () -> store(items, drafts));
    narrator.step(
        "Ada leaves a snapshot of the thread",
        () -> {
          File snapshot = drafts.of(thread.snapshot());
          cafe.snapshots().storeThread(thread.id(), snapshot, laptop.authorization());
          return snapshot.length() + " bytes, for her account's key only";
        });
    return thread;
  }

  private String store(List<Item> items, Drafts drafts) throws ApiException, IOException {
    Map<String, Item> byCid = new LinkedHashMap<>();
    items.forEach(item -> byCid.put(item.cid().toString(), item));
    CidList asked = new CidList().cids(List.copyOf(byCid.keySet()));
    List<String> missing = cafe.storage().listMissing(asked, laptop.authorization()).getCids();
    for (int from = 0; from < missing.size(); from += BATCH) {
      List<File> files = new ArrayList<>();
      for (String cid : missing.subList(from, Math.min(from + BATCH, missing.size()))) {
        files.add(drafts.of(cid, Objects.requireNonNull(byCid.get(cid), cid).bytes()));
      }
      cafe.storage().store(files, laptop.authorization());
    }
    List<String> still = cafe.storage().listMissing(asked, laptop.authorization()).getCids();
    if (!still.isEmpty()) {
      throw new TourException("the cafe still lacks " + still);
    }
    return missing.size() + " of " + byCid.size() + " items";
  }

  private String invite(PhotoThread thread, Drafts drafts) throws ApiException, IOException {
    byte[] envelope = thread.invite(tablet.peerId()).toByteArray();
    cafe.inbox()
        .deliver(laptop.peerId().toString(), tablet.peerId().toString(), drafts.of(envelope));
    return envelope.length + " bytes";
  }

  private void comeBack(List<Photo> photos) {
    List<Thread> joined = new ArrayList<>();
    narrator.step(
        "Ben comes back and opens his inbox",
        () -> {
          ThreadAdd invitation = readInvitation();
          joined.add(invitation.getThread());
          return "an invitation from " + invitation.getInviter().getName();
        });
    narrator.step("Ben reads the photos", () -> compare(joined.getFirst(), photos));
    narrator.step(
        "Ben finds Ada by her name",
        () -> {
          PeerList found = cafe.directory().findPeers(null, "ada", null, tablet.authorization());
          String ada = laptop.account().address();
          if (found.getPeers().stream().noneMatch(peer -> peer.getAddress().equals(ada))) {
            throw new TourException("the cafe does not find Ada");
          }
          return ada;
        });
  }

  private ThreadAdd readInvitation() throws Exception {
    Messages waiting =
        cafe.inbox().checkMessages(tablet.peerId().toString(), tablet.authorization());
    if (waiting.getMessages().size() != 1) {
      throw new TourException(waiting.getMessages().size() + " messages wait instead of one");
    }
    MessagesMessagesInner message = waiting.getMessages().getFirst();
    byte[] body =
        ThreadReader.take(cafe.inbox().getMessage(message.getId(), tablet.authorization()));
    Message envelope = Envelopes.verify(body, PeerId.parse(message.getPeer()));
    ThreadEnvelope sent =
        Payloads.unpack(envelope.getPayload(), ThreadEnvelope.getDefaultInstance());
    byte[] ciphertext = sent.getBlock().toByteArray();
    ThreadBlock block = ThreadBlock.parseFrom(NaclBox.open(tablet.key(), ciphertext));
    Address author = Address.parse(block.getHeader().getAddress());
    if (!author.verify(ciphertext, sent.getSig().toByteArray())) {
      throw new TourException("the invitation is not signed by its author's account");
    }
    cafe.inbox()
        .acknowledgeMessages(
            new Acknowledgement().ids(List.of(message.getId())), tablet.authorization());
    return Payloads.unpack(block.getPayload(), ThreadAdd.getDefaultInstance());
  }

  private void restore(List<Photo> photos, Drafts drafts) {
    join(phone, drafts);
    List<Thread> found = new ArrayList<>();
    narrator.step(
        "It finds the account's threads and opens them",
        () -> {
          found.addAll(new Search(cafe, drafts).threads(phone));
          if (found.size() != 1) {
            throw new TourException(found.size() + " threads were found instead of one");
          }
          return "\"" + found.getFirst().getName() + "\"";
        });
    narrator.step("It reads the photos", () -> compare(found.getFirst(), photos));
  }

  private String compare(Thread thread, List<Photo> photos) throws Exception {
    List<byte[]> read = new ThreadReader(cafe.gateway()).photos(thread);
    if (read.size() != photos.size()) {
      throw new TourException(read.size() + " photos came back instead of " + photos.size());
    }
    for (int i = 0; i < read.size(); i++) {
      if (!Arrays.equals(read.get(i), photos.get(i).bytes())) {
        throw new TourException(photos.get(i).name() + " came back changed");
      }
    }
    return read.size() + " photos, every byte as it was";
  }

  private String peek(PhotoThread thread, List<Photo> photos) throws Exception {
    String head = thread.state().getHead();
    byte[] seen =
        ThreadReader.take(
            cafe.gateway()
                .getContentAt(
                    head, "data/0/content", null, null, null, null, null, null, null, null));
    byte[] photo = photos.getFirst().bytes();
    if (seen.length < photo.length || Arrays.equals(Arrays.copyOf(seen, photo.length), photo)) {
      throw new TourException("the photo can be read without its key");
    }
    return seen.length + " bytes of noise";
  }

  /** Shows how to read a photo by hand. Its key is in the link, which is Ada's to give away. */
  private void tellLink() {
    SealedPhoto photo = Objects.requireNonNull(firstPhoto);
    String gateway = plan.gateway().replaceFirst("/+$", "");
    narrator.say("Nobody leaves. A photo, as it is kept and as it was:");
    narrator.say("  curl -O \"%s/ipfs/%s\"".formatted(gateway, photo.content().cid()));
    narrator.say(
        "  curl -OJ \"%s/ipfs/%s?key=%s\""
            .formatted(gateway, photo.content().cid(), photo.key().text()));
  }

  /** The device that backs up, with its secrets. */
  Device author() {
    return laptop;
  }

  /** The thread that was backed up, with its secrets. */
  PhotoThread thread() {
    return Objects.requireNonNull(walks);
  }

  private String leave() throws ApiException {
    for (Device device : List.of(laptop, phone, tablet)) {
      device.deregister(cafe);
    }
    return "nothing is kept";
  }
}
