/**
 * TLS 1.3 as libp2p uses it: mutual self-signed certificates that carry the identity key and its
 * signature in an extension; ALPN {@code libp2p}; no session tickets, no early muxer negotiation.
 *
 * <p>The TLS implementation is BouncyCastle's low-level one, since the JDK refuses the certificates
 * of the original's peers (empty issuer, validity from the year 1). Certificates are judged here
 * alone: exactly one, self-signed, valid now, with our extension and no unknown critical one. Our
 * own extension is not critical, because the original's peers refuse any critical extension they do
 * not know, this one included. Bulk encryption runs on the JDK's ciphers, which are several times
 * faster.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/tls/tls.md">libp2p TLS</a>
 */
@NullMarked
package cafe.libp2p.security.tls;

import org.jspecify.annotations.NullMarked;
