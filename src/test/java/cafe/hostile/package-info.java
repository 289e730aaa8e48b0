/**
 * Attacks, each named after the weakness of cafe-protocol.md 12.2 that it aims at, and bad input on
 * every route of the contract. Weaknesses that lie in one room are attacked in that room's tests.
 */
@NullMarked
package cafe.hostile;

import org.jspecify.annotations.NullMarked;
