package dev.lanewise.board.browser;

import dev.lanewise.board.control.Answer;
import dev.lanewise.board.control.Sketchpad;
import dev.lanewise.data.ImageDataset;
import dev.lanewise.nn.Flatten;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Random;

/** Pictures of 14 x 14 pixels with a mark that is level, upright or a cross: learned in a second, drawn in a stroke. */
final class Marks {
    static final List<String> CLASSES = List.of("level", "upright", "cross");
    static final int SIDE = 14;

    /** So many cells of the sketchpad make a pixel, each way. */
    private static final int FINER = 4;

    static final Sketchpad PAD = new Sketchpad(SIDE * FINER, SIDE * FINER, CLASSES);

    private Marks() {}

    /** So many of them, in turns. */
    static ImageDataset draw(long seed, int count) {
        Random random = new Random(seed);
        byte[] pixels = new byte[count * SIDE * SIDE];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            int label = i % CLASSES.size();
            labels[i] = (byte) label;
            int row = 4 + random.nextInt(6);
            int col = 4 + random.nextInt(6);
            int half = 3 + random.nextInt(2);
            for (int along = -half; along <= half; along++) {
                if (label != 1) {
                    ink(pixels, i, row, col + along, random);
                }
                if (label != 0) {
                    ink(pixels, i, row + along, col, random);
                }
            }
        }
        return new ImageDataset(pixels, SIDE, SIDE, labels, 0, 1);
    }

    private static void ink(byte[] pixels, int picture, int row, int col, Random random) {
        if (row >= 0 && row < SIDE && col >= 0 && col < SIDE) {
            pixels[(picture * SIDE + row) * SIDE + col] = (byte) (180 + random.nextInt(76));
        }
    }

    /** A network for them. */
    static Layer network(long seed, int hidden) {
        RandomSource random = RandomSource.seed(seed);
        return new Sequential(new Flatten(), new Linear(SIDE * SIDE, hidden, random), new ReLU(),
                new Linear(hidden, CLASSES.size(), random));
    }

    /** What it takes a drawing for. */
    static Answer answer(Layer network, float[] ink) {
        float[] pixels = new float[SIDE * SIDE];
        int cols = SIDE * FINER;
        for (int i = 0; i < ink.length; i++) {
            pixels[i / cols / FINER * SIDE + i % cols / FINER] += ink[i] / (FINER * FINER);
        }
        float darkest = 0.05f;
        for (float pixel : pixels) {
            darkest = Math.max(darkest, pixel);
        }
        Tensor seen = Tensor.of(Shape.of(1, SIDE, SIDE), pixels).div(darkest);
        return new Answer(network.forward(seen).softmax(1).squeeze(0), seen.squeeze(0));
    }
}
