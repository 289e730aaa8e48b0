package cafe.gateway.http.fields;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions, negotiation, names in headers. */
class HeadersTest {
  private static final String TAG = "\"Qm\"";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"Qm\"          | true  | true",
        "W/\"Qm\"        | true  | false",
        "*               | true  | true",
        "\"a\", \"Qm\"   | true  | true",
        "\"a\",W/\"Qm\"  | true  | false",
        "\"a\"           | false | false",
        "Qm              | false | false",
        "''              | false | false",
        "\"Qm            | false | false",
      })
  void tagsAreCompared(String header, boolean weakly, boolean strongly) {
    assertThat(Preconditions.isKnown(header, TAG)).isEqualTo(weakly);
    assertThat(Preconditions.isRefused(header, TAG)).isEqualTo(!strongly);
  }

  @Test
  void noHeaderNoCondition() {
    assertThat(Preconditions.isKnown(null, TAG)).isFalse();
    assertThat(Preconditions.isRefused(null, TAG)).isFalse();
    assertThat(Preconditions.allowsRange(null, TAG)).isTrue();
  }

  @Test
  void aRangeNeedsTheVeryRepresentation() {
    assertThat(Preconditions.allowsRange(TAG, TAG)).isTrue();
    assertThat(Preconditions.allowsRange("W/" + TAG, TAG)).isFalse();
    assertThat(Preconditions.allowsRange("Wed, 21 Oct 2015 07:28:00 GMT", TAG)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                              | false | false",
        "*/*                                           | false | false",
        "text/html,application/xhtml+xml,*/*;q=0.8     | true  | false",
        "application/json                              | false | true",
        "application/json, text/html                   | true  | false",
        "application/json, text/html;q=0.5             | false | true",
        "application/json;q=0.1, text/html; q=0.5      | true  | false",
        "TEXT/HTML                                     | true  | false",
        "text/html;q=0                                 | false | false",
        "application/problem+json, text/html;q=0.9     | false | false",
        "text/html;q=nonsense                          | true  | false",
        "image/webp                                    | false | false",
        ";,;                                           | false | false",
      })
  void formsAreNegotiated(String accept, boolean errorPage, boolean jsonListing) {
    assertThat(Negotiation.wantsPage(accept)).isEqualTo(errorPage);
    assertThat(Negotiation.wantsJsonListing(accept)).isEqualTo(jsonListing);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.jpg          | inline; filename=\"a.jpg\"",
        "ä b.jpg        | inline; filename=\"_ b.jpg\"; filename*=UTF-8''%C3%A4%20b.jpg",
        "a\"b\\\\c      | inline; filename=\"c\"",
        "a\"b           | inline; filename=\"a_b\"; filename*=UTF-8''a%22b",
        "../../etc/pass | inline; filename=\"pass\"",
        "C:\\x\\y.txt   | inline; filename=\"y.txt\"",
        "''             | inline",
        "/              | inline",
        "😀.png         | inline; filename=\"_.png\"; filename*=UTF-8''%F0%9F%98%80.png",
      })
  void namesInHeaders(String name, String header) {
    assertThat(Disposition.inline(name)).isEqualTo(header);
  }

  @Property
  void noNameBreaksAHeader(@ForAll String name) {
    assertThat(Disposition.attachment(name)).matches("[\\x20-\\x7e]*").startsWith("attachment");
  }

  @Test
  void noNameReversesItsEnding() {
    assertThat(Disposition.inline("gpj.\u202eexe")).isEqualTo("inline; filename=\"gpj.exe\"");
  }
}
