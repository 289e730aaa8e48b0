/** Whether the cafe keeps its word: the contract, the wire, the vectors. */
@NullMarked
package cafe.conformance;

import org.jspecify.annotations.NullMarked;
