package cafe.kernel;

/** Where browsers read content. */
public interface ContentOrigin {

  /**
   * The gateway's URL, without a slash at its end: the API's, unless content has a host name of its
   * own.
   *
   * @param apiUrl where clients reach the API, an {@code http} or {@code https} URL
   */
  String gatewayUrl(String apiUrl);
}
