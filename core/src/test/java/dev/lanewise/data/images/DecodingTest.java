package dev.lanewise.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Seeds;
import dev.lanewise.io.FormatException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of decoded files, and files that are broken. */
class DecodingTest {
    private static final long PIXELS = 1 << 20;

    @TempDir
    Path root;

    private static Image decoded(BufferedImage image, String format, int channels) throws IOException {
        return Decoder.find("ImageFolder").decode(Drawn.encoded(image, format), channels, PIXELS);
    }

    private static float[] fractions(int... values) {
        float[] fractions = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            fractions[i] = values[i] / 255f;
        }
        return fractions;
    }

    private static BufferedImage colours() {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0x0a64ff);
        image.setRGB(1, 0, 0x010203);
        return image;
    }

    @Test
    void coloursAreTheStoredOnes() throws Exception {
        for (String format : List.of("png", "bmp", "gif")) {
            assertThat(decoded(colours(), format, 3).values()).as(format)
                    .containsExactly(fractions(10, 1, 100, 2, 255, 3));
        }
        assertThat(decoded(colours(), "png", 1).values()[0])
                .isCloseTo((0.299f * 10 + 0.587f * 100 + 0.114f * 255) / 255, within(1e-6f));
    }

    @Test
    void greyIsTakenAsItIsStored() throws Exception {
        BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(0, 0, 0, 10);
        grey.getRaster().setSample(1, 0, 0, 200);
        assertThat(decoded(grey, "png", 1).values()).containsExactly(fractions(10, 200));
        assertThat(decoded(grey, "png", 3).values()).containsExactly(fractions(10, 200, 10, 200, 10, 200));
    }

    @Test
    void sixteenBitsKeepTheirPrecision() throws Exception {
        BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        grey.getRaster().setSample(0, 0, 0, 30001);
        grey.getRaster().setSample(1, 0, 0, 65535);
        assertThat(decoded(grey, "png", 1).values()).containsExactly(30001 / 65535f, 1);
    }

    @Test
    void transparencyIsLaidOverWhite() throws Exception {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00123456);
        image.setRGB(1, 0, 0x66ff0000); // four tenths of red
        assertThat(decoded(image, "png", 3).values()).usingComparatorWithPrecision(1e-6f)
                .containsExactly(1, 1, 1, 0.6f, 1, 0.6f);

        ComponentColorModel greyAndOpacity = new ComponentColorModel(ColorSpace.getInstance(ColorSpace.CS_GRAY), true,
                false, Transparency.TRANSLUCENT, DataBuffer.TYPE_BYTE);
        WritableRaster raster = greyAndOpacity.createCompatibleWritableRaster(1, 1);
        raster.setPixel(0, 0, new int[] {0, 51});
        assertThat(decoded(new BufferedImage(greyAndOpacity, raster, false, null), "png", 1).values())
                .usingComparatorWithPrecision(1e-6f).containsExactly(0.8f);
    }

    /** Of 2 and 4 bits the JDK's reader would give the transparent value itself. */
    @Test
    void aTransparentGreyIsWhiteOrRefused() throws Exception {
        Decoder decoder = Decoder.find("ImageFolder");
        assertThat(decoder.decode(Drawn.greyPng(2, 8, 51, (byte) 51, (byte) 102), 1, PIXELS).values())
                .containsExactly(1, 102 / 255f);
        assertThat(decoder.decode(Drawn.greyPng(2, 1, 0, (byte) 0b0100_0000), 1, PIXELS).values())
                .containsExactly(1, 1);
        for (int depth : new int[] {2, 4}) {
            byte[] png = Drawn.greyPng(1, depth, 0, (byte) 0);
            assertThatThrownBy(() -> decoder.decode(png, 1, PIXELS)).isInstanceOf(IOException.class).hasMessage(
                    "a PNG of " + depth + " bits of grey with a transparent value, which is not decoded");
        }
    }

    @Test
    void aPngThatBeginsWithItsTransparencyIsRefused() throws Exception {
        byte[] whole = Drawn.greyPng(1, 2, 0, (byte) 0);
        byte[] headless = Arrays.copyOf(whole, 8 + 14);
        System.arraycopy(whole, 33, headless, 8, 14); // the second chunk, behind the signature
        assertThatThrownBy(() -> Decoder.find("ImageFolder").decode(headless, 1, PIXELS))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("a PNG that ends before its last chunk");
    }

    @Test
    void palettesAreLookedUp() throws Exception {
        byte[] parts = {(byte) 200, 0, 50, 7};
        IndexColorModel palette = new IndexColorModel(2, 4, parts, new byte[] {1, 2, 3, 4}, new byte[] {9, 8, 7, 6});
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
        image.getRaster().setSample(0, 0, 0, 0);
        image.getRaster().setSample(1, 0, 0, 2);
        for (String format : List.of("png", "gif")) {
            assertThat(decoded(image, format, 3).values()).as(format).containsExactly(fractions(200, 50, 1, 3, 9, 7));
        }
    }

    /** Optimised animations store only what differs from the canvas. */
    @Test
    void aGifIsAsLargeAsItsCanvas() throws Exception {
        byte[] gif = Drawn.encoded(colours(), "gif"); // 2 x 1
        int descriptor = 13 + (3 << ((gif[10] & 7) + 1));
        while (gif[descriptor] == 0x21) { // the writer's extensions have one block of data
            descriptor += 2 + 1 + gif[descriptor + 2] + 1;
        }
        gif[6] = 4; // columns of the canvas
        gif[8] = 3; // rows
        gif[descriptor + 1] = 1; // left
        gif[descriptor + 3] = 2; // top
        Image image = Decoder.find("ImageFolder").decode(gif.clone(), 3, 12);
        assertThat(image).hasToString("Image(3x3x4)");
        assertThat(Arrays.copyOf(image.values(), 12))
                .containsExactly(fractions(255, 255, 255, 255, 255, 255, 255, 255, 255, 10, 1, 255));
        assertThatThrownBy(() -> Decoder.find("ImageFolder").decode(gif.clone(), 3, 11))
                .hasMessage("4 x 3 pixels are more than 11, see ImageFolder.maxPixels");
        gif[6] = 1; // a canvas that is too small
        gif[8] = 1;
        assertThat(Decoder.find("ImageFolder").decode(gif, 1, PIXELS)).hasToString("Image(1x3x3)");
        byte[] cut = Arrays.copyOf(gif, descriptor + 4);
        assertThatThrownBy(() -> Decoder.find("ImageFolder").decode(cut, 1, PIXELS)).isInstanceOf(IOException.class)
                .hasMessage("a GIF that ends before its first picture, after " + cut.length + " bytes");
    }

    @Test
    void jpegsAreDecodedAboutRight() throws Exception {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, 0x336699);
        }
        Image decoded = decoded(image, "jpg", 3);
        assertThat(decoded.at(0, 8, 8)).isCloseTo(0x33 / 255f, within(0.02f));
        assertThat(decoded.at(1, 8, 8)).isCloseTo(0x66 / 255f, within(0.02f));
        assertThat(decoded.at(2, 8, 8)).isCloseTo(0x99 / 255f, within(0.02f));
    }

    @Test
    void aFileThatIsCutOffAnywhereIsRefused() throws Exception {
        Path file = root.resolve("a/x.png");
        for (String format : List.of("png", "jpg", "gif", "bmp")) {
            byte[] whole = Drawn.encoded(Drawn.colours(12, 11, 5), format);
            int necessary = format.equals("gif") ? whole.length - 3 : whole.length; // the end of a GIF holds no pixel
            for (int length = 0; length < necessary; length += 1 + necessary / 60) {
                Drawn.write(file, Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> ImageFolder.of(root).image(0)).as("%s, %d bytes", format, length)
                        .isInstanceOf(FormatException.class).hasMessageStartingWith(file + ": ");
            }
        }
    }

    @Test
    void bytesThatAreWrongGiveAPictureOrASentence() throws Exception {
        SplittableRandom random = Seeds.random(1);
        for (int trial = 0; trial < 400; trial++) {
            String format = List.of("png", "jpg", "gif", "bmp").get(trial % 4);
            byte[] bytes = Drawn.encoded(Drawn.colours(9, 8, trial), format);
            for (int i = 0; i < 1 + trial % 3; i++) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
            }
            try {
                Image image = Decoder.find("ImageFolder").decode(bytes, 3, PIXELS);
                assertThat(format).as("a PNG has checksums").isNotEqualTo("png");
                assertThat(image.height() * image.width()).isBetween(1, (int) PIXELS);
            } catch (IOException e) {
                assertThat(e).message().matches("[\\w(:;,. /')\\-]+.*").doesNotContain("\n");
            }
        }
    }

    @Test
    void moreThanTheLargestPictureIsNotDecoded() throws Exception {
        Path file = Drawn.write(root.resolve("a/bomb.png"), Drawn.pngThatClaims(100_000, 100_000));
        assertThatThrownBy(() -> ImageFolder.of(root).image(0))
                .hasMessage(file + ": 100000 x 100000 pixels are more than 33554432, see ImageFolder.maxPixels");
        Drawn.png(file, 3, 4, 1);
        assertThat(ImageFolder.of(root).maxPixels(12).image(0)).hasToString("Image(3x3x4)");
        assertThatThrownBy(() -> ImageFolder.of(root).maxPixels(11).image(0))
                .hasMessage(file + ": 4 x 3 pixels are more than 11, see ImageFolder.maxPixels");
        assertThatIllegalArgumentException().isThrownBy(() -> ImageFolder.of(root).maxPixels(0))
                .withMessage("maxPixels: 0 is not within 1 and 2^29");
    }

    @Test
    void brokenFilesAreLeftOutAndNamedIfThatIsWanted() throws Exception {
        Drawn.png(root.resolve("a/1.png"), 2, 2, 1);
        Path empty = Drawn.write(root.resolve("a/2.png"), new byte[0]);
        Drawn.png(root.resolve("b/3.png"), 2, 2, 2);
        Path gone = root.resolve("b/4.png");
        Files.createSymbolicLink(gone, root.resolve("nowhere"));
        Path text = Drawn.write(root.resolve("c/5.jpg"), new byte[] {1});
        ImageFolder all = ImageFolder.of(root);
        assertThat(all.broken()).isEmpty();
        assertThat(all.size()).isEqualTo(5);
        assertThatThrownBy(() -> all.batch(0, 1)).hasMessage(empty + ": the file is empty");
        ImageFolder whole = all.skipBroken();
        assertThat(whole.broken()).containsExactly(new BrokenImage(empty, empty + ": the file is empty"),
                new BrokenImage(gone, gone + ": no such file or folder"),
                new BrokenImage(text, text + ": neither PNG, JPEG, GIF nor BMP: it begins with the bytes 01"));
        assertThat(whole.classes()).containsExactly("a", "b", "c");
        assertThat(whole.labels().toArray()).containsExactly(0, 1);
        assertThat(whole.batch(0, 1).inputs().shape()).hasToString("[2, 3, 2, 2]");
        assertThat(whole.grey().broken()).hasSize(3);
    }
}
