package chapter03;

import chapter02.Baseline;
import dev.lanewise.workshop.Expect;
import dev.lanewise.workshop.data.Digits;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LinearCheck {
    private static final double TOLERANCE = 1e-5;

    // Three inputs, two outputs: small enough to follow with a pencil.
    private final Linear layer = new Linear(3, 2, new float[]{1, 0, 2, -1, 3, 0.5f}, new float[]{10, -10});

    private final float[] x = {1, 2, 3, 0, -1, 4};

    @Test
    @Order(1)
    @DisplayName("a score is the sample times a row of the weight, plus the bias")
    void score() {
        float first = layer.score(x, 0, 0);
        Expect.that(first != 7, "score of class 0 of sample 0: yours is 7.0, expected 17.0; the bias is missing");
        Expect.that(first != 24, "score of class 0 of sample 0: yours is 24.0, expected 17.0;"
                + " it multiplies by numbers 0, 2 and 4 of the weight, which is a column; row 0 is numbers 0, 1 and 2");
        Expect.close("score of class 0 of sample 0", first, 1 * 1 + 2 * 0 + 3 * 2 + 10, TOLERANCE);
        float second = layer.score(x, 0, 1);
        Expect.that(second != -10.5f, "score of class 1 of sample 0: yours is -10.5, expected -3.5;"
                + " it multiplies by numbers 1, 3 and 5 of the weight, which is a column; row 1 is numbers 3, 4 and 5");
        Expect.that(second != -3, "score of class 1 of sample 0: yours is -3.0, expected -3.5;"
                + " it multiplies by row 0 of the weight; row 1 begins at weight[1 * in]");
        Expect.close("score of class 1 of sample 0", second, 1 * -1 + 2 * 3 + 3 * 0.5 - 10, TOLERANCE);
    }

    @Test
    @Order(2)
    @DisplayName("the second sample has scores of its own")
    void scoreOfTheSecondSample() {
        float score = layer.score(x, 1, 1);
        Expect.that(score != layer.score(x, 0, 1), "score of class 1 of sample 1: yours is " + score
                + ", which is that of sample 0; sample 1 begins at x[1 * in]");
        Expect.close("score of class 1 of sample 1", score, 0 * -1 + -1 * 3 + 4 * 0.5 - 10, TOLERANCE);
    }

    @Test
    @Order(3)
    @DisplayName("forward gives all scores, sample after sample")
    void forward() {
        float[] input = x.clone();
        float[] y = layer.forward(input);
        Expect.that(!Arrays.equals(y, new float[]{17, 18, -3.5f, -11}),
                "forward: your scores are right, but class after class: expected those of sample 0, 17.0 and -3.5,"
                        + " then those of sample 1, 18.0 and -11.0");
        Expect.close("forward of two samples, all scores", y, new float[]{17, -3.5f, 18, -11}, TOLERANCE);
        Expect.close("forward of the same samples again", layer.forward(input), y, 0);
        Expect.close("the samples after forward", input, x, 0);
    }

    @Test
    @Order(4)
    @DisplayName("the best class is the one with the highest score")
    void best() {
        float[] scores = {1, 5, 2, 7, 0, 3, -4, -2, -3, 2, 6, 6};
        Expect.same("best class of the scores 1, 5, 2", Linear.best(scores, 0, 3), 1);
        Expect.same("best class of the second sample, with the scores 7, 0, 3", Linear.best(scores, 1, 3), 0);
        Expect.same("best class of the scores -4, -2, -3", Linear.best(scores, 2, 3), 1);
        Expect.same("best class of the scores 2, 6, 6: of equal ones the first", Linear.best(scores, 3, 3), 1);
    }

    @Test
    @Order(5)
    @DisplayName("accuracy is the share of right answers")
    void accuracy() {
        float[] scores = {1, 5, 2, 7, 0, 3, -4, -2, -3, 2, 6, 9};
        double accuracy = Linear.accuracy(scores, new int[]{1, 0, 2, 2});
        Expect.that(accuracy != 0, "accuracy of three right answers of four: yours is 0.0, expected 0.75;"
                + " an int divided by an int loses the fraction");
        Expect.that(accuracy != 3, "accuracy of three right answers of four: yours is 3.0, expected 0.75;"
                + " divide by how many there are");
        Expect.close("accuracy of three right answers of four", accuracy, 0.75);
    }

    @Test
    @Order(6)
    @DisplayName("means become a layer")
    void ofMeans() {
        Linear layer = Linear.ofMeans(new float[][]{{1, 0, 2}, {-1, 3, 1}});
        Expect.same("inputs and outputs of the layer", layer.in + " and " + layer.out, "3 and 2");
        Expect.close("the weight", layer.weight, new float[]{1, 0, 2, -1, 3, 1}, TOLERANCE);
        Expect.that(layer.bias[0] != 2.5f, "bias 0: yours is 2.5, expected -2.5; mind the sign: the bias makes up for"
                + " large means, whose scores would be the highest for every picture");
        Expect.that(layer.bias[0] != -5, "bias 0: yours is -5.0, expected -2.5; it is half the sum of the squares");
        Expect.close("the bias", layer.bias, new float[]{-2.5f, -5.5f}, TOLERANCE);
    }

    @Test
    @Order(7)
    @DisplayName("on the digits, the layer of the means reads what the nearest mean reads")
    void readsDigits() {
        Baseline baseline = new Baseline();
        baseline.learn(Digits.load().train().first(1000));
        Digits test = Digits.load().test().first(300);
        float[] scores = Linear.ofMeans(baseline.means).forward(test.pictures());
        int differences = 0;
        for (int i = 0; i < test.count(); i++) {
            differences += Linear.best(scores, i, Digits.CLASSES) == baseline.predict(test.picture(i)) ? 0 : 1;
        }
        // Where two means are equally near but for rounding, either is right.
        Expect.that(differences <= 3, "of " + test.count() + " digits, your layer reads " + differences
                + " differently than the nearest mean does, expected none");
        double accuracy = Linear.accuracy(scores, test.labels());
        Expect.close("accuracy on " + test.count() + " digits", accuracy, baseline.accuracy(test), 0.01);
        Expect.atLeast("accuracy on " + test.count() + " digits", accuracy, 0.5);
    }
}
