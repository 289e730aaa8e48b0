package cafe.gateway.http.pages;

import cafe.gateway.Listing;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** A directory as JSON. */
public final class ListingJson {
  private ListingJson() {}

  /** The whole document. */
  public static String of(Listing listing) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("path", listing.path().encoded());
    json.put("cid", listing.cid().toString());
    ArrayNode entries = json.putArray("entries");
    for (Listing.Entry entry : listing.entries()) {
      entries
          .addObject()
          .put("name", entry.name())
          .put("cid", entry.cid().toString())
          .put("type", entry.kind().name().toLowerCase(Locale.ROOT))
          .put("size", entry.size());
    }
    return json.toString();
  }
}
