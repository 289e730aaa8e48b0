package cafe.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How fast something went.
 *
 * @param perSecond by the clock
 * @param perCpuSecond by the server's own CPU time, which says more when the machine is not quiet
 */
record Rate(double perSecond, double perCpuSecond) {

  /** The median of several, each figure for itself. */
  static Rate median(List<Rate> rates) {
    return new Rate(median(rates, Rate::perSecond), median(rates, Rate::perCpuSecond));
  }

  private static double median(List<Rate> rates, ToDoubleFunction<Rate> figure) {
    double[] sorted = rates.stream().mapToDouble(figure).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
