package cafe.testkit;

import cafe.ipld.Cid;
import cafe.ipld.dagpb.ObjectJson;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.dagpb.PbNode;
import cafe.storage.Contents;
import cafe.wire.Envelopes;
import cafe.wire.pb.CafeObject;
import cafe.wire.pb.Message;
import cafe.wire.pb.ThreadEnvelope;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Thread updates as one peer sends them to another, and files as it sends them to its cafe. */
public final class Letters {

  private static final byte[] DIRECTORY = {8, 1};
  private static final Cid NO_PARENTS = Cid.parse("QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn");

  private Letters() {}

  /** A signed envelope with a block of some text, as the first update of a thread. */
  public static byte[] of(TestDevice author, String text) {
    return envelope(author, text.getBytes(StandardCharsets.UTF_8), List.of(parents(NO_PARENTS)));
  }

  /** As {@link #of}, with a node that names other links than the block. */
  public static byte[] envelope(TestDevice author, byte[] block, List<PbLink> more) {
    Cid blockCid = Contents.file(block).root();
    List<PbLink> links = new java.util.ArrayList<>(more);
    links.add(new PbLink(blockCid, "block", block.length + 8L));
    return envelope(author, block, new PbNode(links, ByteBuffer.wrap(DIRECTORY)));
  }

  /** A signed envelope of a block and a node. */
  public static byte[] envelope(TestDevice author, byte[] block, PbNode node) {
    ThreadEnvelope update =
        ThreadEnvelope.newBuilder()
            .setThread(author.peer().toString())
            .setNode(ByteString.copyFromUtf8(ObjectJson.encode(node)))
            .setBlock(ByteString.copyFrom(block))
            .build();
    Message message = Envelopes.request(Message.Type.THREAD_ENVELOPE, update);
    return Envelopes.sign(message, new TestNode(author.peerKey())).toByteArray();
  }

  /** A link to the node of earlier updates. */
  public static PbLink parents(Cid cid) {
    return new PbLink(cid, "parents", 4);
  }

  /** What stores a file: the payload of {@code CAFE_OBJECT}. */
  public static CafeObject file(String token, byte[] file) {
    return CafeObject.newBuilder()
        .setToken(token)
        .setCid(id(file))
        .setData(ByteString.copyFrom(file))
        .build();
  }

  /** The id that a cafe gives to an envelope. */
  public static String id(byte[] envelope) {
    return Contents.file(envelope).root().toString();
  }
}
