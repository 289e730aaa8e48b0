package cafe.web;

import cafe.kernel.Fault;

/** Which fault an HTTP status of the framework stands for. */
final class Faults {

  private Faults() {}

  static Fault of(int status) {
    return switch (status) {
      case 401 -> Fault.TOKEN_MISSING;
      case 403 -> Fault.FORBIDDEN;
      case 404 -> Fault.ROUTE_UNKNOWN;
      case 405 -> Fault.METHOD_NOT_ALLOWED;
      case 406 -> Fault.NOT_ACCEPTABLE;
      case 408 -> Fault.REQUEST_TIMEOUT;
      case 409 -> Fault.CONFLICT;
      case 412 -> Fault.PRECONDITION_FAILED;
      case 413 -> Fault.TOO_LARGE;
      case 415 -> Fault.UNSUPPORTED_MEDIA_TYPE;
      case 416 -> Fault.RANGE_NOT_SATISFIABLE;
      case 429 -> Fault.RATE_LIMITED;
      case 503 -> Fault.UNAVAILABLE;
      case 504 -> Fault.TIMEOUT;
      default -> status < 500 ? Fault.REQUEST_MALFORMED : Fault.INTERNAL;
    };
  }
}
