package cafe.gateway;

import java.util.function.BooleanSupplier;

/**
 * Who waits for an answer.
 *
 * @param address of the network that the request came from: for fairness, not for trust
 * @param gone whether nobody waits any more
 */
public record Asker(String address, BooleanSupplier gone) {}
