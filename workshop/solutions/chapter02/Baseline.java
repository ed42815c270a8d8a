package chapter02;

import dev.lanewise.workshop.data.Digits;

/** Reads digits without learning much: a picture is taken for the digit whose mean picture it is nearest to. */
public final class Baseline {
    /** The mean picture of each digit, {@code [10][784]}. */
    public final float[][] means = new float[Digits.CLASSES][Digits.PIXELS];

    /** Computes the mean picture of each digit. */
    public void learn(Digits train) {
        int[] counts = new int[Digits.CLASSES];
        for (int i = 0; i < train.count(); i++) {
            int label = train.labels()[i];
            counts[label]++;
            for (int p = 0; p < Digits.PIXELS; p++) {
                means[label][p] += train.pictures()[i * Digits.PIXELS + p];
            }
        }
        for (int label = 0; label < Digits.CLASSES; label++) {
            for (int p = 0; p < Digits.PIXELS; p++) {
                means[label][p] /= Math.max(1, counts[label]);
            }
        }
    }

    /** How far two pictures are apart: the sum of the squared differences of their pixels. */
    public static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int p = 0; p < a.length; p++) {
            double difference = a[p] - b[p];
            sum += difference * difference;
        }
        return sum;
    }

    /** The digit whose mean picture is nearest. */
    public int predict(float[] picture) {
        int nearest = 0;
        for (int label = 1; label < Digits.CLASSES; label++) {
            if (distance(picture, means[label]) < distance(picture, means[nearest])) {
                nearest = label;
            }
        }
        return nearest;
    }

    /** The share of pictures that are read rightly, from 0 to 1. */
    public double accuracy(Digits digits) {
        int right = 0;
        for (int i = 0; i < digits.count(); i++) {
            if (predict(digits.picture(i)) == digits.labels()[i]) {
                right++;
            }
        }
        return (double) right / digits.count();
    }
}
