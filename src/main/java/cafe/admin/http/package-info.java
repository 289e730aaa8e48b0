/**
 * The operator's listener and its routes.
 *
 * <p>A request gets a name, has to show the operator's secret ({@link
 * cafe.admin.http.OperatorGate}), is read up to a limit ({@link cafe.admin.http.OperatorBodies})
 * and then answered on a virtual thread. Until the secret is shown nothing of the body is read.
 */
@NullMarked
package cafe.admin.http;

import org.jspecify.annotations.NullMarked;
