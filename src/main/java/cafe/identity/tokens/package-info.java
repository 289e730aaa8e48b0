/**
 * Access tokens, which let somebody register; the original calls them developer tokens.
 *
 * <p><b>Form.</b> 44 random bytes in base58: a public id of 12 and a secret of 32. The text is
 * shown once, when it is made.
 *
 * <p><b>Invariants.</b> A token's row is read each time: what the operator disabled is disabled at
 * once. A use is counted in the transaction of the registration that it let in.
 *
 * <p><b>Threats.</b> Secrets have 256 random bits, so one SHA-256 keeps them; bcrypt, which the
 * original uses, is there only for tokens taken over from it, limited, and remembered once checked.
 */
@NullMarked
package cafe.identity.tokens;

import org.jspecify.annotations.NullMarked;
