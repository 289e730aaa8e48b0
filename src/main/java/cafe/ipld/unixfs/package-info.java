/**
 * Files and directories in dag-pb blocks (UnixFS).
 *
 * <p><b>Purpose.</b> {@link cafe.ipld.unixfs.FileImporter} cuts files exactly as the original's
 * clients do, so that both find the same names: chunks of 262,144 bytes, a balanced tree of at most
 * 174 links a node, no raw leaves, version-0 CIDs. {@link cafe.ipld.unixfs.UnixFsReader} reads what
 * any importer made, raw leaves and sharded directories included.
 *
 * <p><b>Invariants.</b> A file is read only as long as its parts have the sizes that their parents
 * say, so that a range is exact or fails. An importer gives a block to its sink before the block
 * that links to it.
 *
 * <p><b>Limits.</b> Importing holds one chunk and 174 links a level; reading holds one block a
 * level, at most 32 levels. Paths have at most 64 segments. A part of size zero is never fetched,
 * so that work is in proportion to what is read.
 *
 * <p><b>Threats.</b> Hostile blocks: cycles are impossible by hashing, expansion is bounded by the
 * sizes above. Names in directories are of strangers and may be anything.
 */
@NullMarked
package cafe.ipld.unixfs;

import org.jspecify.annotations.NullMarked;
