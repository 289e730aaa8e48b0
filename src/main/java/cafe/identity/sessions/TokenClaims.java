package cafe.identity.sessions;

/**
 * What a verified token says.
 *
 * @param session the pair's id: the token's id, without the {@code r} of a refresh token
 * @param subject the client's peer id, as the token spells it
 * @param issuedAt seconds since 1970; 0 if absent
 * @param expiresAt seconds since 1970
 * @param original whether the header is the original's, {@code alg: Ed25519}
 */
record TokenClaims(
    String session, String subject, long issuedAt, long expiresAt, boolean original) {}
