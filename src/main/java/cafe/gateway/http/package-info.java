/**
 * The gateway's HTTP door: routes of Vert.x, not resources, for the sake of speed.
 *
 * <p><b>How a request goes.</b> {@code GatewayRoute} looks for the path in memory before any filter
 * runs; a hit is answered there and then, on the event loop, by {@code HotWriter}. A plain request
 * for a small file does not even get there, unless it is its connection's first: its answer lies
 * ready, and {@link cafe.web.connection.ReadyAnswers} hands it out. Everything else passes the
 * doorway's filters and ends on a virtual thread in {@code ContentHandler}, which asks the gateway
 * service and sends by {@code BodyWriter}.
 *
 * <p><b>Invariants.</b> An exception never reaches the framework, whose report would show the
 * request's URL and with it a key. A body that cannot be completed ends with its connection, so
 * that nobody takes a part for the whole.
 *
 * <p><b>Limits.</b> Requests on virtual threads, those waiting for one, direct memory for hot files
 * and for pieces on their way: all bounded, see {@link cafe.gateway.GatewayConfig}.
 *
 * <p><b>Threats.</b> Readers that stall lose their connection. Documents that a browser could run
 * are sandboxed ({@code Sandbox}), the gateway's own pages run nothing and load nothing. Where
 * content has a host name of its own ({@code ContentHost}), nothing else answers there ({@code
 * ContentHostFilter}), and browsers that open a document elsewhere are sent there. What memory
 * answers without a route ({@code ReadyAnswers}) is the same on all host names.
 */
@NullMarked
package cafe.gateway.http;

import org.jspecify.annotations.NullMarked;
