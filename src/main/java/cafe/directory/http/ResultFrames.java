package cafe.directory.http;

import cafe.directory.queries.Queries;
import cafe.kernel.NodeIdentity;
import cafe.wire.Envelopes;
import cafe.wire.FoundItem;
import cafe.wire.pb.Message;
import cafe.wire.pb.Query;
import cafe.wire.pb.QueryResults;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Writes results as the original does: frames of an unsigned 16-bit little-endian length and a
 * signed envelope. The original's lengths wrap, which ruins all that follows; here nothing is
 * written that fits into no frame.
 *
 * @param out where to
 * @param request what they answer
 * @param type of the query
 * @param node who signs
 * @param connected whether the searcher is
 */
record ResultFrames(
    OutputStream out,
    Message request,
    Query.Type type,
    NodeIdentity node,
    BooleanSupplier connected)
    implements Queries.Sink {

  @Override
  public boolean fits(FoundItem item) {
    return Envelopes.signedSize(answer(List.of(item))) <= Queries.FRAME_BYTES;
  }

  @Override
  public boolean isWanted() {
    return connected.getAsBoolean();
  }

  @Override
  public void accept(List<FoundItem> batch) throws IOException {
    if (!isWanted()) {
      // What is written to a closed connection is lost without a word.
      throw new IOException("the searcher left");
    }
    byte[] envelope = Envelopes.sign(answer(batch), node).toByteArray();
    if (envelope.length > Queries.FRAME_BYTES) {
      throw new IllegalStateException("a batch of results fits into no frame");
    }
    byte[] frame = new byte[envelope.length + 2];
    frame[0] = (byte) envelope.length;
    frame[1] = (byte) (envelope.length >>> 8);
    System.arraycopy(envelope, 0, frame, 2, envelope.length);
    out.write(frame);
    out.flush();
  }

  private Message answer(List<FoundItem> batch) {
    QueryResults.Builder results = QueryResults.newBuilder().setType(type);
    batch.forEach(item -> results.addItems(item.message()));
    return Envelopes.response(request, Message.Type.CAFE_QUERY_RES, results.build());
  }
}
