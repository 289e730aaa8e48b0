package cafe.identity;

/** Where the HTTP API listens; the HTTP edge knows. */
public interface ApiAddress {

  /** The host that clients could use: the one it is bound to, else the machine's best address. */
  String host();

  /** The port that it is bound to. */
  int port();
}
