/**
 * The original's messages: signed envelopes, their payloads, and their JSON.
 *
 * <p><b>Purpose.</b> Everything about the wire of {@code /textile/cafe/1.0.0} that is the same for
 * all rooms and both doors. The message classes in {@code cafe.wire.pb} are generated from {@code
 * src/main/proto}; rooms' {@code stream} packages map them to records.
 *
 * <p><b>Invariants.</b> An envelope is verified over the exact bytes of its message as they were
 * received, never over a copy made again. All that we sign is in protobuf's canonical form, because
 * the original serialises again before it verifies. Every response but PONG carries a payload, even
 * an empty one.
 *
 * <p><b>Limits.</b> We send at most 4 MiB in a frame ({@link cafe.wire.Frames#MAX}) and read at
 * most 16 MiB and 16 KiB, checked before they are read ({@link cafe.wire.Frames#MAX_REQUEST}): only
 * an object to store may be that large, and only messages of a few plain fields 4 MiB; all others
 * have at most 256 KiB, and large ones few fields, because a parsed message of many tiny fields
 * takes many times the memory of its bytes ({@link cafe.wire.Envelopes}).
 *
 * <p><b>Threats.</b> Forged, replayed and malformed envelopes: forged ones are refused here; replay
 * is the business of rooms, since an envelope has neither time nor recipient.
 *
 * <p>Imports only {@code cafe.kernel}, {@code cafe.crypto}, {@code cafe.ipld}, protobuf and the
 * JDK.
 */
@NullMarked
package cafe.wire;

import org.jspecify.annotations.NullMarked;
