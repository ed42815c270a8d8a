package dev.lanewise.train;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.data.Batch;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.optim.Adam;
import dev.lanewise.parallel.Team;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;

/** Replays a step until it allocates at most a kilobyte, and prints how many steps in a row did not allocate more. */
public final class StepAllocationProbe {
    private static final long KILOBYTE = 1024;

    private StepAllocationProbe() {}

    public static void main(String[] args) throws Throwable {
        RandomSource random = RandomSource.seed(1);
        Sequential model = new Sequential(new Linear(40, 24, random), new ReLU(), new Linear(24, 10, random));
        Adam adam = new Adam(model.parameters(), 1e-3);
        Batch<Tensor, IntTensor> samples = new Batch<>(
                random.normal(32, 40), IntTensor.wrap(new int[32], Shape.of(32)));
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(batch -> {
            Tensor loss = Losses.crossEntropy(model.forward(batch.inputs()), batch.targets());
            loss.backward();
            adam.step();
            return loss;
        });
        try (Team.Scope _ = Team.of(1).use()) {
            System.out.println(AllocatedBytes.quietCalls(KILOBYTE, () -> step.run(samples)));
        }
    }
}
