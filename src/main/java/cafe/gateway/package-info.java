/**
 * The decrypting gateway: {@code /ipfs/<cid>/<path>} as web resources.
 *
 * <p><b>Purpose.</b> Resolves paths through UnixFS directories, reads files by range, and opens
 * files that the original's clients encrypted, with the key that the request brings. Finds the
 * media type and the name of a file in the {@code meta} beside it, or by sniffing.
 *
 * <p><b>Invariants.</b> Only content of this cafe is served: nothing is fetched from elsewhere. No
 * decrypted byte leaves before the tag of the whole file was verified. Keys and plaintexts live as
 * long as their request: they are not logged, cached, measured or put into a link; what is
 * remembered of a verified file is a keyed hash ({@link cafe.gateway.VerifiedKeys}). A body has
 * exactly the announced length, or its connection is cut.
 *
 * <p><b>Limits.</b> Paths of 4 KiB and 64 segments; DAGs of depth 32; every cache bounded in bytes.
 * A file is read in pieces, so that a reader of any file costs one block and a write queue; a
 * reader that stalls gives even the block back. All settings: {@link cafe.gateway.GatewayConfig}.
 *
 * <p><b>Threats.</b> Everything served was written by strangers. Types that a browser could run are
 * sandboxed; sizes that a DAG claims are checked against what it yields; DAGs built to be expensive
 * (deep, wide, of empty parts) meet caps on depth, parts and time. The key that opens a file's
 * {@code content} opens its {@code meta} too, with the same nonce: that is the original's doing,
 * and nothing here encrypts.
 *
 * <p>Imports the roots of {@code storage} and the ground; nobody imports the gateway.
 */
@NullMarked
package cafe.gateway;

import org.jspecify.annotations.NullMarked;
