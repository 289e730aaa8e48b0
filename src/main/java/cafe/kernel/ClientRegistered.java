package cafe.kernel;

/**
 * A peer became a client of this cafe, or came back.
 *
 * @param client the peer
 * @param address its account
 * @param proven whether the peer proved its key by a connection, rather than being named in a URL
 */
public record ClientRegistered(PeerId client, Address address, boolean proven) {}
