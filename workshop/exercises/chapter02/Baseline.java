package chapter02;

import dev.lanewise.workshop.Hole;
import dev.lanewise.workshop.data.Digits;

/** Reads digits without learning much: a picture is taken for the digit whose mean picture it is nearest to. */
public final class Baseline {
    /** The mean picture of each digit, {@code [10][784]}. */
    public final float[][] means = new float[Digits.CLASSES][Digits.PIXELS];

    /** How far two pictures are apart: the sum of the squared differences of their pixels. */
    public static double distance(float[] a, float[] b) {
        // 1. Go over all pixels of both pictures.
        throw Hole.fill("sum the squared differences of the pixels");
    }

    /** Computes the mean picture of each digit. */
    public void learn(Digits train) {
        // 2. Pixel p of picture i is train.pictures()[i * Digits.PIXELS + p]; it shows the digit train.labels()[i].
        //    Add each picture to the mean of its digit and count; then divide each mean by its count.
        throw Hole.fill("make means[d] the mean of all pictures that show the digit d");
    }

    /** The digit whose mean picture is nearest. */
    public int predict(float[] picture) {
        // 3. Compare the distances to the ten means.
        throw Hole.fill("return the digit whose mean is at the smallest distance");
    }

    /** The share of pictures that are read rightly, from 0 to 1. */
    public double accuracy(Digits digits) {
        // 4. digits.picture(i) is the i-th picture as an array of its own.
        throw Hole.fill("count the pictures whose prediction is their label, and divide by how many there are");
    }
}
