package chapter05;

import chapter03.Linear;
import chapter04.Network;
import dev.lanewise.workshop.Expect;
import dev.lanewise.workshop.data.Digits;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CrossEntropyCheck {
    private static final double TOLERANCE = 1e-5;

    @Test
    @Order(1)
    @DisplayName("log(sum of exp) of a few scores")
    void logSumExp() {
        float[] scores = {0, 1, 2, 5, 5, 5};
        double value = CrossEntropy.logSumExp(scores, 0, 3);
        Expect.that(Math.abs(value - Math.log(Math.exp(-2) + Math.exp(-1) + 1)) > 1e-6, "log(sum of exp) of the scores"
                + " 0, 1, 2: yours is 0.407606, expected 2.407606; add the largest score again at the end");
        Expect.close("log(sum of exp) of the scores 0, 1, 2", value, 2.407605964);
        Expect.close("log(sum of exp) of the second sample, with the scores 5, 5, 5",
                CrossEntropy.logSumExp(scores, 1, 3), 5 + Math.log(3));
    }

    @Test
    @Order(2)
    @DisplayName("log(sum of exp) of very large and very small scores")
    void logSumExpOfLargeScores() {
        float[] scores = {1000, 1000, -1000, -1000};
        double large = CrossEntropy.logSumExp(scores, 0, 2);
        Expect.that(Double.isFinite(large), "log(sum of exp) of the scores 1000, 1000: yours is " + large
                + ", expected 1000.693147; exp(1000) is too large for a double: take the largest score off first");
        Expect.close("log(sum of exp) of the scores 1000, 1000", large, 1000 + Math.log(2));
        double small = CrossEntropy.logSumExp(scores, 1, 2);
        Expect.that(Double.isFinite(small), "log(sum of exp) of the scores -1000, -1000: yours is " + small
                + ", expected -999.306853; the largest score is negative here: begin with the first score, or with"
                + " Float.NEGATIVE_INFINITY, instead of 0 or Float.MIN_VALUE, and look only at this sample");
        Expect.close("log(sum of exp) of the scores -1000, -1000", small, -1000 + Math.log(2));
    }

    @Test
    @Order(3)
    @DisplayName("softmax makes probabilities, for each sample by itself")
    void softmax() {
        float[] scores = {0, 1, 2, 5, 5, 5};
        float[] probabilities = CrossEntropy.softmax(scores, 3);
        Expect.close("the scores that softmax was given, which must stay as they are", scores,
                new float[]{0, 1, 2, 5, 5, 5}, 0);
        Expect.same("how many probabilities there are for 6 scores", probabilities.length, 6);
        double sum = (double) probabilities[0] + probabilities[1] + probabilities[2];
        Expect.close("sum of the probabilities of sample 0", sum, 1);
        Expect.close("softmax of the samples 0, 1, 2 and 5, 5, 5", probabilities,
                new float[]{0.0900306f, 0.2447285f, 0.6652410f, 1 / 3f, 1 / 3f, 1 / 3f}, TOLERANCE);
        Expect.close("softmax of 1000, 998", CrossEntropy.softmax(new float[]{1000, 998}, 2),
                new float[]{0.8807971f, 0.1192029f}, TOLERANCE);
    }

    @Test
    @Order(4)
    @DisplayName("the loss of ten equal scores is log(10)")
    void lossOfEqualScores() {
        double loss = CrossEntropy.loss(new float[10], new int[]{3});
        Expect.that(Math.abs(loss + Math.log(10)) > 1e-6, "loss of ten equal scores: yours is -2.302585, expected"
                + " 2.302585; it is minus the logarithm of the probability");
        Expect.close("loss of ten equal scores", loss, Math.log(10));
    }

    @Test
    @Order(5)
    @DisplayName("the loss of a batch is the mean over its samples")
    void lossOfABatch() {
        float[] scores = {0, 1, 2, 5, 5, 5};
        double loss = CrossEntropy.loss(scores, new int[]{2, 0});
        double expected = (0.407605964 + Math.log(3)) / 2;
        Expect.that(Math.abs(loss - 2 * expected) > 1e-5, "loss of two samples: yours is their sum, 1.506218; expected"
                + " their mean, 0.753109");
        Expect.that(Math.abs(loss - expected / 3) > 1e-5, "loss of two samples: yours is 0.251036, expected 0.753109;"
                + " divide by the number of samples, not of scores");
        Expect.close("loss of the samples 0, 1, 2 with label 2 and 5, 5, 5 with label 0", loss, expected);
    }

    @Test
    @Order(6)
    @DisplayName("a sure right answer costs nothing, a sure wrong one much, but not infinity")
    void lossOfSureAnswers() {
        float[] scores = {200, 0};
        Expect.close("loss of the scores 200, 0 with label 0", CrossEntropy.loss(scores, new int[]{0}), 0);
        double wrong = CrossEntropy.loss(scores, new int[]{1});
        Expect.that(Double.isFinite(wrong), "loss of the scores 200, 0 with label 1: yours is " + wrong
                + ", expected 200.0; the probability is 0 as a float: subtract the score from logSumExp instead");
        Expect.close("loss of the scores 200, 0 with label 1", wrong, 200);
    }

    @Test
    @Order(7)
    @DisplayName("the gradient says what the loss does if a score grows")
    void gradient() {
        Random random = new Random(1);
        float[] scores = new float[4 * 3];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) random.nextGaussian();
        }
        int[] labels = {2, 0, 1, 1};
        float[] gradient = CrossEntropy.gradient(scores, labels);
        float[] expected = new float[scores.length];
        for (int i = 0; i < scores.length; i++) {
            expected[i] = (float) slope(scores, labels, i);
        }
        Expect.same("how many numbers the gradient of 12 scores has", gradient.length, 12);
        Expect.that(!isTimes(gradient, expected, 4), "the gradient of 4 samples is 4 times what it should be;"
                + " the loss is a mean: divide by the number of samples");
        Expect.that(!isTimes(gradient, expected, -1), "the gradient has the wrong sign: the loss falls if the score of"
                + " the label grows");
        float[] probabilities = CrossEntropy.softmax(scores, 3);
        Expect.that(!isTimes(probabilities, gradient, 4) && !isTimes(probabilities, gradient, 1), "the gradient is"
                + " positive for all scores: take 1 off the probability of each label");
        Expect.close("the gradient, compared with small changes of each score", gradient, expected, 1e-4);
    }

    @Test
    @Order(8)
    @DisplayName("on the digits, a network that has learnt nothing has a loss near log(10)")
    void untrainedNetwork() {
        Digits test = Digits.load().test().first(300);
        float[] scores = new Network(new Random(1), 784, 32, 10).forward(test.pictures());
        Expect.close("loss of a network that has learnt nothing", CrossEntropy.loss(scores, test.labels()),
                Math.log(10), 1);
    }

    @Test
    @Order(9)
    @DisplayName("with this gradient, a linear layer learns to read digits")
    void learns() {
        Digits train = Digits.load().train().first(1000);
        Digits test = Digits.load().test().first(300);
        Linear layer = new Linear(Digits.PIXELS, Digits.CLASSES);
        for (int step = 0; step < 40; step++) {
            step(layer, train, CrossEntropy.gradient(layer.forward(train.pictures()), train.labels()), 0.1f);
        }
        double loss = CrossEntropy.loss(layer.forward(train.pictures()), train.labels());
        Expect.that(loss < 1.2, "after 40 steps downhill the loss is " + loss + ", expected less than 1.2");
        double accuracy = Linear.accuracy(layer.forward(test.pictures()), test.labels());
        Expect.atLeast("accuracy after 40 steps downhill", accuracy, 0.7);
    }

    /** The central difference of the loss. */
    private static double slope(float[] scores, int[] labels, int i) {
        float h = 1 / 64f;
        float[] more = scores.clone();
        float[] less = scores.clone();
        more[i] += h;
        less[i] -= h;
        return (CrossEntropy.loss(more, labels) - CrossEntropy.loss(less, labels)) / ((double) more[i] - less[i]);
    }

    private static boolean isTimes(float[] actual, float[] expected, double factor) {
        for (int i = 0; i < actual.length; i++) {
            if (Math.abs(actual[i] - factor * expected[i]) > 1e-3) {
                return false;
            }
        }
        return true;
    }

    /** A weight's share in a score is its pixel, so its gradient is the score's times the pixel. */
    private static void step(Linear layer, Digits digits, float[] gradient, float rate) {
        for (int sample = 0; sample < digits.count(); sample++) {
            for (int k = 0; k < layer.out; k++) {
                float change = rate * gradient[sample * layer.out + k];
                layer.bias[k] -= change;
                for (int i = 0; i < layer.in; i++) {
                    layer.weight[k * layer.in + i] -= change * digits.pictures()[sample * layer.in + i];
                }
            }
        }
    }
}
