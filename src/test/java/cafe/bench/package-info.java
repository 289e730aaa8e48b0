/**
 * Measurements, run by {@code -Pbench} on a machine that does nothing else. They print figures and
 * assert only that what was measured was right.
 */
package cafe.bench;
