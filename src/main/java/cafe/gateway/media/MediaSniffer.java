package cafe.gateway.media;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Guesses the media type of a file from its first bytes, by the rules of the <a
 * href="https://mimesniff.spec.whatwg.org/">MIME Sniffing</a> standard as Go's {@code
 * http.DetectContentType} applies them: the original's clients recorded types with that.
 */
public final class MediaSniffer {
  /** Bytes that matter: give fewer only if the file has no more. */
  public static final int LENGTH = 512;

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String BINARY = "application/octet-stream";

  /** Tags that open a page; each is ended by a space or a bracket. */
  private static final List<String> TAGS =
      List.of(
          "<!DOCTYPE HTML",
          "<HTML",
          "<HEAD",
          "<SCRIPT",
          "<IFRAME",
          "<H1",
          "<DIV",
          "<FONT",
          "<TABLE",
          "<A",
          "<STYLE",
          "<TITLE",
          "<B",
          "<BODY",
          "<BR",
          "<P",
          "<!--");

  /** First bytes and their types; a dot stands for any byte. */
  private static final List<Signature> SIGNATURES =
      List.of(
          new Signature("%PDF-", "application/pdf"),
          new Signature("%!PS-Adobe-", "application/postscript"),
          new Signature("\u00fe\u00ff..", "text/plain; charset=utf-16be"),
          new Signature("\u00ff\u00fe..", "text/plain; charset=utf-16le"),
          new Signature("\u00ef\u00bb\u00bf.", TEXT),
          new Signature("\0\0\1\0", "image/x-icon"),
          new Signature("\0\0\2\0", "image/x-icon"),
          new Signature("BM", "image/bmp"),
          new Signature("GIF87a", "image/gif"),
          new Signature("GIF89a", "image/gif"),
          new Signature("RIFF....WEBPVP", "image/webp"),
          new Signature("\u0089PNG\r\n\u001a\n", "image/png"),
          new Signature("\u00ff\u00d8\u00ff", "image/jpeg"),
          new Signature("FORM....AIFF", "audio/aiff"),
          new Signature("ID3", "audio/mpeg"),
          new Signature("OggS\0", "application/ogg"),
          new Signature("MThd\0\0\0\6", "audio/midi"),
          new Signature("RIFF....AVI ", "video/avi"),
          new Signature("RIFF....WAVE", "audio/wave"),
          new Signature("\u001aE\u00df\u00a3", "video/webm"),
          new Signature(".".repeat(34) + "LP", "application/vnd.ms-fontobject"),
          new Signature("\0\1\0\0", "font/ttf"),
          new Signature("OTTO", "font/otf"),
          new Signature("ttcf", "font/collection"),
          new Signature("wOFF", "font/woff"),
          new Signature("wOF2", "font/woff2"),
          new Signature("\u001f\u008b\u0008", "application/x-gzip"),
          new Signature("PK\3\4", "application/zip"),
          new Signature("Rar!\u001a\7\0", "application/x-rar-compressed"),
          new Signature("Rar!\u001a\7\1\0", "application/x-rar-compressed"),
          new Signature("\0asm", "application/wasm"));

  private MediaSniffer() {}

  /** The type of a file that starts with these bytes. */
  public static String sniff(byte[] start) {
    String head = new String(start, 0, Math.min(start.length, LENGTH), StandardCharsets.ISO_8859_1);
    String markup = head.substring(leadingSpace(head));
    if (isPage(markup)) {
      return HTML;
    }
    if (markup.startsWith("<?xml")) {
      return "text/xml; charset=utf-8";
    }
    for (Signature signature : SIGNATURES) {
      if (signature.opens(head)) {
        return signature.type();
      }
    }
    if (isMp4(head)) {
      return "video/mp4";
    }
    return markup.chars().anyMatch(MediaSniffer::isBinary) ? BINARY : TEXT;
  }

  private static int leadingSpace(String head) {
    int i = 0;
    while (i < head.length() && "\t\n\f\r ".indexOf(head.charAt(i)) >= 0) {
      i++;
    }
    return i;
  }

  private static boolean isPage(String markup) {
    int most = TAGS.getFirst().length() + 1;
    String start = markup.substring(0, Math.min(markup.length(), most));
    String upper = start.toUpperCase(Locale.ROOT);
    for (String tag : TAGS) {
      if (upper.startsWith(tag)
          && upper.length() > tag.length()
          && " >".indexOf(upper.charAt(tag.length())) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** A file type box that names an mp4 brand, as its major or a compatible one. */
  private static boolean isMp4(String head) {
    if (head.length() < 12 || !head.startsWith("ftyp", 4)) {
      return false;
    }
    long box = 0;
    for (int i = 0; i < 4; i++) {
      box = box << 8 | head.charAt(i);
    }
    if (box > head.length() || box % 4 != 0) {
      return false;
    }
    for (int at = 8; at < box; at += 4) {
      boolean isVersion = at == 12;
      if (!isVersion && head.startsWith("mp4", at)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBinary(int c) {
    return c <= 0x08 || c == 0x0b || c >= 0x0e && c <= 0x1a || c >= 0x1c && c <= 0x1f;
  }

  private record Signature(String pattern, String type) {
    boolean opens(String head) {
      if (head.length() < pattern.length()) {
        return false;
      }
      for (int i = 0; i < pattern.length(); i++) {
        char expected = pattern.charAt(i);
        if (expected != '.' && expected != head.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }
}
