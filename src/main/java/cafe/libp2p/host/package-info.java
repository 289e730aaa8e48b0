/**
 * The host put together: listening and dialing, the table of connections with its limits, the
 * negotiation of a new connection, and the routing of inbound streams to protocol handlers.
 */
@NullMarked
package cafe.libp2p.host;

import org.jspecify.annotations.NullMarked;
