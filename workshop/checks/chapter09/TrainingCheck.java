package chapter09;

import chapter05.CrossEntropy;
import chapter07.Tensor;
import dev.lanewise.workshop.Expect;
import dev.lanewise.workshop.data.Digits;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.opentest4j.AssertionFailedError;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TrainingCheck {
    private static final Digits TRAIN = Digits.load().train();
    private static final Digits TEST = Digits.load().test();

    @Test
    @Order(1)
    @DisplayName("the first weights are random and of He's size")
    void weights() {
        float[] weights = Training.weights(784, 50, new Random(1));
        Expect.same("how many weights a layer from 784 to 50 has", weights.length, 784 * 50);
        double squares = 0;
        for (float weight : weights) {
            squares += (double) weight * weight;
        }
        Expect.close("the standard deviation of weights for 784 inputs, the root of 2/784",
                Math.sqrt(squares / weights.length), Math.sqrt(2.0 / 784), 0.002);
        float[] others = Training.weights(784, 50, new Random(2));
        Expect.that(!Arrays.equals(weights, others), "the weights do not depend on the Random that is passed: use it");
    }

    @Test
    @Order(2)
    @DisplayName("forward() gives ten scores for each picture")
    void forward() {
        Training training = training(16);
        setBiases(training);
        Tensor pictures = Training.pictures(TRAIN, 0, 1, 2);
        Tensor scores = training.forward(pictures);
        Expect.that(scores != null, "forward() returns null");
        Expect.same("the rows of the scores of 3 pictures", scores.rows(), 3);
        Expect.same("the columns of the scores of 3 pictures", scores.columns(), 10);
        float[] expected = reference(training, pictures);
        try {
            Expect.close("the scores of 3 pictures", scores.values(), expected, 1e-3);
        } catch (AssertionFailedError e) {
            Expect.that(false, e.getMessage() + "\n" + hint(training, scores.values(), expected));
        }
    }

    @Test
    @Order(3)
    @DisplayName("forwardBackward() returns loss and accuracy, and leaves the gradients of the batch")
    void forwardBackward() {
        Training training = training(16);
        int[] indices = {0, 1, 2, 3, 4, 5, 6, 7};
        Tensor pictures = Training.pictures(TRAIN, indices);
        int[] labels = Training.labels(TRAIN, indices);
        float[] scores = reference(training, pictures);
        Training.Score score = training.forwardBackward(pictures, labels);
        Expect.close("the loss of 8 pictures", score.loss(), CrossEntropy.loss(scores, labels), 1e-3);
        Expect.close("the accuracy on 8 pictures", score.accuracy(), share(scores, labels), 1e-6);
        String[] names = {"the first weight", "the first bias", "the second weight", "the second bias"};
        for (int i = 0; i < names.length; i++) {
            measured("the gradient of " + names[i] + " after forwardBackward", training, i, pictures, labels);
        }

        float[] once = training.parameters().get(3).grad().clone();
        training.forwardBackward(pictures, labels);
        float[] twice = training.parameters().get(3).grad();
        Expect.that(Math.abs(twice[0] - 2 * once[0]) > 1e-6 || once[0] == 0, "after a second forwardBackward the "
                + "gradients are twice as large: clear those of the batch before, by sgd.zeroGrad()");
        Expect.close("the gradient of the second bias after the same batch again", twice, once, 1e-6);
    }

    @Test
    @Order(4)
    @DisplayName("accuracy() counts what is recognised, also in the last, smaller batch")
    void accuracy() {
        Training training = training(16);
        for (int count : new int[] {1, 99, 100, 250}) {
            Digits digits = TEST.first(count);
            float[] scores = reference(training, Tensor.of(count, Digits.PIXELS, digits.pictures()));
            Expect.close("the accuracy on " + count + " digits", training.accuracy(digits),
                    share(scores, digits.labels()), 1e-6);
        }
        double untrained = training.accuracy(TEST);
        Expect.that(untrained < 0.4, "a network that has learned nothing recognises about a tenth of the digits, "
                + "but yours %.0f %%".formatted(100 * untrained));
    }

    @Test
    @Order(5)
    @DisplayName("step() lowers the loss of its batch, down to nothing after many of them")
    void step() {
        Training training = training(32);
        int[] indices = new int[20];
        Arrays.setAll(indices, i -> i);
        Tensor pictures = Training.pictures(TRAIN, indices);
        int[] labels = Training.labels(TRAIN, indices);
        double first = training.step(pictures, labels).loss();
        double second = training.step(pictures, labels).loss();
        Expect.that(second != first, "the loss of a batch is %.3f before a step and after it: ".formatted(first)
                + "nothing has moved, does step() call sgd.step()?");
        Expect.that(second < first, "the loss of a batch grew from %.3f to %.3f by a step on it".formatted(
                first, second));
        Training.Score last = new Training.Score(second, 0);
        for (int i = 0; i < 100; i++) {
            last = training.step(pictures, labels);
        }
        Expect.that(last.loss() < 0.05, "loss after 100 steps on the same 20 pictures: yours is %.3f, expected less "
                .formatted(last.loss()) + "than 0.05: it can learn them by heart");
    }

    @Test
    @Order(6)
    @DisplayName("the network learns to read more than 90 % of the digits that it has not seen")
    void digits() {
        Random random = new Random(1);
        Training training = new Training(64, 0.01, 0.9, random);
        double first = 0;
        double accuracy = 0;
        for (int epoch = 0; epoch < 6 && accuracy <= 0.9; epoch++) {
            training.epoch(TRAIN, 20, random);
            accuracy = training.accuracy(TEST);
            first = epoch == 0 ? accuracy : first;
        }
        Expect.that(accuracy > 0.9, "the accuracy on %d digits that it has not seen: yours is %.3f after one epoch and "
                .formatted(TEST.count(), first) + "%.3f after six, expected more than 0.9".formatted(accuracy));
    }

    private static Training training(int hidden) {
        return new Training(hidden, 0.05, 0.9, new Random(7));
    }

    /** Biases begin at 0, where nobody would miss them. */
    private static void setBiases(Training training) {
        for (int layer : new int[] {1, 3}) {
            float[] bias = training.parameters().get(layer).values();
            for (int i = 0; i < bias.length; i++) {
                bias[i] = i % 2 == 0 ? 0.3f : -0.2f;
            }
        }
    }

    /** The most likely mistakes, by what they do to the scores. */
    private static String hint(Training training, float[] scores, float[] expected) {
        boolean negative = false;
        for (float score : scores) {
            negative |= score < 0;
        }
        if (!negative) {
            return "none of the scores is negative: relu belongs between the layers, not after the second";
        }
        float[] second = training.parameters().get(3).values();
        boolean shifted = true;
        for (int i = 0; i < scores.length; i++) {
            shifted &= Math.abs(scores[i] + second[i % 10] - expected[i]) < 1e-3;
        }
        return shifted
                ? "the scores lack b2: add it by addRow"
                : "relu(pictures matmul w1 + b1) makes the hidden layer, and that matmul w2 + b2 the scores";
    }

    /** The scores, computed another way, from the parameters as they are. */
    private static float[] reference(Training training, Tensor pictures) {
        List<Tensor> p = training.parameters();
        float[] hidden = layer(pictures.values(), p.get(0), p.get(1));
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = Math.max(hidden[i], 0);
        }
        return layer(hidden, p.get(2), p.get(3));
    }

    private static float[] layer(float[] x, Tensor weight, Tensor bias) {
        int in = weight.rows();
        int out = weight.columns();
        float[] y = new float[x.length / in * out];
        for (int i = 0; i < y.length; i++) {
            double sum = bias.values()[i % out];
            for (int k = 0; k < in; k++) {
                sum += x[i / out * in + k] * weight.values()[k * out + i % out];
            }
            y[i] = (float) sum;
        }
        return y;
    }

    /** Compares the largest number of a gradient with a measurement: the parameter moved by a small step, both ways. */
    private static void measured(String what, Training training, int parameter, Tensor pictures, int[] labels) {
        Tensor moved = training.parameters().get(parameter);
        float[] grad = moved.grad();
        int index = 0;
        for (int i = 0; i < grad.length; i++) {
            index = Math.abs(grad[i]) > Math.abs(grad[index]) ? i : index;
        }
        Expect.that(grad[index] != 0, what + " is 0 everywhere: either backward() is not called on the "
                + "loss, or forward() leaves this parameter out");
        float before = moved.values()[index];
        float h = 1e-2f;
        moved.values()[index] = before + h;
        double up = CrossEntropy.loss(reference(training, pictures), labels);
        moved.values()[index] = before - h;
        double down = CrossEntropy.loss(reference(training, pictures), labels);
        moved.values()[index] = before;
        Expect.close(what + ", index " + index, grad[index], (up - down) / (2 * h),
                0.01 + 0.05 * Math.abs(grad[index]));
    }

    private static double share(float[] scores, int[] labels) {
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            int best = 0;
            for (int k = 1; k < 10; k++) {
                best = scores[i * 10 + k] > scores[i * 10 + best] ? k : best;
            }
            right += best == labels[i] ? 1 : 0;
        }
        return (double) right / labels.length;
    }
}
