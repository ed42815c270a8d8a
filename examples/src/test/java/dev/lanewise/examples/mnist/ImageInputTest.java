package dev.lanewise.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.examples.ChildJvm;
import dev.lanewise.examples.Outcome;
import dev.lanewise.examples.pictures.Picture;
import dev.lanewise.examples.pictures.Png;
import java.awt.Color;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageInputTest {
    private static final Digits DIGITS = BuiltInDigits.test(7, 40);

    @TempDir
    Path folder;

    @Test
    void aPictureInMnistsFormComesBackAlmostUnchanged() throws IOException {
        for (int n = 0; n < DIGITS.count(); n++) {
            float[] grey = DIGITS.grey(n);
            Path file = png(BufferedImage.TYPE_BYTE_GRAY, enlarged(grey, 1, 0, 0, 28), false);
            assertThat(difference(ImageInput.read(file, 28, 28), grey)).as("picture %d", n).isLessThan(0.15);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {
        BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY, BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_BYTE_INDEXED
    })
    void aLargeDarkDigitInACornerOfWhitePaperIsCentredAndScaled(int type) throws IOException {
        for (int n = 0; n < 10; n++) {
            float[] grey = DIGITS.grey(n);
            Path file = png(type, enlarged(grey, 7, 90, 15, 300), true);
            float[] digit = ImageInput.read(file, 28, 28);
            assertThat(difference(digit, grey)).as("picture %d", n).isLessThan(0.12);
            assertThat(meanRow(digit)).as("picture %d", n).isCloseTo(14, within(0.51));
        }
    }

    @Test
    void greyPngValuesAreTakenAsTheyAreStored() throws IOException {
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_INT_RGB}) {
            float[][] grey = {{0, 0.2f, 0.4f}, {0.6f, 0.8f, 1}};
            Picture picture = Png.read(Files.readAllBytes(png(type, grey, false)));
            assertThat(picture.grey()).containsExactly(new float[] {0, 0.2f, 0.4f, 0.6f, 0.8f, 1}, within(0.003f));
        }
    }

    @Test
    void transparentPartsAreWhitePaper() throws IOException {
        BufferedImage image = new BufferedImage(30, 40, BufferedImage.TYPE_INT_ARGB);
        for (int row = 5; row < 35; row++) {
            image.setRGB(12, row, 0xFF000000);
            image.setRGB(13, row, 0xFF000000);
        }
        float[] digit = ImageInput.read(write(image), 28, 28);
        assertThat(digit[14 * 28 + 14] + digit[14 * 28 + 13]).isGreaterThan(0.9f);
        assertThat(digit[14 * 28 + 5]).isZero();
        assertThat(Png.read(Files.readAllBytes(write(image))).grey()[0]).isEqualTo(1);
    }

    @Test
    void greyWithTransparencyIsReadAsStored() throws IOException {
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY),
                true,
                false,
                Transparency.TRANSLUCENT,
                DataBuffer.TYPE_BYTE);
        BufferedImage image = new BufferedImage(model, model.createCompatibleWritableRaster(2, 1), false, null);
        image.getRaster().setPixel(0, 0, new int[] {51, 255});
        image.getRaster().setPixel(1, 0, new int[] {0, 51});
        Picture picture = Png.read(Files.readAllBytes(write(image)));
        assertThat(picture.grey()).containsExactly(new float[] {0.2f, 0.8f}, within(0.003f));
    }

    @Test
    void paleInkOnGreyPaperWithGrainIsStretched() throws IOException {
        float[] grey = DIGITS.grey(3);
        float[][] large = enlarged(grey, 4, 10, 10, 150);
        for (int row = 0; row < 150; row++) {
            for (int col = 0; col < 150; col++) {
                large[row][col] = 0.25f + 0.5f * large[row][col] + 0.01f * ((row * 7 + col * 13) % 3 - 1);
            }
        }
        float[] digit = ImageInput.read(png(BufferedImage.TYPE_BYTE_GRAY, large, true), 28, 28);
        assertThat(difference(digit, grey)).isLessThan(0.12);
    }

    @Test
    void otherSizesKeepTheProportions() throws IOException {
        Path file = png(BufferedImage.TYPE_BYTE_GRAY, enlarged(DIGITS.grey(0), 5, 20, 3, 200), true);
        float[] digit = ImageInput.read(file, 56, 56);
        int top = 56;
        int bottom = 0;
        for (int i = 0; i < digit.length; i++) {
            if (digit[i] > 0) {
                top = Math.min(top, i / 56);
                bottom = Math.max(bottom, i / 56);
            }
        }
        assertThat(bottom - top + 1).isBetween(38, 40);
        assertThat(ImageInput.read(file, 8, 12)).hasSize(96);
        assertThat(ImageInput.read(file, 1, 1)).hasSize(1);
    }

    @Test
    void aGreyMapIsReadToo() throws IOException {
        Path file = folder.resolve("digit.pgm");
        Files.writeString(file, "P2 5 5 9  9 9 9 9 9  9 9 0 9 9  9 9 0 9 9  9 9 0 9 9  9 9 9 9 9");
        float[] digit = ImageInput.read(file, 28, 28);
        float ink = 0;
        for (float value : digit) {
            ink += value;
        }
        assertThat(ink).isCloseTo(20 * 7, within(1f));
    }

    @Test
    void aFileThatIsNoPictureIsNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("note.txt"), "a seven");
        assertThatThrownBy(() -> ImageInput.read(text, 28, 28))
                .isInstanceOf(IOException.class)
                .hasMessage(text + ": neither a PNG nor a PGM picture");
        Path none = folder.resolve("none.png");
        assertThatThrownBy(() -> ImageInput.read(none, 28, 28))
                .isInstanceOf(IOException.class)
                .hasMessage(none + ": no such file");
        assertThatThrownBy(() -> ImageInput.read(folder, 28, 28))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder + ": cannot be read");
    }

    @Test
    void aDamagedPngIsNamed() throws IOException {
        Path file = png(BufferedImage.TYPE_BYTE_GRAY, enlarged(DIGITS.grey(0), 5, 20, 3, 200), true);
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {8, 20, 40, bytes.length / 2}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> ImageInput.read(file, 28, 28))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file + ": ");
        }
    }

    @Test
    void aDamagedPngSaysWhatIsDamaged() throws IOException {
        Path file = png(BufferedImage.TYPE_BYTE_GRAY, enlarged(DIGITS.grey(0), 5, 20, 3, 200), true);
        byte[] bytes = Files.readAllBytes(file);
        int damaged = 0;
        for (int at = 8; at < bytes.length; at += 7) {
            byte[] changed = bytes.clone();
            changed[at] ^= 0x55;
            Files.write(file, changed);
            try {
                ImageInput.read(file, 28, 28);
            } catch (IOException e) {
                damaged++;
                assertThat(e.getMessage()).as("byte %d", at)
                        .startsWith(file + ": ").doesNotContain("Caught exception").doesNotContain("(null)");
            }
        }
        assertThat(damaged).isPositive();
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> ImageInput.read(file, 28, 28)).hasMessageStartingWith(file + ": PNG: damaged (")
                .hasMessageNotContaining("Caught exception");
    }

    @ParameterizedTest
    @Timeout(20)
    @ValueSource(strings = {"/dev/zero", "/dev/null", "fifo"})
    void whatHasNoEndOrBlocksIsRefused(String name) throws IOException, InterruptedException {
        Path special = folder.resolve(name); // an absolute path stays what it is
        assumeTrue(Files.exists(Path.of("/dev/zero")));
        if (name.equals("fifo")) {
            assertThat(new ProcessBuilder("mkfifo", special.toString()).start().waitFor()).isZero();
        }
        assertThatThrownBy(() -> ImageInput.read(special, 28, 28))
                .isInstanceOf(IOException.class)
                .hasMessage(special + ": cannot be read (not a regular file)");
    }

    @Test
    void aPictureLargerThanTheMemoryIsRefused() throws IOException, InterruptedException {
        SmallSet.writeSmallPictures(folder, 60, 20);
        Path model = folder.resolve("model.safetensors");
        Outcome.of("mnist", "--data", folder, "--epochs", 1, "--save", model, "--quiet").assertSuccess();
        Path large = folder.resolve("large.pgm");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.write("P5 7000 9000 255\n".getBytes(StandardCharsets.US_ASCII));
            file.setLength(file.getFilePointer() + 7000 * 9000);
        }
        new ChildJvm(folder).with("-Xmx48m", "-Dlanewise.simd=off").run("predict", "--model", model, "--image", large)
                .assertFailure(large + ": does not fit into the memory of this JVM, which is limited to ");
    }

    @Test
    void anEmptyPictureIsNamed() throws IOException {
        for (float shade : new float[] {0, 0.7f, 1}) {
            float[][] even = new float[30][20];
            for (float[] row : even) {
                Arrays.fill(row, shade);
            }
            Path file = png(BufferedImage.TYPE_BYTE_GRAY, even, false);
            assertThatThrownBy(() -> ImageInput.read(file, 28, 28))
                    .isInstanceOf(IOException.class)
                    .hasMessage(file + ": nothing is drawn in this picture of 20 x 30 pixels");
        }
    }

    /** Returns a square picture of ink with the digit's pixels as squares from the given place. */
    private static float[][] enlarged(float[] grey, int factor, int top, int left, int side) {
        float[][] large = new float[side][side];
        for (int row = 0; row < 28 * factor; row++) {
            for (int col = 0; col < 28 * factor; col++) {
                large[top + row][left + col] = grey[row / factor * 28 + col / factor];
            }
        }
        return large;
    }

    private Path png(int type, float[][] ink, boolean darkOnLight) throws IOException {
        BufferedImage image = new BufferedImage(ink[0].length, ink.length, type);
        int numbers = image.getRaster().getNumBands();
        boolean stored = numbers == 1 && type != BufferedImage.TYPE_BYTE_INDEXED;
        int white = (1 << image.getRaster().getSampleModel().getSampleSize(0)) - 1;
        for (int row = 0; row < ink.length; row++) {
            for (int col = 0; col < ink[row].length; col++) {
                float grey = darkOnLight ? 1 - ink[row][col] : ink[row][col];
                if (stored) {
                    image.getRaster().setSample(col, row, 0, Math.round(grey * white));
                } else {
                    image.setRGB(col, row, new Color(grey, grey, grey).getRGB());
                }
            }
        }
        return write(image);
    }

    private Path write(BufferedImage image) throws IOException {
        Path file = folder.resolve("digit.png");
        assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
        return file;
    }

    private static double meanRow(float[] grey) {
        double mass = 0;
        double rowMass = 0;
        for (int i = 0; i < grey.length; i++) {
            mass += grey[i];
            int row = i / 28;
            rowMass += grey[i] * row;
        }
        return rowMass / mass;
    }

    /** Returns the length of the difference over the length of the second, at the best shift by one pixel. */
    private static double difference(float[] actual, float[] expected) {
        double best = Double.MAX_VALUE;
        for (int shift : new int[] {0, 1, -1, 28, -28, 29, -29, 27, -27}) {
            double squares = 0;
            double all = 0;
            for (int i = 0; i < expected.length; i++) {
                int j = i + shift;
                double d = (j >= 0 && j < actual.length ? actual[j] : 0) - expected[i];
                squares += d * d;
                all += expected[i] * expected[i];
            }
            best = Math.min(best, Math.sqrt(squares / all));
        }
        return best;
    }
}
