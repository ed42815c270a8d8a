package chapter10;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.io.Safetensors;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.SGD;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import dev.lanewise.workshop.data.Digits;
import java.nio.file.Path;
import java.util.Map;

/** The network of chapter 9, by Lanewise. Here {@code Tensor} is Lanewise's; yours is {@code chapter07.Tensor}. */
public final class WithLanewise {
    private final Sequential model;
    private final Optimizer optimizer;
    private int learned;

    /**
     * A network that learns.
     *
     * @param model what {@link #network} gives
     * @param rate  the learning rate of SGD
     */
    public WithLanewise(Sequential model, double rate) {
        this.model = model;
        this.optimizer = new SGD(model.parameters(), rate);
    }

    /** The network. */
    public Sequential model() {
        return model;
    }

    /** How often Java has run {@link #learn}. */
    int learned() {
        return learned;
    }

    /** The pictures as a tensor, {@code [N, 784]}. */
    static Tensor pictures(Digits digits) {
        return Tensor.of(Shape.of(digits.count(), Digits.PIXELS), digits.pictures());
    }

    /** The labels as a tensor, {@code [N]}. */
    static IntTensor labels(Digits digits) {
        return IntTensor.of(digits.labels());
    }

    /** A network 784-hidden-10: a linear layer, relu, a linear layer. */
    public static Sequential network(int hidden, RandomSource random) {
        return new Sequential(
                new Linear(Digits.PIXELS, hidden, random), new ReLU(), new Linear(hidden, Digits.CLASSES, random));
    }

    /** Gives the network weights and biases of your own engine: {@code w1 [784, hidden], b1 [1, hidden]}, and so on. */
    void takeOver(chapter07.Tensor w1, chapter07.Tensor b1, chapter07.Tensor w2, chapter07.Tensor b2) {
        model.loadStateDict(Map.of(
                "0.weight", matrix(w1).transpose(),
                "0.bias", Tensor.of(b1.values()),
                "2.weight", matrix(w2).transpose(),
                "2.bias", Tensor.of(b2.values())));
    }

    /** The same matrix as a tensor of Lanewise. */
    static Tensor matrix(chapter07.Tensor own) {
        return Tensor.of(Shape.of(own.rows(), own.columns()), own.values());
    }

    /** The cross entropy of what the network says of these pictures, the mean over them. */
    Tensor loss(Batch<Tensor, IntTensor> batch) {
        return Losses.crossEntropy(model.forward(batch.inputs()), batch.targets());
    }

    /** One step of learning: the loss of the batch, its gradients, a move against them. Returns the loss. */
    Tensor learn(Batch<Tensor, IntTensor> batch) {
        learned++;
        Tensor loss = loss(batch);
        loss.backward();
        optimizer.step();
        return loss;
    }

    /** Learns from all digits, in batches of 64 in random order, so many times. Returns the loss of the last batch. */
    public double train(Digits digits, int epochs, RandomSource random) {
        var data = new TensorDataset<>(pictures(digits), labels(digits));
        var batches = new DataLoader<>(data, 64).shuffle(random);
        double last = Double.NaN;
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::learn);
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (Batch<Tensor, IntTensor> batch : batches) {
                last = step.run(batch).item();
            }
        }
        return last;
    }

    /** The share of the digits that the network recognises. */
    public double accuracy(Digits digits) {
        IntTensor guesses = model.forward(pictures(digits)).argmax(1);
        int right = 0;
        for (int i = 0; i < digits.count(); i++) {
            if (guesses.get(i) == digits.labels()[i]) {
                right++;
            }
        }
        return (double) right / digits.count();
    }

    /** Writes the parameters to a safetensors file. */
    public void save(Path file) {
        Safetensors.save(file, model.stateDict(), Map.of());
    }

    /** Reads parameters from a file that {@link #save} has written. */
    public void load(Path file) {
        model.loadStateDict(Safetensors.load(file).stateDict());
    }
}
