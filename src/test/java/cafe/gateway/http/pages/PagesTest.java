package cafe.gateway.http.pages;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.gateway.ContentPath;
import cafe.gateway.Listing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagesTest {
  private static final String CID = "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn";

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "67759, 67.8 kB",
    "999949, 999.9 kB",
    "999951, 1.0 MB",
    "16777216, 16.8 MB",
    "9223372036854775807, 9.2 EB",
  })
  void sizesForPeople(long bytes, String text) {
    assertThat(ListingPage.humanSize(bytes)).isEqualTo(text);
  }

  @Test
  void aListingEscapesWhatStrangersWrote() {
    ContentPath path = ContentPath.parse("/ipfs/" + CID + "/%3Cb%3E");
    String page =
        ListingPage.of(
            new Listing(
                path,
                path.root(),
                List.of(
                    entry("<script>alert('1')</script>"),
                    entry("\"><img src=x>"),
                    entry("javascript:alert(1)"),
                    entry("ä ?#&%"),
                    entry(".."),
                    entry("a/b"))));
    assertThat(page).doesNotContain("<script", "<img", "<b>", "href=\"javascript");
    assertThat(page).contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;");
    assertThat(page).contains("href=\"/ipfs/" + CID + "/%3Cb%3E/%C3%A4%20%3F%23&amp;%25\"");
    assertThat(page).contains("<td>/..</td>", "<td>/a/b</td>");
    assertThat(page).contains("<a href=\"/ipfs/" + CID + "\">..</a>");
    assertThat(page).contains("<h1>/ipfs/" + CID + "/&lt;b&gt;</h1>", "<td>1.0 kB</td>");
  }

  private static Listing.Entry entry(String name) {
    ContentPath empty = ContentPath.parse("/ipfs/" + CID);
    return new Listing.Entry(name, empty.root(), Listing.Kind.FILE, 1000);
  }
}
