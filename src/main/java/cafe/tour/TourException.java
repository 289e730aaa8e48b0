package cafe.tour;

/** The tour cannot go on: the cafe did not do what it should, or the input cannot be read. */
public final class TourException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TourException(String message) {
    super(message);
  }

  TourException(String message, Throwable cause) {
    super(message, cause);
  }
}
