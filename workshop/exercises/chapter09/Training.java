package chapter09;

import chapter07.Tensor;
import chapter08.Sgd;
import dev.lanewise.workshop.Hole;
import dev.lanewise.workshop.data.Digits;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A multilayer perceptron that learns digits: 784 pixels, one hidden layer with ReLU, 10 scores. */
public final class Training {
    /**
     * How good the network was.
     *
     * @param loss     the cross entropy, the mean over the pictures
     * @param accuracy the share of pictures that it recognised: 0 to 1
     */
    public record Score(double loss, double accuracy) {}

    private final Tensor w1;
    private final Tensor b1;
    private final Tensor w2;
    private final Tensor b2;
    private final Sgd sgd;

    /**
     * A network that has learned nothing yet.
     *
     * @param hidden   how many numbers the hidden layer has
     * @param rate     the learning rate
     * @param momentum the momentum of {@link Sgd}
     * @param random   draws the first weights
     */
    public Training(int hidden, double rate, double momentum, Random random) {
        w1 = Tensor.parameter(Digits.PIXELS, hidden, weights(Digits.PIXELS, hidden, random));
        b1 = Tensor.parameter(1, hidden, new float[hidden]);
        w2 = Tensor.parameter(hidden, Digits.CLASSES, weights(hidden, Digits.CLASSES, random));
        b2 = Tensor.parameter(1, Digits.CLASSES, new float[Digits.CLASSES]);
        sgd = new Sgd(parameters(), rate, momentum);
    }

    /** What the network learns: the weight and the bias of the first layer, then those of the second. */
    public List<Tensor> parameters() {
        return List.of(w1, b1, w2, b2);
    }

    /** The first weights of a layer, {@code in} rows of {@code out} numbers. */
    static float[] weights(int in, int out, Random random) {
        // Init.normal and Init.deviation of chapter 4 (import chapter04.Init).
        throw Hole.fill("draw in * out weights of He's size");
    }

    /** The scores of pictures: [n, 784] to [n, 10]. */
    public Tensor forward(Tensor pictures) {
        // The hidden layer: pictures matmul w1, addRow b1, relu. The scores: that matmul w2, addRow b2.
        throw Hole.fill("compute the scores: two layers with relu between them");
    }

    /** Computes the loss of a batch, and leaves its gradients, and no others, in the parameters. */
    public Score forwardBackward(Tensor pictures, int[] labels) {
        // 1. clear the gradients that the batch before has left (sgd);
        // 2. forward, and the loss by crossEntropy; 3. backward from the loss;
        // 4. return loss.item() with the accuracy: chapter03.Linear.accuracy counts it from scores.values().
        throw Hole.fill("forward, loss, backward; return loss and accuracy");
    }

    /** The share of these digits that the network recognises: 0 to 1. */
    public double accuracy(Digits digits) {
        // Pictures 0 to 99, then 100 to 199, ... to the last, which may make a smaller batch: pictures() and labels()
        // below cut a batch out, forward gives its scores, and Linear.accuracy the share that is right.
        // No loss and no backward here: nothing is learned.
        throw Hole.fill("go through the digits batch by batch, and count those that are recognised");
    }

    /** Learns from each of these digits once, in a random order, and returns the mean score of the batches. */
    public Score epoch(Digits digits, int batchSize, Random random) {
        int[] order = shuffled(digits.count(), random);
        double loss = 0;
        double accuracy = 0;
        for (int from = 0; from < order.length; from += batchSize) {
            int[] batch = Arrays.copyOfRange(order, from, Math.min(from + batchSize, order.length));
            Score score = step(pictures(digits, batch), labels(digits, batch));
            loss += score.loss() * batch.length / order.length;
            accuracy += score.accuracy() * batch.length / order.length;
        }
        return new Score(loss, accuracy);
    }

    /** Learns from one batch. */
    public Score step(Tensor pictures, int[] labels) {
        // forwardBackward, then a step of sgd. Return the score.
        throw Hole.fill("learn from the batch");
    }

    /** Those pictures of a set, as a batch: [n, 784]. */
    public static Tensor pictures(Digits digits, int... indices) {
        float[] pictures = new float[indices.length * Digits.PIXELS];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(digits.pictures(), indices[i] * Digits.PIXELS, pictures, i * Digits.PIXELS, Digits.PIXELS);
        }
        return Tensor.of(indices.length, Digits.PIXELS, pictures);
    }

    /** The labels of those pictures. */
    public static int[] labels(Digits digits, int... indices) {
        return Arrays.stream(indices).map(i -> digits.labels()[i]).toArray();
    }

    /** The numbers from 0 to count - 1 in a random order. */
    private static int[] shuffled(int count, Random random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
