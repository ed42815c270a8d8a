package chapter10;

import dev.lanewise.data.Batch;
import dev.lanewise.io.Safetensors;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.workshop.Expect;
import dev.lanewise.workshop.data.Digits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WithLanewiseCheck {
    private static final int HIDDEN = 12;
    private static final double RATE = 0.1;
    private static final Digits SOME = Digits.load().train().first(32);

    @Test
    @Order(1)
    @DisplayName("network() makes a linear layer, relu, and a linear layer")
    void network() {
        Sequential model = WithLanewise.network(HIDDEN, RandomSource.seed(1));
        Expect.same("the number of layers", model.layers().size(), 3);
        Expect.that(model.layers().get(1) instanceof ReLU, "the second layer is " + model.layers().get(1)
                + ", expected new ReLU(): without it two linear layers are no more than one");
        Expect.same("the parameters", new TreeSet<>(model.namedParameters().keySet()),
                new TreeSet<>(List.of("0.bias", "0.weight", "2.bias", "2.weight")));
        shape(model, "0.weight", HIDDEN, Digits.PIXELS);
        shape(model, "0.bias", HIDDEN);
        shape(model, "2.weight", Digits.CLASSES, HIDDEN);
        shape(model, "2.bias", Digits.CLASSES);
    }

    @Test
    @Order(2)
    @DisplayName("takeOver() brings the weights of your own engine: both give the same scores")
    void takeOver() {
        Own own = new Own();
        WithLanewise with = with(own);
        Map<String, Tensor> state = with.model().stateDict();
        Expect.that(!Arrays.equals(value(state, "0.weight").toArray(), own.w1.values()), "0.weight has your numbers in "
                + "your order, [784, " + HIDDEN + "], but is [" + HIDDEN + ", 784]: transpose, do not reshape");
        Expect.close("0.bias", value(state, "0.bias").toArray(), own.b1.values(), 0);
        Expect.close("2.bias", value(state, "2.bias").toArray(), own.b2.values(), 0);
        Expect.close("the scores of " + SOME.count() + " pictures, compared with your own engine's",
                with.model().forward(WithLanewise.pictures(SOME)).toArray(), own.scores(SOME).values(), 1e-4);
    }

    @Test
    @Order(3)
    @DisplayName("loss() and all gradients are those of your own engine")
    void gradients() {
        Own own = new Own();
        WithLanewise with = with(own);
        Tensor loss = with.loss(batch(SOME));
        chapter07.Tensor expected = own.scores(SOME).crossEntropy(SOME.labels());
        Expect.shape("the loss", loss.shape().dims());
        Expect.that(Math.abs(loss.item() - SOME.count() * expected.item()) > 1e-3,
                "the loss is " + SOME.count() + " times your own engine's, the sum over the batch: "
                        + "Losses.crossEntropy without a Reduction is the mean");
        Expect.close("the loss, compared with your own engine's", loss.item(), expected.item(), 1e-5);
        loss.backward();
        expected.backward();
        Map<String, Tensor> parameters = with.model().namedParameters();
        gradient(parameters, "2.bias", own.b2, false);
        gradient(parameters, "2.weight", own.w2, true);
        gradient(parameters, "0.bias", own.b1, false);
        gradient(parameters, "0.weight", own.w1, true);
    }

    @Test
    @Order(4)
    @DisplayName("learn() takes one step: the parameters go where your own engine would move them")
    void learn() {
        Own own = new Own();
        WithLanewise with = with(own);
        chapter07.Tensor expected = own.scores(SOME).crossEntropy(SOME.labels());
        expected.backward();
        Tensor loss = with.learn(batch(SOME));
        Expect.close("what learn() returns: the loss before the step", loss.item(), expected.item(), 1e-5);
        Tensor bias = value(with.model().namedParameters(), "2.bias");
        Expect.that(bias.grad() != null, "after learn() 2.bias has no gradient: call backward() on the loss, and leave "
                + "the clearing to TrainStep");
        Expect.that(!Arrays.equals(bias.toArray(), own.b2.values()), "after learn() 2.bias has not moved: call the "
                + "optimizer's step() after backward()");
        Expect.close("2.bias after one step at the rate " + RATE, bias.toArray(), moved(own.b2), 1e-6);
        Expect.close("0.bias after one step at the rate " + RATE,
                value(with.model().namedParameters(), "0.bias").toArray(), moved(own.b1), 1e-6);
    }

    @Test
    @Order(5)
    @DisplayName("train() captures learn() once and replays it on all batches")
    void train() {
        Digits digits = Digits.load().train().first(300);
        WithLanewise with = new WithLanewise(WithLanewise.network(HIDDEN, RandomSource.seed(2)), RATE);
        Batch<Tensor, IntTensor> all = batch(digits);
        double before = with.loss(all).item();
        double last = with.train(digits, 8, RandomSource.seed(3));
        double after = with.loss(all).item();
        Expect.that(with.learned() > 0, "train() has never run learn(): capture it by TrainStep.capture(this::learn), "
                + "and run the step on each batch");
        Expect.that(with.learned() <= 2, "Java has run learn() " + with.learned() + " times for 8 passes over 5 "
                + "batches: "
                + "a TrainStep runs it once for each size of a batch, here 64 and 44, if it is made once, before "
                + "the loops");
        Expect.that(after < before,
                "the loss on 300 digits was " + before + " before train(), and is " + after + " after");
        Expect.atMost("the loss on 300 digits after 8 epochs, as a part of what it was", after / before, 0.6);
        Expect.that(last > 0 && last < before, "train() returned " + last + ", expected the loss of the last batch: "
                + "step.run(batch).item()");
    }

    @Test
    @Order(6)
    @DisplayName("accuracy() counts, and the trained network recognises digits that it has not seen")
    void accuracy() {
        WithLanewise constant = new WithLanewise(new Sequential(new Linear(
                Tensor.zeros(10, Digits.PIXELS), Tensor.of(0, 0, 0, 1, 0, 0, 0, 0, 0, 0))), RATE);
        Digits three = new Digits(new float[4 * Digits.PIXELS], new int[] {3, 1, 3, 3});
        Expect.close("the accuracy of a network that always says 3, on the labels 3, 1, 3, 3",
                constant.accuracy(three), 0.75);
        Digits train = Digits.load().train().first(3000);
        Digits test = Digits.load().test().first(500);
        WithLanewise with = new WithLanewise(WithLanewise.network(32, RandomSource.seed(4)), 2 * RATE);
        with.train(train, 6, RandomSource.seed(5));
        Expect.atLeast("the accuracy on 500 digits that it has not seen, after 6 epochs of 3000",
                with.accuracy(test), 0.8);
    }

    @Test
    @Order(7)
    @DisplayName("save() and load() keep the network in a file, bit for bit")
    void file(@TempDir Path folder) {
        Path file = folder.resolve("digits.safetensors");
        WithLanewise with = with(new Own());
        with.save(file);
        Expect.that(Files.isRegularFile(file), "save() wrote no file " + file.getFileName());
        Map<String, Tensor> saved = Safetensors.load(file).tensors();
        Expect.same("the names in the file", new TreeSet<>(saved.keySet()),
                new TreeSet<>(with.model().stateDict().keySet()));
        WithLanewise other = new WithLanewise(WithLanewise.network(HIDDEN, RandomSource.seed(6)), RATE);
        other.load(file);
        with.model().stateDict().forEach((name, tensor) -> Expect.close(name + " after save() and load()",
                value(other.model().stateDict(), name).toArray(), tensor.toArray(), 0));
    }

    /** A network of the participant's own engine. */
    private static final class Own {
        final chapter07.Tensor w1;
        final chapter07.Tensor b1;
        final chapter07.Tensor w2;
        final chapter07.Tensor b2;

        Own() {
            Random random = new Random(7);
            w1 = drawn(Digits.PIXELS, HIDDEN, random);
            b1 = drawn(1, HIDDEN, random);
            w2 = drawn(HIDDEN, Digits.CLASSES, random);
            b2 = drawn(1, Digits.CLASSES, random);
        }

        chapter07.Tensor scores(Digits digits) {
            return chapter07.Tensor.of(digits.count(), Digits.PIXELS, digits.pictures())
                    .matmul(w1).addRow(b1).relu().matmul(w2).addRow(b2);
        }

        private static chapter07.Tensor drawn(int rows, int columns, Random random) {
            float[] values = new float[rows * columns];
            double deviation = Math.sqrt(2.0 / rows);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
            return chapter07.Tensor.parameter(rows, columns, values);
        }
    }

    private static WithLanewise with(Own own) {
        WithLanewise with = new WithLanewise(WithLanewise.network(HIDDEN, RandomSource.seed(1)), RATE);
        with.takeOver(own.w1, own.b1, own.w2, own.b2);
        return with;
    }

    private static Batch<Tensor, IntTensor> batch(Digits digits) {
        return new Batch<>(WithLanewise.pictures(digits), WithLanewise.labels(digits));
    }

    private static Tensor value(Map<String, Tensor> values, String name) {
        Tensor value = values.get(name);
        Expect.that(value != null, "the network has no " + name + ", but " + values.keySet());
        return value;
    }

    private static void shape(Sequential model, String name, int... dims) {
        Expect.shape(name, value(model.namedParameters(), name).shape().dims(), dims);
    }

    private static void gradient(
            Map<String, Tensor> parameters, String name, chapter07.Tensor own, boolean transposed) {
        Tensor gradient = value(parameters, name).grad();
        Expect.that(gradient != null, name + " has got no gradient from backward()");
        Expect.close("the gradient of " + name + ", compared with your own engine's",
                (transposed ? gradient.transpose() : gradient).toArray(), own.grad(), 1e-5);
    }

    private static float[] moved(chapter07.Tensor own) {
        float[] moved = own.values().clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] -= (float) (RATE * own.grad()[i]);
        }
        return moved;
    }
}
