package dev.lanewise.bench.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Small coloured pictures: slopes of colours, in each class from another side, with noise, so that they compress. */
final class DrawnPictures {
    static final int SIDE = 32;
    static final int CLASSES = 10;
    private static final int NOISE = 48;

    private DrawnPictures() {}

    /** Writes so many PNG files, in a sub-folder for each class. */
    static void write(Path folder, int count) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int label = 0; label < CLASSES; label++) {
            Files.createDirectories(folder.resolve("" + label));
        }
        for (int i = 0; i < count; i++) {
            int label = i % CLASSES;
            Path file = folder.resolve("" + label).resolve(i + ".png");
            if (!ImageIO.write(picture(label, random), "png", file.toFile())) {
                throw new IOException("this Java runtime writes no PNG files");
            }
        }
    }

    private static BufferedImage picture(int label, SplittableRandom random) {
        double angle = 2 * Math.PI * label / CLASSES;
        int shift = random.nextInt(SIDE);
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < SIDE; row++) {
            for (int col = 0; col < SIDE; col++) {
                int slope = (int) (2 * (Math.sin(angle) * row + Math.cos(angle) * col + 2 * SIDE + shift));
                int red = channel(slope, random);
                int green = channel(slope + label, random);
                image.setRGB(col, row, red << 16 | green << 8 | channel(255 - slope, random));
            }
        }
        return image;
    }

    private static int channel(int value, SplittableRandom random) {
        return Math.clamp(value + random.nextInt(NOISE), 0, 255);
    }
}
