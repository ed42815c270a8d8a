package dev.lanewise.jfr;

import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;

/** Trains a small network for a few steps; as a program of its own it prints the bits of the last loss. */
final class SmallTraining {
    private static final int STEPS = 3;

    private final RandomSource random = RandomSource.seed(1);
    private final Sequential model = new Sequential(new Linear(6, 5, random), new ReLU(), new Linear(5, 3, random));
    private final Optimizer optimizer = new Adam(model.parameters(), 1e-2);
    private final Batch<Tensor, IntTensor> batch = new Batch<>(
            random.uniform(0f, 1f, 4, 6), IntTensor.of(Shape.of(4), 0, 1, 2, 0));

    private final TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(this::step);

    private Tensor step(Batch<Tensor, IntTensor> data) {
        Tensor loss = Losses.crossEntropy(model.forward(data.inputs()), data.targets());
        loss.backward();
        optimizer.step();
        return loss;
    }

    float captured() {
        float loss = 0;
        for (int i = 0; i < STEPS; i++) {
            loss = step.run(batch).item();
        }
        return loss;
    }

    float eager() {
        float loss = 0;
        for (int i = 0; i < STEPS; i++) {
            loss = step(batch).item();
            optimizer.zeroGrad();
        }
        return loss;
    }

    public static void main(String[] args) {
        System.out.println(ModuleLayer.boot().findModule("jdk.jfr").isPresent());
        System.out.println(Float.floatToIntBits(new SmallTraining().captured()));
        System.out.println(Float.floatToIntBits(new SmallTraining().eager()));
    }
}
