package chapter02;

import dev.lanewise.workshop.Expect;
import dev.lanewise.workshop.data.Digits;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

class BaselineCheck {
    /** Pictures of a single shade each. */
    private static Digits plain(int[] labels, float... shades) {
        float[] pictures = new float[shades.length * Digits.PIXELS];
        for (int i = 0; i < shades.length; i++) {
            Arrays.fill(pictures, i * Digits.PIXELS, (i + 1) * Digits.PIXELS, shades[i]);
        }
        return new Digits(pictures, labels);
    }

    @Test
    @Order(1)
    @DisplayName("the distance of two pictures")
    void distance() {
        Expect.close("distance of a picture to itself", Baseline.distance(new float[] {1, 2}, new float[] {1, 2}), 0);
        double yours = Baseline.distance(new float[] {1, 0, 0.5f}, new float[] {0, 1, 0});
        Expect.that(Math.abs(yours - 0.5) > 1e-9,
                "distance: yours is 0.5, expected 2.25; square each difference, so that they do not cancel out");
        Expect.that(Math.abs(yours - 1.5) > 1e-9,
                "distance: yours is 1.5, expected 2.25; it is the sum of the squares itself, not its root");
        Expect.close("distance of [1, 0, 0.5] to [0, 1, 0]", yours, 2.25);
    }

    @Test
    @Order(2)
    @DisplayName("the mean of the pictures of a digit")
    void mean() {
        Baseline baseline = new Baseline();
        baseline.learn(plain(new int[] {7, 3, 7, 7}, 0.3f, 1, 0.6f, 0.9f));
        Expect.that(Math.abs(baseline.means[3][0] - 1.0 / Digits.PIXELS) > 1e-5,
                "mean of the only picture of a 3, pixel 0: yours is 0.001276, expected 1.0; "
                        + "count each picture once, not once for each pixel");
        Expect.close("mean of the only picture of a 3, pixel 0", baseline.means[3][0], 1);
        Expect.that(Math.abs(baseline.means[7][0] - 1.8) > 1e-5,
                "mean of the pictures of a 7, pixel 0: yours is 1.8, which is their sum; divide by their number, 3");
        Expect.that(Math.abs(baseline.means[7][0] - 0.45) > 1e-5,
                "mean of the pictures of a 7, pixel 0: yours is 0.45, "
                        + "expected 0.6; divide by the number of pictures of a 7, not of all");
        Expect.close("mean of the pictures of a 7, pixel 0", baseline.means[7][0], 0.6);
        Expect.close("mean of the pictures of a 7, pixel 783", baseline.means[7][783], 0.6);
    }

    @Test
    @Order(3)
    @DisplayName("a digit that was never seen leaves no NaN")
    void unseenDigit() {
        Baseline baseline = new Baseline();
        baseline.learn(plain(new int[] {7}, 0.5f));
        Expect.that(!Float.isNaN(baseline.means[0][0]),
                "mean of a digit without pictures: yours is NaN, from 0 / 0; leave it at 0");
        Expect.close("mean of a digit without pictures", baseline.means[0][0], 0);
    }

    @Test
    @Order(4)
    @DisplayName("a picture is taken for the nearest digit")
    void predict() {
        Baseline baseline = new Baseline();
        for (int digit = 0; digit < 10; digit++) {
            Arrays.fill(baseline.means[digit], digit / 10f);
        }
        for (int digit = 0; digit < 10; digit++) {
            float[] picture = new float[Digits.PIXELS];
            Arrays.fill(picture, digit / 10f + 0.02f);
            Expect.same("prediction for a picture near the mean of digit " + digit, baseline.predict(picture), digit);
        }
    }

    @Test
    @Order(5)
    @DisplayName("the accuracy is a share of all pictures")
    void accuracy() {
        Baseline baseline = new Baseline();
        baseline.learn(plain(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 0, .1f, .2f, .3f, .4f, .5f, .6f, .7f, .8f, .9f));
        double yours = baseline.accuracy(plain(new int[] {1, 2, 3, 9}, .1f, .2f, .3f, .4f));
        Expect.that(yours != 0 || baseline.predict(plain(new int[] {1}, .1f).picture(0)) != 1,
                "accuracy with 3 of 4 right: yours is 0.0; two ints divide to an int: make one of them a double");
        Expect.close("accuracy with 3 of 4 right", yours, 0.75);
    }

    @Test
    @Order(6)
    @DisplayName("it reads most of the digits that it has not seen")
    void readsDigits() {
        Digits.Data data = Digits.load();
        Baseline baseline = new Baseline();
        baseline.learn(data.train());
        double accuracy = baseline.accuracy(data.test());
        System.out.printf("accuracy on %d digits (%s): %.3f%n", data.test().count(), data.source(), accuracy);
        Expect.atLeast("accuracy on the digits to test with", accuracy, 0.7);
    }
}
