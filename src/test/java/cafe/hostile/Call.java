package cafe.hostile;

import cafe.testkit.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * A request, to be changed in one place and sent as raw bytes.
 *
 * @param base whom it is sent to
 * @param method its method
 * @param target path and query, as they are sent
 * @param fields header fields, among them those of the credentials
 * @param body its body; empty for none
 */
record Call(URI base, String method, String target, List<String> fields, byte[] body) {

  /** To another port. */
  Call at(URI other) {
    return new Call(other, method, target, fields, body);
  }

  /** To another target. */
  Call to(String other) {
    return new Call(base, method, other, fields, body);
  }

  /** With other credentials: a whole value of the field, or nothing at all. */
  Call as(String authorization) {
    List<String> changed = new ArrayList<>(fields);
    changed.removeIf(field -> field.startsWith("Authorization:"));
    if (!authorization.isEmpty()) {
      changed.add("Authorization: " + authorization);
    }
    return new Call(base, method, target, changed, body);
  }

  /** With another method. */
  Call by(String other) {
    return new Call(base, other, target, fields, body);
  }

  /** With another body. */
  Call with(byte[] other) {
    return new Call(base, method, target, fields, other);
  }

  /** With one more header field. */
  Call field(String more) {
    List<String> changed = new ArrayList<>(fields);
    changed.add(more);
    return new Call(base, method, target, changed, body);
  }

  /** The bytes up to the body, without its length. */
  String head(String... more) {
    List<String> all = new ArrayList<>(fields);
    all.addAll(List.of(more));
    return RawHttp.head(method, target, all.toArray(String[]::new));
  }

  /** Sends it and takes the answer apart. */
  RawHttp.Answer send() throws IOException {
    String head = body.length == 0 ? head() : head("Content-Length: " + body.length);
    return RawHttp.parse(RawHttp.exchange(base, RawHttp.request(head, body)));
  }

  @Override
  public String toString() {
    return method + " " + (target.length() > 200 ? target.substring(0, 200) + "…" : target);
  }
}
