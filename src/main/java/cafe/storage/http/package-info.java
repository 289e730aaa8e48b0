/**
 * Storage over HTTP: the original's upload, unstore and pin routes, and the cafe's own question
 * which contents it lacks.
 *
 * <p><b>Uploads.</b> A multipart form is read as it arrives: a part of at most one chunk stays in
 * memory, as far as all such parts together fit into {@code cafe.storage.upload-memory}; any other
 * part goes to a file without a name, which the operating system removes when it is closed, however
 * that comes about. So neither a cut-off upload nor a crash leaves anything behind. All parts are
 * checked against their names before the first is stored.
 *
 * <p><b>Threats.</b> A part's file name is a CID and nothing else. Boundaries, headers, parts,
 * archive entries and what they unpack to are counted and limited while they are read.
 */
@NullMarked
package cafe.storage.http;

import org.jspecify.annotations.NullMarked;
