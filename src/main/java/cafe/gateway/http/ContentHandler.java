package cafe.gateway.http;

import cafe.crypto.ContentKey;
import cafe.gateway.Asker;
import cafe.gateway.ContentPath;
import cafe.gateway.FileContent;
import cafe.gateway.Found;
import cafe.gateway.GatewayService;
import cafe.gateway.Listing;
import cafe.gateway.http.fields.Cors;
import cafe.gateway.http.fields.Negotiation;
import cafe.gateway.http.fields.Preconditions;
import cafe.gateway.http.fields.Sandbox;
import cafe.gateway.http.pages.ListingJson;
import cafe.gateway.http.pages.ListingPage;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** Answers requests for content on a virtual thread: files, directories, their index pages. */
final class ContentHandler {
  private static final String LISTING_CACHE = "public, max-age=604800";

  private static final String JSON = "application/json";
  private static final String HTML = "text/html; charset=utf-8";

  /** A listing of a full block takes some thirty megabytes until it has been sent. */
  private static final int LARGE_LISTINGS = 4;

  /** These take a megabyte at most. */
  private static final int SMALL_LISTINGS = 64;

  private final Turns large = new Turns(LARGE_LISTINGS);
  private final Turns small = new Turns(SMALL_LISTINGS);
  private final GatewayService service;
  private final ContentSender sender;
  private final Cors cors;

  ContentHandler(GatewayService service, ContentSender sender, Cors cors) {
    this.service = service;
    this.sender = sender;
    this.cors = cors;
  }

  /** Answers one request, whose event loop's context is given. */
  void handle(HttpServerRequest request, Context loop) throws InterruptedException {
    ContentPath path = ContentPath.parse(request.path());
    ContentRequest asked = new ContentRequest(request, loop, path, ContentQuery.of(request));
    switch (service.find(path)) {
      case Found.File file -> file(asked, file, asked.query().contentKey());
      case Found.Directory directory -> directory(asked, directory);
    }
  }

  private void file(ContentRequest asked, Found.File found, @Nullable ContentKey key)
      throws InterruptedException {
    FileContent content =
        key == null ? service.read(found) : service.open(found, key, asker(asked));
    sender.send(asked, content, found.trail());
  }

  private static Asker asker(ContentRequest asked) {
    String address = asked.request().remoteAddress().hostAddress();
    return new Asker(address, () -> asked.response().closed());
  }

  /** A directory needs no key: one that is given is left alone. */
  private void directory(ContentRequest asked, Found.Directory found) throws InterruptedException {
    boolean json = Negotiation.wantsJsonListing(asked.request().getHeader(HttpHeaders.ACCEPT));
    if (json || !found.hasIndex()) {
      list(asked, found, json);
      return;
    }
    ContentPath path = asked.path();
    if (!path.trailingSlash()) {
      // links of the page are relative to the directory
      asked.response().setStatusCode(301);
      asked.response().putHeader(HttpHeaders.LOCATION, path.encoded() + "/");
      asked.response().end();
      return;
    }
    ContentPath index = path.child(Found.INDEX);
    if (service.find(index) instanceof Found.File file) {
      file(new ContentRequest(asked.request(), asked.loop(), index, asked.query()), file, null);
    } else {
      list(asked, found, false);
    }
  }

  private void list(ContentRequest asked, Found.Directory found, boolean json)
      throws InterruptedException {
    HttpServerResponse response = asked.response();
    MultiMap headers = response.headers();
    String etag = "\"" + found.cid() + (json ? ".json\"" : ".html\"");
    headers.set(HttpHeaders.ETAG, etag);
    headers.set(HttpHeaders.CACHE_CONTROL, LISTING_CACHE);
    headers.set("X-Ipfs-Path", asked.path().encoded());
    headers.add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    cors.addTo(headers, asked.request().getHeader(HttpHeaders.ORIGIN));
    if (Preconditions.isKnown(asked.request().getHeader(HttpHeaders.IF_NONE_MATCH), etag)) {
      response.setStatusCode(304).end();
      return;
    }
    Turns listings = found.large() ? large : small;
    listings.take();
    try {
      Listing listing = service.list(found);
      headers.set(HttpHeaders.CONTENT_TYPE, json ? JSON : HTML);
      headers.set(Sandbox.FIELD, Sandbox.OWN_PAGES);
      sender.send(asked.request(), json ? ListingJson.of(listing) : ListingPage.of(listing));
    } finally {
      listings.giveBack();
    }
  }
}
