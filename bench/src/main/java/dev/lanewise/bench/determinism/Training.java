package dev.lanewise.bench.determinism;

import dev.lanewise.data.Batch;
import dev.lanewise.io.Safetensors;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.GELU;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.norm.LayerNorm;
import dev.lanewise.optim.Adam;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.RMSprop;
import dev.lanewise.optim.SGD;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.TrainStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A short training of a small model: losses, gradients and updates, dropout, a smaller last batch, the saved file. */
final class Training {
    private static final int EPOCHS = 4;
    private static final int SAMPLES = 61;
    private static final int BATCH = 24;
    private static final int FEATURES = 37;
    private static final int CLASSES = 5;

    /** The update rules. */
    enum Rule {
        SGD, ADAM, ADAMW, RMSPROP;

        UpdateRule of(List<Tensor> parameters) {
            return switch (this) {
                case SGD -> new SGD(parameters, 0.05).momentum(0.9).nesterov(true);
                case ADAM -> new Adam(parameters, 0.01);
                case ADAMW -> new AdamW(parameters, 0.01);
                case RMSPROP -> new RMSprop(parameters, 0.01).centered(true).momentum(0.5);
            };
        }
    }

    private Training() {}

    /** The hash of all losses and of the file that the model is saved to. */
    static String run(Rule rule, boolean captured) {
        RandomSource random = RandomSource.seed(6);
        Sequential model = new Sequential(
                new Linear(FEATURES, 53, random), new LayerNorm(53), new GELU(), new Dropout(0.2f, random.split()),
                new Linear(53, 18, random), new ReLU(), new Linear(18, CLASSES, random));
        UpdateRule optimizer = rule.of(model.parameters());
        Function<Batch<Tensor, IntTensor>, Tensor> eager = batch -> {
            Tensor loss = Losses.crossEntropy(model.forward(batch.inputs()), batch.targets());
            loss.backward();
            optimizer.step();
            return loss;
        };
        Function<Batch<Tensor, IntTensor>, Tensor> step = captured ? TrainStep.capture(eager)::run : eager;
        Tensor inputs = random.normal(SAMPLES, FEATURES);
        IntTensor labels = inputs.slice(1, 0, CLASSES).argmax(1);
        Fingerprint seen = new Fingerprint();
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int from = 0; from < SAMPLES; from += BATCH) {
                int to = Math.min(SAMPLES, from + BATCH);
                optimizer.setLr(optimizer.lr() * 0.97);
                seen.add(step.apply(new Batch<>(inputs.slice(0, from, to), part(labels, from, to))).detach());
                optimizer.zeroGrad();
            }
        }
        return seen.add(saved(model)).take();
    }

    private static IntTensor part(IntTensor labels, int from, int to) {
        return IntTensor.of(Arrays.copyOfRange(labels.toArray(), from, to));
    }

    private static byte[] saved(Sequential model) {
        try {
            Path file = Files.createTempFile("lanewise-determinism", ".safetensors");
            try {
                Safetensors.save(file, model.stateDict(), Map.of("made by", "Lanewise"));
                return Files.readAllBytes(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What two updates make of a parameter that is large enough to be split among threads. */
    static Tensor updated(Rule rule) {
        RandomSource random = RandomSource.seed(8);
        Tensor parameter = random.normal(40_001).requiresGrad(true);
        UpdateRule optimizer = rule.of(List.of(parameter));
        for (int step = 0; step < 2; step++) {
            parameter.setGrad(random.normal(40_001));
            optimizer.step();
        }
        return parameter.detach();
    }

    /** The bytes of a hash. */
    static byte[] bytes(String hash) {
        return hash.getBytes(StandardCharsets.US_ASCII);
    }
}
