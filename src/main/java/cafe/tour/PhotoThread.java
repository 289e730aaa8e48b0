package cafe.tour;

import cafe.crypto.Ed25519PrivateKey;
import cafe.crypto.Ed25519PublicKey;
import cafe.crypto.NaclBox;
import cafe.ipld.dagpb.PbLink;
import cafe.kernel.PeerId;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.Block.BlockType;
import cafe.wire.pb.Envelope;
import cafe.wire.pb.Message;
import cafe.wire.pb.Peer;
import cafe.wire.pb.Thread;
import cafe.wire.pb.ThreadAdd;
import cafe.wire.pb.ThreadBlock;
import cafe.wire.pb.ThreadBlockHeader;
import cafe.wire.pb.ThreadEnvelope;
import cafe.wire.pb.ThreadFiles;
import cafe.wire.pb.ThreadJoin;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A thread of one author: a chain of encrypted blocks, of which each names those before it. Blocks
 * are boxes to the thread's key: everybody who has the key reads them, and the cafe does not.
 */
final class PhotoThread {

  private final Device author;
  private final Peer profile;
  private final Ed25519PrivateKey key;
  private final String name;
  private final Clock clock;
  private final SecureRandom random;
  private Item parents = Item.directory(List.of());
  private String head = "";

  PhotoThread(String name, Device author, Peer profile, Clock clock, SecureRandom random) {
    this.name = name;
    this.author = author;
    this.profile = profile;
    this.key = Ed25519PrivateKey.generate(random);
    this.clock = clock;
    this.random = random;
  }

  /** The thread's id, which is the peer id of its key. */
  String id() {
    return PeerId.ofEd25519(key.publicKey().bytes()).toString();
  }

  /** The first block: the author joins. Returns what the cafe has to keep. */
  List<Item> join() {
    ThreadJoin join =
        ThreadJoin.newBuilder().setInviter(profile.getAddress()).setPeer(profile).build();
    return append(BlockType.JOIN, join, List.of());
  }

  /** A block that adds an album. Returns what the cafe has to keep, without the album itself. */
  List<Item> add(Album album, String caption) {
    ThreadFiles files = ThreadFiles.newBuilder().setBody(caption).putAllKeys(album.keys()).build();
    return append(BlockType.FILES, files, List.of(album.data().link("data")));
  }

  private List<Item> append(BlockType type, MessageLite payload, List<PbLink> more) {
    Item block = Item.file(seal(key.publicKey(), type, payload));
    List<PbLink> links = new ArrayList<>(more);
    links.add(block.link("block"));
    links.add(parents.link("parents"));
    Item node = Item.directory(links);
    List<Item> items = List.of(block, parents, node);
    parents = Item.directory(List.of(node.link("0")));
    head = node.cid().toString();
    return items;
  }

  /** The thread as its devices keep it, with its key: a secret, to be encrypted. */
  Thread state() {
    return Thread.newBuilder()
        .setId(id())
        .setKey(id())
        .setSk(ByteString.copyFrom(key.toProtobuf()))
        .setName(name)
        .setInitiator(author.account().address())
        .setType(Thread.Type.OPEN)
        .setSharing(Thread.Sharing.SHARED)
        .setHead(head)
        .build();
  }

  /** The thread, encrypted to its author's account. */
  byte[] snapshot() {
    return NaclBox.seal(author.account().key().publicKey(), state().toByteArray(), random);
  }

  /** An invitation that only the invited peer can open, as a signed envelope for its inbox. */
  Envelope invite(PeerId invitee) {
    ThreadAdd add =
        ThreadAdd.newBuilder()
            .setInviter(profile)
            .setThread(state())
            .setInvitee(invitee.toString())
            .build();
    Ed25519PublicKey recipient = Ed25519PublicKey.of(invitee.ed25519PublicKey().orElseThrow());
    byte[] ciphertext = seal(recipient, BlockType.ADD, add);
    Item node =
        Item.directory(List.of(Item.file(ciphertext).link("block"), parents.link("parents")));
    ThreadEnvelope envelope =
        ThreadEnvelope.newBuilder()
            .setThread(id())
            .setSig(ByteString.copyFrom(author.account().key().sign(ciphertext)))
            .setNode(ByteString.copyFrom(node.bytes()))
            .setBlock(ByteString.copyFrom(ciphertext))
            .build();
    return Envelopes.sign(Envelopes.request(Message.Type.THREAD_ENVELOPE, envelope), author);
  }

  private byte[] seal(Ed25519PublicKey recipient, BlockType type, MessageLite payload) {
    Instant now = clock.instant();
    ThreadBlockHeader header =
        ThreadBlockHeader.newBuilder()
            .setDate(
                Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
            .setAuthor(author.peerId().toString())
            .setAddress(author.account().address())
            .build();
    ThreadBlock block =
        ThreadBlock.newBuilder()
            .setHeader(header)
            .setType(type)
            .setPayload(Payloads.pack(payload))
            .build();
    return NaclBox.seal(recipient, block.toByteArray(), random);
  }
}
