/**
 * SQLite's own: the driver, and the folder that one process uses at a time.
 *
 * <p><b>Invariants.</b> Two cafes never run on one data folder: each would take the other's work
 * for what a dead process left behind.
 */
@NullMarked
package cafe.database.sqlite;

import org.jspecify.annotations.NullMarked;
