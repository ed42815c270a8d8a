package dev.lanewise.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PolylinesTest {
    private static String line(String style, int x1, int y1, int x2, int y2) {
        return "  <line style=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n".formatted(style, x1, x2, y1, y2);
    }

    @Test
    void segmentsThatGoOnBecomeOneElement() {
        String svg = "<svg>\n" + line("a", 0, 1, 2, 3) + line("a", 2, 3, 4, -5) + line("a", 4, -5, 6, 7) + "</svg>";
        assertThat(Polylines.join(svg))
                .isEqualTo("<svg>\n<polyline style=\"a\" points=\"0,1 2,3 4,-5 6,7\"/>\n</svg>");
    }

    @Test
    void gapsOtherStylesAndOtherElementsEndARun() {
        String svg = line("a", 0, 0, 1, 1) + line("a", 5, 5, 6, 6) + line("b", 6, 6, 7, 7) + "<g/>\n"
                + line("b", 7, 7, 8, 8);
        assertThat(Polylines.join(svg)).isEqualTo("""
                <polyline style="a" points="0,0 1,1"/>
                <polyline style="a" points="5,5 6,6"/>
                <polyline style="b" points="6,6 7,7"/>
                <g/>
                <polyline style="b" points="7,7 8,8"/>
                """);
    }

    @Test
    void textWithoutSegmentsStaysAsItIs() {
        assertThat(Polylines.join("<svg><path d=\"M0,0\"/></svg>")).isEqualTo("<svg><path d=\"M0,0\"/></svg>");
    }

    @Test
    void aLongCurveIsSmall() {
        double[] ys = IntStream.range(0, 600).mapToDouble(i -> Math.sin(i * 0.1) / (i + 1)).toArray();
        assertThat(Plot.of("", "", "").line("a", ys).svg().length()).isLessThan(80_000);
    }
}
