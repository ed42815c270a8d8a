package dev.lanewise.threads;

import dev.lanewise.data.Batch;
import dev.lanewise.io.Safetensors;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.optim.Adam;
import dev.lanewise.parallel.Team;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Uses what leaves something with a thread or with the JVM; loaded by {@link LoadAndDrop} more than once. */
public final class UseOfEverything implements Runnable {
    @Override
    public void run() {
        RandomSource random = RandomSource.seed(1);
        Sequential model = new Sequential(
                new Linear(64, 96, random), new LayerNorm(96), new ReLU(), new Dropout(0.5f, random),
                new Linear(96, 10, random));
        Adam optimizer = new Adam(model.parameters(), 0.01);
        Tensor inputs = random.normal(256, 64);
        IntTensor labels = inputs.slice(1, 0, 10).argmax(1);
        TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(batch -> {
            Tensor loss = Losses.crossEntropy(model.forward(batch.inputs()), batch.targets());
            loss.backward();
            optimizer.step();
            return loss;
        });
        for (int i = 0; i < 5; i++) {
            step.run(new Batch<>(inputs, labels));
        }
        for (Team team : new Team[] {Team.of(2), Team.of(3)}) {
            try (Team.Scope _ = team.use(); GradMode.Scope _ = GradMode.noGrad()) {
                Tensor large = random.uniform(512, 512);
                large.matmul(large).exp().sum().item();
            }
        }
        saveAndLoad(model);
    }

    private static void saveAndLoad(Sequential model) {
        try {
            Path folder = Files.createTempDirectory("lanewise");
            Path file = folder.resolve("model.safetensors");
            Safetensors.save(file, model.stateDict(), Map.of());
            model.loadStateDict(Safetensors.load(file).tensors());
            Files.delete(file);
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
