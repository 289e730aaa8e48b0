/** The operator's listener and its routes. */
@NullMarked
package cafe.admin.http;

import org.jspecify.annotations.NullMarked;
