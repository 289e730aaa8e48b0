package cafe.wire;

import cafe.wire.pb.Cafe;
import cafe.wire.pb.CafeClientNonce;
import cafe.wire.pb.CafeDeleteMessagesAck;
import cafe.wire.pb.CafeMessage;
import cafe.wire.pb.CafeMessages;
import cafe.wire.pb.CafeSession;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * JSON of those messages that the original's HTTP routes answer with.
 *
 * <p>As the original prints protobufs: its field names, in field order, default values left out,
 * times as RFC 3339. Clients refuse unknown fields, so nothing may be added. Written by hand,
 * because protobuf's own printer needs reflection.
 */
public final class WireJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private WireJson() {}

  /** A challenge. */
  public static String nonce(CafeClientNonce nonce) {
    return object(
        json -> {
          text(json, "value", nonce.getValue());
          text(json, "address", nonce.getAddress());
          time(json, "date", nonce.hasDate(), nonce.getDate());
        });
  }

  /** A session with its tokens. */
  public static String session(CafeSession session) {
    return object(
        json -> {
          text(json, "id", session.getId());
          text(json, "access", session.getAccess());
          time(json, "exp", session.hasExp(), session.getExp());
          text(json, "refresh", session.getRefresh());
          time(json, "rexp", session.hasRexp(), session.getRexp());
          text(json, "subject", session.getSubject());
          text(json, "type", session.getType());
          if (session.hasCafe()) {
            json.writeObjectFieldStart("cafe");
            write(json, session.getCafe());
            json.writeEndObject();
          }
        });
  }

  /** The cafe's own description. */
  public static String cafe(Cafe cafe) {
    return object(json -> write(json, cafe));
  }

  /** A page of an inbox; the original prints an empty list too. */
  public static String messages(CafeMessages messages) {
    return object(
        json -> {
          json.writeArrayFieldStart("messages");
          for (CafeMessage message : messages.getMessagesList()) {
            json.writeStartObject();
            write(json, message);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /** Whether there are more messages. */
  public static String deleted(CafeDeleteMessagesAck ack) {
    return ack.getMore() ? "{\"more\":true}" : "{}";
  }

  private static void write(JsonGenerator json, Cafe cafe) throws IOException {
    text(json, "peer", cafe.getPeer());
    text(json, "address", cafe.getAddress());
    text(json, "api", cafe.getApi());
    text(json, "protocol", cafe.getProtocol());
    text(json, "node", cafe.getNode());
    text(json, "url", cafe.getUrl());
  }

  private static void write(JsonGenerator json, CafeMessage message) throws IOException {
    text(json, "id", message.getId());
    text(json, "peer", message.getPeer());
    time(json, "date", message.hasDate(), message.getDate());
    if (message.getAttempts() != 0) {
      json.writeNumberField("attempts", message.getAttempts());
    }
  }

  private static void text(JsonGenerator json, String name, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }

  private static void time(JsonGenerator json, String name, boolean present, Timestamp value)
      throws IOException {
    if (present) {
      json.writeStringField(name, Timestamps.toJson(Timestamps.toInstant(value)));
    }
  }

  private static String object(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** The fields of an object. */
  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }
}
