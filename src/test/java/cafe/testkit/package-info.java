/** What many tests share: vectors, fakes of ports, builders of real input. */
@NullMarked
package cafe.testkit;

import org.jspecify.annotations.NullMarked;
