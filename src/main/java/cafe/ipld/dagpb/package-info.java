/**
 * Nodes of a Merkle DAG in protobuf, and their JSON.
 *
 * <p><b>Purpose.</b> The one block format of the original's content ({@link
 * cafe.ipld.dagpb.DagPb}), and the JSON in which its clients send directories ({@link
 * cafe.ipld.dagpb.ObjectJson}).
 *
 * <p><b>Invariants.</b> Encoding is canonical: the same node has the same name everywhere. A
 * decoded node's data is a read-only view of its block, not a copy.
 *
 * <p><b>Limits.</b> Blocks and JSON have at most 2 MiB, so a node has at most some fifty thousand
 * links.
 *
 * <p><b>Threats.</b> Blocks and JSON are of strangers; whatever is not strictly the format ends in
 * a {@link cafe.ipld.FormatException}.
 *
 * <p>Imports only {@code cafe.ipld}, the JDK and Jackson's streaming parser.
 */
@NullMarked
package cafe.ipld.dagpb;

import org.jspecify.annotations.NullMarked;
