package cafe.directory.http;

import cafe.directory.PublishedPeer;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A published peer. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PeerJson(
    String id,
    String address,
    String name,
    String avatar,
    List<CafeJson> inboxes,
    String created,
    String updated) {

  static PeerJson of(PublishedPeer peer) {
    return new PeerJson(
        peer.id().toString(),
        peer.address().toString(),
        peer.name(),
        peer.avatar(),
        peer.inboxes().stream().map(CafeJson::of).toList(),
        peer.created().toString(),
        peer.updated().toString());
  }

  /** Several. */
  @RegisterForReflection
  public record ListJson(List<PeerJson> peers) {}

  /** What a client publishes; id and address may be left out. */
  @RegisterForReflection
  public record PublicationJson(
      @Nullable String id,
      @Nullable String address,
      @Nullable String name,
      @Nullable String avatar,
      @Nullable List<CafeJson> inboxes) {}

  /** A cafe that takes messages, in the original's words. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record CafeJson(
      @Nullable String peer,
      @Nullable String address,
      @Nullable String api,
      @Nullable String protocol,
      @Nullable String node,
      @Nullable String url) {

    static CafeJson of(PublishedPeer.Inbox inbox) {
      return new CafeJson(
          inbox.peer(), inbox.address(), inbox.api(), inbox.protocol(), inbox.node(), inbox.url());
    }

    PublishedPeer.Inbox inbox() {
      return new PublishedPeer.Inbox(
          orEmpty(peer),
          orEmpty(address),
          orEmpty(api),
          orEmpty(protocol),
          orEmpty(node),
          orEmpty(url));
    }
  }

  static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
