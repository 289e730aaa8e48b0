/**
 * What many tests share: vectors, fakes of ports, builders of real input, and the ways to reach a
 * running cafe.
 *
 * <ul>
 *   <li>{@link cafe.testkit.GeneratedClient}: stories, in which clients do what clients do and are
 *       told what they must understand. Each operation of the contract is called through it at
 *       least once, or the build fails ({@code cafe.conformance.CompleteContract}).
 *   <li>{@link cafe.testkit.GoClient}: the bytes of the original's clients.
 *   <li>{@link cafe.testkit.RawHttp}: bytes that no client sends; attacks and bad input ({@code
 *       cafe.hostile}).
 *   <li>{@link cafe.testkit.TestDevice#request} and an HTTP client: what the generated client
 *       cannot send or read. These are live streams, which it would read to their end; requests
 *       that stay without an answer ({@code cafe.web.patience}); answers that are compared byte by
 *       byte; pages and redirects for browsers; downloads too large to be kept as files; and loads,
 *       which would measure the client ({@code cafe.bench}).
 * </ul>
 *
 * <p>Whatever comes back is held against the contract, whichever way it came.
 */
@NullMarked
package cafe.testkit;

import org.jspecify.annotations.NullMarked;
