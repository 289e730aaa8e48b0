package cafe.database;

import cafe.testkit.LossyRelay;
import cafe.testkit.OnPostgresql;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL over a connection that can be made to lose an answer, and few of them. */
public class BehindARelay extends OnPostgresql {

  /** How many connections there are. */
  public static final int CONNECTIONS = 4;

  /** How long an answer is waited for. */
  public static final int SILENCE_SECONDS = 6;

  private static final String URL = "quarkus.datasource.pg.jdbc.url";
  private static final Pattern PORT = Pattern.compile(":(\\d+)/");

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
    settings.computeIfPresent(URL, (key, url) -> relayed(url));
    settings.put("quarkus.datasource.pg.jdbc.max-size", String.valueOf(CONNECTIONS));
    settings.put("quarkus.datasource.pg.jdbc.acquisition-timeout", "500ms");
    settings.put(
        "quarkus.datasource.pg.jdbc.additional-jdbc-properties.socketTimeout",
        String.valueOf(SILENCE_SECONDS));
    return settings;
  }

  /** Each statement is sent as text, so that the relay can tell them apart. */
  private static String relayed(String url) {
    Matcher port = PORT.matcher(url);
    if (!port.find()) {
      throw new AssertionError("no port: " + url);
    }
    int relay = LossyRelay.to(Integer.parseInt(port.group(1))).port();
    String other = port.replaceFirst(":" + relay + "/");
    return other + (other.contains("?") ? "&" : "?") + "prepareThreshold=0";
  }
}
