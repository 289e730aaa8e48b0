/**
 * What the gateway writes itself: directories as HTML and JSON, error pages. All that strangers
 * wrote is escaped, links carry no key, pages have no script and load nothing.
 */
@NullMarked
package cafe.gateway.http.pages;

import org.jspecify.annotations.NullMarked;
