package cafe.kernel;

/**
 * A client was deregistered: all that it kept here goes, in the same transaction.
 *
 * @param client the peer
 * @param address its account
 */
public record ClientClosed(PeerId client, Address address) {}
