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
import dev.lanewise.workshop.Hole;
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
        // 1. A new Sequential of three layers: new Linear(in, out, random), new ReLU(), and another Linear.
        throw Hole.fill("make a network of a Linear, a ReLU and a Linear");
    }

    /** Gives the network weights and biases of your own engine: {@code w1 [784, hidden], b1 [1, hidden]}, and so on. */
    void takeOver(chapter07.Tensor w1, chapter07.Tensor b1, chapter07.Tensor w2, chapter07.Tensor b2) {
        // 2. model.loadStateDict takes a Map with the keys "0.weight", "0.bias", "2.weight", "2.bias": the position of
        // the layer (relu is 1) and the name. Lanewise keeps a weight as [out, in]: matrix(...).transpose().
        // A bias is [out]: Tensor.of(b1.values()).
        throw Hole.fill("load the weights of your own engine into the model");
    }

    /** The same matrix as a tensor of Lanewise. */
    static Tensor matrix(chapter07.Tensor own) {
        return Tensor.of(Shape.of(own.rows(), own.columns()), own.values());
    }

    /** The cross entropy of what the network says of these pictures, the mean over them. */
    Tensor loss(Batch<Tensor, IntTensor> batch) {
        // 3. model.forward of batch.inputs(), and Losses.crossEntropy of that and batch.targets().
        throw Hole.fill("compute the loss of a batch");
    }

    /** One step of learning: the loss of the batch, its gradients, a move against them. Returns the loss. */
    Tensor learn(Batch<Tensor, IntTensor> batch) {
        learned++;
        // 4. The loss, then its backward(), then the optimizer's step(). Clearing the gradients is not for this method:
        // see train.
        throw Hole.fill("compute the loss and its gradients, and let the optimizer take a step");
    }

    /** Learns from all digits, in batches of 64 in random order, so many times. Returns the loss of the last batch. */
    public double train(Digits digits, int epochs, RandomSource random) {
        var data = new TensorDataset<>(pictures(digits), labels(digits));
        var batches = new DataLoader<>(data, 64).shuffle(random);
        double last = Double.NaN;
        // 5. TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::learn): made once, before the loops.
        // Then for each epoch, for each batch of batches: step.run(batch) learns and returns the loss, item() reads it.
        // A TrainStep forgets the gradients after each run.
        throw Hole.fill("capture learn() as a TrainStep, and run it on all batches of all epochs");
    }

    /** The share of the digits that the network recognises. */
    public double accuracy(Digits digits) {
        // 6. model.forward of all pictures at once; argmax(1) of that is the class of the largest score in each row,
        // an IntTensor: get(i) reads one. Compare with digits.labels().
        throw Hole.fill("count the digits whose largest score is that of their label");
    }

    /** Writes the parameters to a safetensors file. */
    public void save(Path file) {
        // 7. Safetensors.save takes the file, model.stateDict(), and notes by name: Map.of() for none.
        throw Hole.fill("save the model's parameters");
    }

    /** Reads parameters from a file that {@link #save} has written. */
    public void load(Path file) {
        // 8. Safetensors.load(file).stateDict() is what loadStateDict takes.
        throw Hole.fill("load the model's parameters");
    }
}
