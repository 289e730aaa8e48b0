package cafe.durability.trace;

import java.util.Random;

/**
 * A power cut.
 *
 * @param line the last line of the trace that had happened
 * @param random what the kernel had happened to do
 * @param chance in percent, that something unforced had reached the disk
 * @param honest whether the disk obeys forces
 */
record Cut(int line, Random random, int chance, boolean honest) {
  /** What ended before this line has been forced. */
  int forced(Forces forces) {
    return honest ? forces.before(line) : -1;
  }

  boolean toss() {
    return random.nextInt(100) < chance;
  }
}
