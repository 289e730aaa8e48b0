package cafe.web;

/**
 * The one place that orders filters. Those of Vert.x run for every path, highest first; those of
 * JAX-RS run for a matched route, lowest first.
 */
public final class FilterOrder {

  /** Vert.x: gives the request its id; everything after may log it. */
  static final int REQUEST_ID = 500;

  /** Vert.x: headers that every answer gets, and what becomes of an unread body. */
  static final int HEADERS = 490;

  /** Vert.x: the account of a body, which ends with its request. */
  public static final int BODY_ACCOUNT = 485;

  /** Vert.x: refuses, on the content's host name, what is no content. */
  public static final int CONTENT_HOST = 482;

  /** Vert.x: CORS, which answers preflight requests by itself. */
  static final int CORS = 480;

  /** Vert.x: refuses what no route can take. */
  static final int SANITY = 470;

  /** Vert.x: gives old clients the one form that there is, whatever they ask for. */
  static final int OLD_FORM = 460;

  /** JAX-RS: refuses bodies that are declared too large. */
  public static final int BODY_LIMIT = 100;

  /** JAX-RS: finds out who calls. */
  static final int CALLER = 200;

  /** JAX-RS: for filters of rooms, which may rely on the caller. */
  public static final int ROOM = 1000;

  private FilterOrder() {}
}
