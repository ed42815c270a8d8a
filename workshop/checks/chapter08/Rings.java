package chapter08;

import chapter07.Tensor;
import java.util.List;
import java.util.Random;

/** A problem that can be seen: points of a plane, class 0 around the centre and class 1 in a ring around them. */
final class Rings {
    static final int POINTS = 200;

    final Tensor points;
    final int[] labels = new int[POINTS];
    private final Tensor w1;
    private final Tensor b1;
    private final Tensor w2;
    private final Tensor b2;

    Rings(long seed) {
        Random random = new Random(seed);
        float[] places = new float[2 * POINTS];
        for (int i = 0; i < POINTS; i++) {
            labels[i] = i % 2;
            double radius = labels[i] == 0 ? 0.8 * random.nextDouble() : 1.2 + 0.8 * random.nextDouble();
            double angle = 2 * Math.PI * random.nextDouble();
            places[2 * i] = (float) (radius * Math.cos(angle));
            places[2 * i + 1] = (float) (radius * Math.sin(angle));
        }
        points = Tensor.of(POINTS, 2, places);
        w1 = Tensor.parameter(2, 16, normal(32, 1, random));
        b1 = Tensor.parameter(1, 16, new float[16]);
        w2 = Tensor.parameter(16, 2, normal(32, 0.35, random));
        b2 = Tensor.parameter(1, 2, new float[2]);
    }

    List<Tensor> parameters() {
        return List.of(w1, b1, w2, b2);
    }

    Tensor loss() {
        return scores().crossEntropy(labels);
    }

    /** The share of points on the right side. */
    double accuracy() {
        float[] scores = scores().values();
        int right = 0;
        for (int i = 0; i < POINTS; i++) {
            if ((scores[2 * i + 1] > scores[2 * i] ? 1 : 0) == labels[i]) {
                right++;
            }
        }
        return (double) right / POINTS;
    }

    private Tensor scores() {
        return points.matmul(w1).addRow(b1).relu().matmul(w2).addRow(b2);
    }

    private static float[] normal(int count, double deviation, Random random) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (deviation * random.nextGaussian());
        }
        return numbers;
    }
}
