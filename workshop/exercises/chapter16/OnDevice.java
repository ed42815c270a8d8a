package chapter16;

import chapter10.WithLanewise;
import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Sequential;
import dev.lanewise.optim.SGD;
import dev.lanewise.program.Backend;
import dev.lanewise.program.Devices;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import dev.lanewise.workshop.Hole;
import java.util.List;
import java.util.Optional;

/** The network of chapter 10, trained by a device: a graphics card, if there is one. */
public final class OnDevice {
    private static final int HIDDEN = 32;

    private final Sequential model = WithLanewise.network(HIDDEN, RandomSource.seed(1));
    private final SGD optimizer = new SGD(model.parameters(), 0.1);
    private int learned;

    /** The network, which begins with the same weights each time. */
    public Sequential model() {
        return model;
    }

    /** How often Java has run {@link #learn}. */
    int learned() {
        return learned;
    }

    /** The device that is called so; empty for the CPU. */
    public static Optional<Backend> device(String wanted) {
        // 1. Devices.open takes the name, and says what it has found: backend() is the device, if any.
        throw Hole.fill("open the device of this name");
    }

    /** One step of learning, as in chapter 10. */
    Tensor learn(Batch<Tensor, IntTensor> batch) {
        learned++;
        Tensor loss = Losses.crossEntropy(model.forward(batch.inputs()), batch.targets());
        loss.backward();
        optimizer.step();
        return loss;
    }

    /** Learns from batches, on a device if one is given. Returns the loss of each. */
    public float[] train(List<Batch<Tensor, IntTensor>> batches, Optional<Backend> device) {
        // 2. TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::learn), as in chapter 10. step.on(...)
        //    takes the device, if there is one, before the first run. Then step.run(batch).item() for each batch.
        throw Hole.fill("capture learn(), put it on the device, and run it for each batch");
    }

    /** How many numbers of two arrays of the same length differ in at least one bit. */
    public static int differences(float[] a, float[] b) {
        // 3. == is not enough: 0.0f == -0.0f is true, and NaN == NaN is false. Float.floatToRawIntBits gives the bits.
        throw Hole.fill("count the numbers whose bits differ");
    }
}
