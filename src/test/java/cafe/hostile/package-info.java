/** Attacks, each named after the weakness it aims at. */
@NullMarked
package cafe.hostile;

import org.jspecify.annotations.NullMarked;
