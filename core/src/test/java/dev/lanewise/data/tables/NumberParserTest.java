package dev.lanewise.data.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Seeds;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parser gives the bits of {@link Double#parseDouble}; {@code -Dcheck.numbers=100000000} tries so many texts. */
@Tag("quick")
class NumberParserTest {
    private static final int NUMBERS = Integer.getInteger("check.numbers", 300_000);

    private final NumberParser parser = new NumberParser('.');

    private int parse(String text) {
        return parser.parse((text + '\0').getBytes(StandardCharsets.US_ASCII), 0);
    }

    private void assertRead(String text) {
        int end = parse(text);
        if (end != text.length()
                || Double.doubleToRawLongBits(parser.value()) != Double.doubleToRawLongBits(Double.parseDouble(text))) {
            assertThat(parser.value()).as("%s, read to %s", text, end).isEqualTo(Double.parseDouble(text));
            assertThat(end).as(text).isEqualTo(text.length());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "0", "-0", "+0.0", "0e999", "-0e-999", "1", "-12.5e3", ".5", "5.", "00012", "1e22", "1e23", "9007199254740993",
        "9007199254740992", "9007199254740991e22", "9007199254740993e-22", "1e-22", "1e-23", "1e308",
        "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "1e309", "-1e400",
        "1e99999999999",
        "1e-99999999999", "2.2250738585072014e-308", "2.2250738585072011e-308", "4.9e-324", "2.4703282292062327e-324",
        "2.4703282292062328e-324", "9999999999999999999", "18446744073709551615", "18446744073709551616",
        "9223372036854775807", "9223372036854775808", "0.000000000000000000000000000000000000012345",
        "1.00000000000000011102230246251565404236316680908203125",
        "1.00000000000000011102230246251565404236316680908203124",
        "1.00000000000000011102230246251565404236316680908203126", "0.1000000000000000055511151231257827021181583404",
        "9007199254740993.0000000000000000000000000000000000001", "5e-324", "1e0000000000000000000000000000001",
        "12345678901234567890e-19", "6929495644600919.5", "3.4028234664e38", "123456789012345678e-360",
        "7.3177701707893310e15",
        "1e-342", "1e-343",
    })
    void numbersAreRounded(String text) {
        assertRead(text);
        assertRead("-" + text.replaceFirst("^[+-]", ""));
    }

    @Test
    void manyZerosAndExponentsBalance() {
        assertRead("0." + "0".repeat(1_000_000) + "1e1000001");
        assertRead("1" + "0".repeat(300_000) + "e-300000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nan", "NaN", "NAN", "-nan"})
    void nanIsRead(String text) {
        assertThat(parse(text)).isEqualTo(text.length());
        assertThat(parser.value()).isNaN();
    }

    @Test
    void infinityIsRead() {
        assertThat(parse("inf")).isEqualTo(3);
        assertThat(parser.value()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(parse("-Infinity")).isEqualTo(9);
        assertThat(parser.value()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "-", "+", ".", "-.", "e5", ".e5", "--1", "+-1", "1e", "1e+", "1x", "0x10", "1d", "1f", "1_000", "1,5",
        "1.2.3",
        "1e5.0", "in", "nano", "infinite", "1 2", " 1", "\u0661"})
    void otherTextsAreNoNumbers(String text) {
        assertThat(NumberParser.isNumber(text)).isFalse();
    }

    @Test
    void aDecimalCommaIsRead() {
        byte[] text = "-3,25e1;".getBytes(StandardCharsets.US_ASCII);
        NumberParser comma = new NumberParser(',');
        assertThat(comma.parse(text, 0)).isEqualTo(text.length - 1);
        assertThat(comma.value()).isEqualTo(-32.5);
    }

    @Test
    void allBitsThatAreWrittenShortlyComeBack() {
        SplittableRandom random = Seeds.random(71);
        for (int i = 0; i < NUMBERS; i++) {
            double x = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(x)) {
                assertRead(Double.toString(x));
            }
        }
    }

    @Test
    void randomDigitsAreRounded() {
        SplittableRandom random = Seeds.random(72);
        for (int i = 0; i < NUMBERS; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
            int digits = 1 + random.nextInt(random.nextInt(8) == 0 ? 40 : 19);
            int point = random.nextInt(digits + 1);
            for (int d = 0; d < digits; d++) {
                text.append(d == point ? "." : "").append(random.nextInt(10));
            }
            if (random.nextInt(3) > 0) {
                int range = random.nextInt(4) == 0 ? 370 : 30;
                text.append(random.nextBoolean() ? 'e' : 'E').append(random.nextInt(-range, range + 1));
            }
            assertRead(text.toString());
        }
    }

    /** Exactly between two doubles, and the nearest numbers of a few more digits on both sides. */
    @Test
    void halfwayNumbersAreRounded() {
        SplittableRandom random = Seeds.random(73);
        for (int i = 0; i < NUMBERS / 20; i++) {
            double x = (1 + random.nextLong(1L << 53)) * Math.scalb(1.0, random.nextInt(-80, 80));
            BigDecimal middle = new BigDecimal(x).add(new BigDecimal(Math.nextUp(x))).divide(BigDecimal.TWO);
            assertRead(middle.toPlainString());
            assertRead(middle.toString());
            String digits = middle.unscaledValue().toString();
            if (digits.length() > 19) {
                String cut = digits.substring(0, 19);
                assertRead(cut + "e" + (digits.length() - 19 - middle.scale()));
                assertRead(Long.toUnsignedString(Long.parseUnsignedLong(cut) + 1) + "e"
                        + (digits.length() - 19 - middle.scale()));
            }
        }
    }
}
