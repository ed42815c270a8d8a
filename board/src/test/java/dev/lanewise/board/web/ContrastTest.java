package dev.lanewise.board.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Colours of the page can be told from what is behind them: the ratios that WCAG 2.2 asks for at level AA. */
class ContrastTest {
    private static final double OF_TEXT = 4.5;

    /** Of lines and marks. */
    private static final double OF_GRAPHICS = 3;

    private static final int RUNS = 8;

    @ParameterizedTest
    @ValueSource(strings = {":root {", ":root[data-theme=\"dark\"] {", ":root:not([data-theme=\"light\"]) {"})
    void ofEachTheme(String selector) throws IOException {
        Map<String, String> colours = colours(selector);
        for (String behind : List.of("paper", "ground")) {
            for (String text : List.of("ink", "muted", "accent", "good", "bad", "warn")) {
                assertThat(ratio(colours, text, behind)).as("%s on %s", text, behind)
                        .isGreaterThanOrEqualTo(OF_TEXT);
            }
            for (int run = 0; run < RUNS; run++) {
                assertThat(ratio(colours, "run-" + run, behind)).as("run %d on %s", run, behind)
                        .isGreaterThanOrEqualTo(OF_GRAPHICS);
            }
        }
        assertThat(ratio(colours, "on-accent", "accent")).isGreaterThanOrEqualTo(OF_TEXT);
    }

    private static Map<String, String> colours(String selector) throws IOException {
        String css;
        try (InputStream in = Objects.requireNonNull(
                ContrastTest.class.getResourceAsStream("/dev/lanewise/board/page/tokens.css"))) {
            css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        int begin = css.indexOf(selector);
        assertThat(begin).as(selector).isNotNegative();
        Matcher matcher = Pattern.compile("--([a-z0-9-]+): (#[0-9a-f]{6});")
                .matcher(css.substring(begin, css.indexOf('}', begin)));
        Map<String, String> found = new HashMap<>();
        while (matcher.find()) {
            found.put(matcher.group(1), matcher.group(2));
        }
        return found;
    }

    private static double ratio(Map<String, String> colours, String one, String other) {
        double a = luminance(Objects.requireNonNull(colours.get(one), one));
        double b = luminance(Objects.requireNonNull(colours.get(other), other));
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    /** The relative luminance of an sRGB colour. */
    private static double luminance(String colour) {
        return 0.2126 * linear(colour, 1) + 0.7152 * linear(colour, 3) + 0.0722 * linear(colour, 5);
    }

    private static double linear(String colour, int at) {
        double value = Integer.parseInt(colour, at, at + 2, 16) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
