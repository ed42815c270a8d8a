package dev.lanewise.inference;

import dev.lanewise.AllocatedBytes;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.parallel.Team;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;

/** Runs an inference until it allocates at most a kilobyte, and prints how many runs in a row did not allocate more. */
public final class InferenceAllocationProbe {
    private static final long KILOBYTE = 1024;

    private InferenceAllocationProbe() {}

    public static void main(String[] args) throws Throwable {
        RandomSource random = RandomSource.seed(1);
        Inference<Tensor, Tensor> inference = Inference.of(new Sequential(
                new Linear(40, 24, random), new ReLU(), new Dropout(0.2f, random), new Linear(24, 1, random)));
        Tensor x = random.normal(32, 40);
        try (Team.Scope _ = Team.of(1).use()) {
            System.out.println(AllocatedBytes.quietCalls(KILOBYTE, () -> inference.run(x)));
        }
    }
}
