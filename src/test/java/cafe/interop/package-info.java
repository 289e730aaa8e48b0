/**
 * Tests against programs that nobody here wrote: a peer on the original's libp2p stack, js-libp2p
 * with Helia, Kubo, tweetnacl and Node's crypto. They run in the profile {@code interop} only.
 * {@code .ci/interop-tools} gets the programs; what is missing is skipped with a plain sentence,
 * and fails where {@code CI=true}.
 */
@NullMarked
package cafe.interop;

import org.jspecify.annotations.NullMarked;
