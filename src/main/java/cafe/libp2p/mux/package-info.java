/**
 * What the stream muxers {@code yamux} and {@code mplex} have in common: the queue in front of the
 * connection's writer, the buffer behind a stream's reader, and the life of a stream.
 *
 * <p><b>Sending.</b> Frames of all streams are appended to one array; the writer thread takes what
 * has gathered, encrypts it in place and sends it in one call. A stream waits while the array is
 * full; control frames never wait, so the reader thread can always answer. Batching needs no timer:
 * the array fills while the previous one is being sent.
 *
 * <p><b>Receiving.</b> Frames are parsed from the decrypted bytes as they come and never assembled;
 * data is copied once, into the ring of its stream, whose size is the receive window.
 *
 * <p><b>Locks.</b> A stream's lock may be held while the queue's is taken, never the reverse. No
 * lock is held during input or output.
 */
@NullMarked
package cafe.libp2p.mux;

import org.jspecify.annotations.NullMarked;
