/**
 * The main job on real input: two accounts, three devices, a folder of images.
 *
 * <p><b>Purpose.</b> Shows what a cafe is for, and that this one does it: register, back up
 * encrypted files and a thread, be invited while offline, be found, restore on a second device,
 * read a photo back, decrypted, through the gateway, and leave. Everything a client does is done
 * here as the original's clients do it; the cafe is reached only through the client generated from
 * the contract, so a contract that nobody can use does not pass.
 *
 * <p><b>Invariants.</b> Plaintext, content keys and account seeds stay on this side; only the
 * gateway is shown the key of the file that it shall open. What is read back is compared byte by
 * byte with what was put in; a difference ends the tour.
 *
 * <p><b>Limits.</b> At most 100 images of 32 MiB each; all are held in memory, as a phone would.
 */
@NullMarked
package cafe.tour;

import org.jspecify.annotations.NullMarked;
