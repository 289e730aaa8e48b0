package cafe.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, in lines of text. */
final class Table {
  private static final String ROW = "%-34s %12s %12s %8s %8s%n";

  private final List<String> lines = new ArrayList<>();

  Table(String title) {
    lines.add(String.format("%n%s%n", title));
    lines.add(String.format(ROW, "", "per second", "per CPU s", "ratio", "by CPU"));
  }

  /** A measurement that others are compared with, or that stands alone. */
  void add(String what, Rate rate) {
    row(what, rate, "", "");
  }

  /** A measurement beside another one. */
  void add(String what, Rate rate, Rate beside) {
    row(
        what,
        rate,
        ratio(rate.perSecond(), beside.perSecond()),
        ratio(rate.perCpuSecond(), beside.perCpuSecond()));
  }

  /** A remark about the last measurement. */
  void note(String text) {
    lines.add(String.format("    %s%n", text));
  }

  private void row(String what, Rate rate, String ratio, String byCpu) {
    String perCpu = Double.isFinite(rate.perCpuSecond()) ? number(rate.perCpuSecond()) : "";
    lines.add(String.format(ROW, what, number(rate.perSecond()), perCpu, ratio, byCpu));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static String ratio(double value, double other) {
    return Double.isFinite(value / other) ? String.format(Locale.ROOT, "%.2fx", value / other) : "";
  }

  void print() {
    System.out.print(String.join("", lines));
  }
}
