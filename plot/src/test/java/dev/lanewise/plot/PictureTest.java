package dev.lanewise.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PictureTest {
    private static final int BLUE = 0xFF053061;
    private static final int WHITE = 0xFFFFFFFF;
    private static final int RED = 0xFF67001F;

    /** New ones each time, so that nothing is shared. */
    private static List<Picture> pictures() {
        return List.of(Plot.of("a", "x", "y").line("loss", 3, 2, 1), Images.of("b", Tensor.zeros(3, 4, 4)).labels("p",
                "q", "r"), Images.of("c", Tensor.ones(2, 3, 4, 4)), weights(),
                Heatmap.of("e", new double[][] {{1, 2}})
                        .axes("x", "y").numbers(),
                Confusion.of("f", new long[][] {{3, 1}, {0, 4}}).classes("cat",
                        "dog"),
                Plot.of("g", "", "").histogram("w", new double[] {1, 2, 2}));
    }

    static Stream<Integer> numbers() {
        return Stream.iterate(0, i -> i + 1).limit(pictures().size());
    }

    private static Images weights() {
        return Images.weights("d", Tensor.of(Shape.of(2, 4), -2, 0, 2, 1, 0, 0, 0, -1), 2, 2).scale(10);
    }

    private static BufferedImage read(Picture picture) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(picture.png()));
    }

    private static Document parsed(Picture picture) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(picture.svg())));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void equalDataGiveEqualBytesOfOneSize(int number, @TempDir Path folder) throws Exception {
        Picture one = pictures().get(number);
        Picture other = pictures().get(number);
        assertThat(one.svg()).isEqualTo(other.svg()).startsWith("<svg ");
        assertThat(one.png()).isEqualTo(other.png());
        Element svg = parsed(one).getDocumentElement();
        assertThat(svg.getAttribute("width")).startsWith(String.valueOf(read(one).getWidth()));
        assertThat(svg.getAttribute("height")).startsWith(String.valueOf(read(one).getHeight()));
        one.save(folder.resolve("a.svg"));
        one.save(folder.resolve("a.PNG"));
        assertThat(folder.resolve("a.svg")).hasContent(one.svg());
        assertThat(Files.readAllBytes(folder.resolve("a.PNG"))).isEqualTo(one.png());
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void everyUseOfAGlyphHasOne(int number) throws Exception {
        Document document = parsed(pictures().get(number));
        List<String> ids = attributes(document, "path", "id");
        assertThat(ids).filteredOn(id -> !id.isEmpty()).doesNotHaveDuplicates();
        assertThat(attributes(document, "use", "xlink:href")).allSatisfy(use -> assertThat(ids)
                .contains(use.substring(1)));
        assertThat(document.getElementsByTagName("title").getLength()).isEqualTo(1);
    }

    private static List<String> attributes(Document document, String tag, String attribute) {
        NodeList elements = document.getElementsByTagName(tag);
        return Stream.iterate(0, i -> i + 1).limit(elements.getLength())
                .map(i -> ((Element) elements.item(i)).getAttribute(attribute)).toList();
    }

    @Test
    void eachWeightStandsAtItsPlaceInItsColour() throws Exception {
        BufferedImage image = read(weights());
        int x = Style.PADDING;
        int y = Style.PADDING + new Heading("d", "").height();
        assertThat(image.getRGB(x, y)).isEqualTo(BLUE);
        assertThat(image.getRGB(x + 9, y + 9)).isEqualTo(BLUE);
        assertThat(image.getRGB(x + 10, y)).isEqualTo(WHITE);
        assertThat(image.getRGB(x, y + 10)).isEqualTo(RED);
        assertThat(image.getRGB(x + 19, y + 19)).isEqualTo(Ramp.DIVERGING.at(0.75).getRGB());
        assertThat(image.getRGB(x + 26 + 10, y + 10)).isEqualTo(Ramp.DIVERGING.at(0.25).getRGB());
    }

    @Test
    void theImageInTheSvgHasThePixelsOfThePng() throws Exception {
        String data = attributes(parsed(weights()), "image", "xlink:href").getFirst();
        byte[] png = Base64.getDecoder().decode(data.substring(data.indexOf(',') + 1));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getWidth()).isEqualTo(20);
        assertThat(image.getRGB(9, 9)).isEqualTo(BLUE);
        assertThat(image.getRGB(10, 9)).isEqualTo(WHITE);
    }

    @Test
    void channelsAreRedGreenAndBlueAndRangesAreSaid() throws Exception {
        Tensor pixel = Tensor.of(Shape.of(1, 3, 1, 1), 255, 51, 0);
        BufferedImage image = read(Images.of("", pixel).range(0, 255).scale(5));
        assertThat(image.getRGB(Style.PADDING, Style.PADDING)).isEqualTo(0xFFFF3300);
        assertThatIllegalArgumentException().isThrownBy(() -> Images.of("", pixel).svg()).withMessage("Images: values"
                + " from 0.0 to 255.0, not from 0 to 1; say what is black and white by range(low, high), or ranged()");
        assertThat(read(Images.of("", Tensor.full(Double.NaN, 1, 2, 2)).ranged()).getRGB(20, 20))
                .isEqualTo(Style.ALARM.getRGB());
    }

    @Test
    void confusionsOfManyClassesStaySmallAndOneSampleIsSeen() throws Exception {
        for (int n : new int[] {1, 2, 10, 37, 100}) {
            long[][] counts = new long[n][n];
            for (int i = 0; i < n; i++) {
                counts[i][i] = 1_000_000;
            }
            counts[0][n - 1] += 1;
            Confusion confusion = Confusion.of("", counts);
            assertThat(confusion.svg().length()).isLessThan(200_000);
            assertThat(read(confusion).getWidth()).isLessThan(800);
        }
        assertThat(attributes(parsed(Confusion.of("", new long[3][3])), "use", "x")).isNotEmpty();
    }

    @Test
    void mistakesAreNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> Images.of("", Tensor.zeros(2, 2, 4, 4)))
                .withMessage("Images: the shape is [2, 2, 4, 4], not [N, H, W], [N, 1, H, W] or [N, 3, H, W]");
        assertThatIllegalArgumentException().isThrownBy(() -> Images.of("", Tensor.zeros(0, 4, 4)))
                .withMessage("Images: there is nothing to draw in the shape [0, 4, 4]");
        assertThatIllegalArgumentException().isThrownBy(() -> Images.weights("", Tensor.zeros(2, 5), 2, 2))
                .withMessage("Images: the shape of the weight is [2, 5], not [outputs, 2 * 2]");
        assertThatIllegalArgumentException().isThrownBy(() -> Images.filters("", Tensor.zeros(2, 5)))
                .withMessage("Images: the shape of the filters is [2, 5], not [out, in, height, width]");
        assertThatIllegalArgumentException().isThrownBy(() -> weights().labels("a"))
                .withMessage("Images: 1 names (\"a\") for 2 images");
        assertThatIllegalArgumentException().isThrownBy(() -> Images.of("", Tensor.zeros(9, 2000, 2000)).columns(9)
                .svg()).withMessageEndingWith("more than 10000 a side; draw a part of it, or smaller");
        assertThatIllegalArgumentException().isThrownBy(() -> Heatmap.of("", Tensor.zeros(3)))
                .withMessage("Heatmap: the shape is [3], not [rows, columns]");
        assertThatIllegalArgumentException().isThrownBy(() -> Heatmap.of("", new double[][] {{1}, {1, 2}}))
                .withMessage("Heatmap: row 1 has 2 values, row 0 has 1");
        assertThatIllegalArgumentException().isThrownBy(() -> Heatmap.of("", Tensor.ones(1, 1)).range(1, 1))
                .withMessageStartingWith("Heatmap: a range from 1.0 to 1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> Confusion.of("", new long[][] {{1, 2}}))
                .withMessage("Confusion: row 0 has 2 columns for 1 classes");
        assertThatIllegalArgumentException().isThrownBy(() -> Confusion.of("", new long[][] {{-1}}))
                .withMessage("Confusion: the count in row 0, column 0 is -1");
    }

    @Test
    void whiteOfWeightsIsZeroWhateverTheRange() {
        Images weights = Images.weights("", Tensor.of(0.1f, 0.2f, 0.3f, 0).reshape(1, 4), 2, 2);
        assertThat(weights.ranged().png()).isEqualTo(weights.png());
        assertThatIllegalArgumentException().isThrownBy(() -> weights.range(0, 1)).withMessage(
                "Images: a range from 0.0 to 1.0, whose middle, which is white, is not 0");
        Heatmap heatmap = Heatmap.of("", Tensor.ones(2, 2)).diverging();
        assertThatIllegalArgumentException().isThrownBy(() -> heatmap.range(-1, 2));
        assertThat(heatmap.range(-2, 2).png()).isNotEmpty();
    }
}
