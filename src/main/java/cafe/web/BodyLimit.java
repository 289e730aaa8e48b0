package cafe.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The largest body that a resource method takes. A larger one is answered 413: before any of it is
 * read if its length is declared, else as soon as the limit is passed.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface BodyLimit {
  /** Name of the setting, a memory size: {@code cafe.snapshots.max-size}. */
  String value();
}
