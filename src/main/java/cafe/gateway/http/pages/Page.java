package cafe.gateway.http.pages;

/** The frame of the gateway's own pages: no script, nothing from elsewhere. */
public final class Page {
  private static final String STYLE =
      """
      body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;\
      color:#222;background:#fff;overflow-wrap:anywhere}
      h1{font-size:1.2em}table{border-collapse:collapse;width:100%}
      td{padding:.3em 0;border-top:1px solid #ddd}td+td{text-align:right;white-space:nowrap}
      a{color:#05a}.big{font-size:4em;font-weight:300;margin:1em 0 0}
      @media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}a{color:#8bf}\
      td{border-color:#444}}
      """;

  private Page() {}

  /** A page with a heading; the content is HTML already. */
  public static String of(String heading, String content) {
    String title = escape(heading);
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width\">\n"
        + ("<title>" + title + "</title>\n<style>" + STYLE + "</style>\n</head>\n<body>\n")
        + ("<h1>" + title + "</h1>\n" + content + "</body>\n</html>\n");
  }

  /** The page of an error: its number and what it means, nothing of the request. */
  public static String ofError(int status, String title) {
    return of(title, "<p class=\"big\">" + status + "</p>\n");
  }

  /** Text inside an element or a quoted attribute. */
  public static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
