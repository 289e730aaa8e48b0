/**
 * Envelopes of the peer protocol over HTTP: the original's old service route.
 *
 * <p><b>Threats.</b> A connection proves who speaks; a header does not, and an envelope names
 * neither its recipient nor its time. So only types are taken whose payload carries a token of this
 * cafe (W4): who repeats such an envelope has the token already, and gains nothing. Nothing that
 * comes this way proves a peer.
 */
@NullMarked
package cafe.peer.http;

import org.jspecify.annotations.NullMarked;
