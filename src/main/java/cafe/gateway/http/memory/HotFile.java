package cafe.gateway.http.memory;

import cafe.ipld.Cid;

/**
 * A file that is answered without touching storage.
 *
 * @param cid of the file
 * @param headers of its answers
 * @param body its bytes
 */
public record HotFile(Cid cid, AnswerHeaders headers, HotBody body) {}
