package dev.lanewise.train.terminal;

import java.math.BigDecimal;
import java.util.List;

/** The texts of the numbers along an axis. */
final class Labels {
    /** Numbers with more characters, the sign not counted, are written with a power of ten, if that is shorter. */
    private static final int PLAIN = 5;

    private Labels() {}

    static List<String> of(List<BigDecimal> numbers, Scale scale) {
        return scale.hasPowers() ? single(numbers) : aligned(numbers);
    }

    /** All with the same number of digits after the point, and with the same power of ten, if with any. */
    static List<String> aligned(List<BigDecimal> numbers) {
        List<String> plain = fixed(numbers);
        int exponent = numbers.stream().filter(each -> each.signum() != 0).mapToInt(Ticks::exponent).max().orElse(0);
        String power = "e" + exponent;
        List<String> scientific = fixed(numbers.stream().map(each -> each.scaleByPowerOfTen(-exponent)).toList())
                .stream().map(each -> each.matches("0[.0]*") ? "0" : each + power).toList();
        return isShort(plain) || widest(plain) <= widest(scientific) ? plain : scientific;
    }

    /** Each as short as it can be; all with powers of ten if a plain one would be long. */
    private static List<String> single(List<BigDecimal> numbers) {
        List<String> plain = numbers.stream().map(each -> fixed(List.of(each)).getFirst()).toList();
        return isShort(plain)
                ? plain
                : numbers.stream().map(each -> each.scaleByPowerOfTen(-Ticks.exponent(each)).stripTrailingZeros()
                        .toPlainString() + "e" + Ticks.exponent(each)).toList();
    }

    private static boolean isShort(List<String> labels) {
        return labels.stream().allMatch(each -> each.replace("-", "").length() <= PLAIN);
    }

    static int widest(List<String> labels) {
        return labels.stream().mapToInt(String::length).max().orElse(0);
    }

    private static List<String> fixed(List<BigDecimal> numbers) {
        int digits = numbers.stream().filter(each -> each.signum() != 0)
                .mapToInt(each -> each.stripTrailingZeros().scale()).max().orElse(0);
        return numbers.stream().map(each -> each.setScale(Math.max(0, digits)).toPlainString()).toList();
    }
}
