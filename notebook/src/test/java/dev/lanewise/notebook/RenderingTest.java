package dev.lanewise.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.plot.Plot;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class RenderingTest {
    private final Renderer renderer = new Renderer();

    @Test
    void aMatrixIsATableUnderItsShape() {
        Rendering shown = renderer.render(Tensor.of(new float[][] {{1.5f, -2}, {Float.NaN, 1e-9f}}));
        assertThat(shown.forms().get("text/html")).isEqualTo("<table><caption>Tensor [2, 2]</caption>"
                + "<tr><td>1.5</td><td>-2</td></tr><tr><td>NaN</td><td>1E-9</td></tr></table>");
        assertThat(shown.plain()).startsWith("Tensor [2, 2]\n[[");
    }

    @Test
    void aLargeTensorIsShownByItsEdges() {
        Rendering shown = renderer.render(Tensor.arange(1_000_000).reshape(1000, 1000));
        assertThat(shown.forms().get("text/html")).contains("<td>…</td>", "<td>0</td>", "<td>999999</td>")
                .hasSizeLessThan(5000);
        assertThat(shown.plain()).hasSizeLessThan(2000);
        assertThat(renderer.render(Tensor.arange(11)).forms().get("text/html"))
                .contains("<td>4</td><td>…</td><td>6</td>");
        assertThat(renderer.render(Tensor.arange(10)).forms().get("text/html")).doesNotContain("…");
    }

    @Test
    void tensorsOfOtherRanksAreText() {
        assertThat(renderer.render(Tensor.scalar(2)).forms()).containsOnlyKeys(Rendering.PLAIN);
        assertThat(renderer.render(Tensor.zeros(2, 2, 2)).forms()).containsOnlyKeys(Rendering.PLAIN);
        assertThat(renderer.render(Tensor.zeros(0, 2)).plain()).isEqualTo("Tensor [0, 2]\n[]");
        assertThat(renderer.render(IntTensor.of(1, 2)).plain()).isEqualTo("IntTensor [2]\n[1 2]");
    }

    @Test
    void plotsHistoriesAndSvgArePictures() {
        assertThat(renderer.render(Plot.of("t", "x", "y").line("a", 1, 2)).forms()).containsKey("image/svg+xml");
        assertThat(renderer.render("<svg xmlns='http://www.w3.org/2000/svg'/>").forms()).containsKey("image/svg+xml");
        Curve history = new Curve("loss");
        assertThat(renderer.render(history).plain()).isEqualTo("loss: no steps yet");
        history.add(2.5);
        history.add(0.5);
        assertThat(renderer.render(history).forms()).containsKey("image/svg+xml");
        assertThat(renderer.render(history).plain()).isEqualTo("loss: 2.5 to 0.5 in 2 steps");
    }

    @Test
    void aPictureKeepsItsPixels() throws IOException {
        BufferedImage picture = Pictures.grey(new float[] {0, 1, 2, Float.NaN}, 2, 2, 3);
        String png = renderer.render(picture).forms().get("image/png");
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(png)));
        assertThat(List.of(read.getWidth(), read.getHeight())).containsExactly(6, 6);
        assertThat(IntStream.of(0, 2, 3, 5).map(x -> read.getRaster().getSample(x, 0, 0))).containsExactly(0, 0,
                255, 255);
        assertThat(read.getRaster().getSample(0, 5, 0)).isEqualTo(255);
        assertThat(read.getRaster().getSample(5, 5, 0)).isZero();
    }

    @Test
    void pixelsHaveToFillThePicture() {
        assertThatThrownBy(() -> Notebook.picture(new float[3], 2, 2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("picture: 3 pixels as 2 x 2");
    }

    @Test
    void longValuesAreShownByTheirBeginning() {
        assertThat(renderer.render(new float[100]).plain()).startsWith("float[100] {0.0, 0.0").endsWith(", ...}");
        assertThat(renderer.render(new int[][] {{1}, {2, 3}}).plain())
                .isEqualTo("int[][2] {int[1] {1}, int[2] {2, 3}}");
        assertThat(renderer.render(IntStream.range(0, 1000).boxed().toList()).plain())
                .startsWith("[0, 1, 2").endsWith("19, ...] (1000 entries)");
        assertThat(renderer.render("x".repeat(100_000)).plain()).hasSizeLessThan(40_000)
                .endsWith("... 67232 more characters");
    }

    @Test
    void aValueThatCannotBeShownSaysSo() {
        Object bad = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("not today");
            }
        };
        assertThat(renderer.render(bad).plain()).contains("cannot be shown", "not today");
    }

    @Test
    void everyRenderingHasText() {
        assertThatThrownBy(() -> new Rendering(new LinkedHashMap<>())).hasMessageContaining("text/plain");
    }

    @Test
    void escapeLeavesNoMarkup() {
        assertThat(Rendering.escape("<a href=\"x\">'&'</a>"))
                .isEqualTo("&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
    }
}
