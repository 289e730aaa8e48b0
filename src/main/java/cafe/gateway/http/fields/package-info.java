/**
 * Fields of HTTP messages about content (RFC 9110): conditions, ranges, negotiation, names, policy.
 * Pure functions over what strangers send: a malformed field is ignored where the standard says so,
 * and no value written here can break out of its field.
 */
@NullMarked
package cafe.gateway.http.fields;

import org.jspecify.annotations.NullMarked;
