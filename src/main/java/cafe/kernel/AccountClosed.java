package cafe.kernel;

/**
 * An account has no client left here.
 *
 * @param address the account
 */
public record AccountClosed(Address address) {}
