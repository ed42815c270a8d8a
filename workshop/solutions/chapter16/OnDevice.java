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
        return Devices.open(wanted).backend();
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
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::learn);
        device.ifPresent(step::on);
        float[] losses = new float[batches.size()];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = step.run(batches.get(i)).item();
        }
        return losses;
    }

    /** How many numbers of two arrays of the same length differ in at least one bit. */
    public static int differences(float[] a, float[] b) {
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            if (Float.floatToRawIntBits(a[i]) != Float.floatToRawIntBits(b[i])) {
                count++;
            }
        }
        return count;
    }
}
