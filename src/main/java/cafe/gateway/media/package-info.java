/**
 * Media types: by first bytes, by name, by what a file's {@code meta} claims; and which of them a
 * browser can only show. Pure functions over what strangers wrote; each result is fit for a header.
 */
@NullMarked
package cafe.gateway.media;

import org.jspecify.annotations.NullMarked;
