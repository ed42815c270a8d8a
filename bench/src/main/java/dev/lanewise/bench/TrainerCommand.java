package dev.lanewise.bench;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.loss.Losses;
import dev.lanewise.metrics.Accuracy;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.optim.SGD;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.Measure;
import dev.lanewise.train.TrainStep;
import dev.lanewise.train.Trainer;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Times epochs of the loop by hand and of a trainer in turns: what the trainer costs. */
@Command(
    name = "trainer",
    description = "Times epochs of a 784-128-10 perceptron, by the loop by hand and by a Trainer, in turns.",
    mixinStandardHelpOptions = true)
public final class TrainerCommand implements Callable<Integer> {
    private static final int BATCH = 64;

    /** Steps before times count: what is called once in a step is compiled in the end only after so many of them. */
    private static final int WARM_UP = 20_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "30",
        description = "Epochs of each; ${DEFAULT-VALUE} if this is not given.")
    private int pairs;

    @Option(names = "--batches", paramLabel = "N", defaultValue = "400",
        description = "Batches of 64 in an epoch; ${DEFAULT-VALUE} if this is not given.")
    private int batches;

    /** A way to train, an epoch at a time. */
    private interface Epochs {
        Sequential model();

        /** Trains for an epoch and gives its mean loss. */
        double next();
    }

    /** The loop by hand, with what the trainer does: mean loss and accuracy of the epoch. */
    private static final class Hand implements Epochs {
        private final Sequential model = perceptron();
        private final SGD optimizer = new SGD(model.parameters(), 0.01);
        private final Accuracy accuracy = new Accuracy();
        private final TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(batch -> {
            Tensor logits = model.forward(batch.inputs());
            Tensor loss = Losses.crossEntropy(logits, batch.targets());
            accuracy.add(logits, batch.targets());
            loss.backward();
            optimizer.step();
            return loss;
        });
        private final DataLoader<Batch<Tensor, IntTensor>> loader;

        Hand(DataLoader<Batch<Tensor, IntTensor>> loader) {
            this.loader = loader;
        }

        @Override
        public Sequential model() {
            return model;
        }

        @Override
        public double next() {
            double sum = 0;
            long seen = 0;
            accuracy.reset();
            for (Batch<Tensor, IntTensor> batch : loader) {
                sum += (double) step.run(batch).item() * batch.size();
                seen += batch.size();
            }
            return sum / seen;
        }
    }

    /** A trainer of its own model. */
    private static final class Trained implements Epochs {
        private final Sequential model = perceptron();
        private final DataLoader<Batch<Tensor, IntTensor>> loader;
        private final Trainer<Batch<Tensor, IntTensor>, Tensor> trainer = Trainer.of(model,
                new SGD(model.parameters(), 0.01), Losses::crossEntropy);

        Trained(DataLoader<Batch<Tensor, IntTensor>> loader) {
            this.loader = loader;
            trainer.measure(Measure.accuracy());
        }

        @Override
        public Sequential model() {
            return model;
        }

        @Override
        public double next() {
            return trainer.fit(loader, trainer.epochs() + 1).last("loss");
        }
    }

    private static Sequential perceptron() {
        RandomSource random = RandomSource.seed(1);
        return new Sequential(new Linear(784, 128, random), new ReLU(), new Linear(128, 10, random));
    }

    /** One for both: where 80 MB lie in memory makes a difference of a per cent. */
    private TensorDataset<Tensor, IntTensor> samples() {
        int[] labels = new int[BATCH * batches];
        Arrays.setAll(labels, i -> i % 10);
        return new TensorDataset<>(RandomSource.seed(2).uniform(labels.length, 784), IntTensor.of(labels));
    }

    private static DataLoader<Batch<Tensor, IntTensor>> loader(TensorDataset<Tensor, IntTensor> samples) {
        return new DataLoader<>(samples, BATCH).shuffle(RandomSource.seed(3));
    }

    @Override
    public Integer call() {
        if (pairs < 1 || batches < 1 || batches > 5000) {
            throw new ParameterException(spec.commandLine(), "--pairs " + pairs + " --batches " + batches
                    + ": at least 1 each, and no more than 5000 batches");
        }
        TensorDataset<Tensor, IntTensor> samples = samples();
        // Two of each: what was made first, and so where it lies in memory, makes a difference of half a per cent.
        Epochs[] all = {new Hand(loader(samples)), new Trained(loader(samples)), new Trained(loader(samples)),
            new Hand(loader(samples))};
        double[] ours = new double[pairs];
        double[] byHand = new double[pairs];
        double[] ratios = new double[pairs];
        for (int pair = -Math.ceilDiv(WARM_UP, batches); pair < pairs; pair++) {
            double[] times = new double[all.length];
            for (int i = 0; i < all.length; i++) {
                int which = pair % 2 == 0 ? i : (i + 1) % all.length;
                times[which] = time(all[which]);
            }
            if (pair >= 0) {
                ours[pair] = (times[1] + times[2]) / 2;
                byHand[pair] = (times[0] + times[3]) / 2;
                ratios[pair] = ours[pair] / byHand[pair];
            }
        }
        for (Epochs each : all) {
            if (!Arrays.equals(weight(each.model()), weight(all[0].model()))) {
                throw new IllegalStateException("the two have not learned the same");
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, "an epoch of %d batches of %d, medians of %d in turns:", batches, BATCH,
                pairs));
        out.println(String.format(Locale.ROOT, "  by hand  %8.2f ms", median(byHand)));
        out.println(String.format(Locale.ROOT, "  Trainer  %8.2f ms", median(ours)));
        out.println(String.format(Locale.ROOT, "  median of the pairs: %+.2f %%", 100 * (median(ratios) - 1)));
        return CommandLine.ExitCode.OK;
    }

    private static float[] weight(Sequential model) {
        return model.parameters().getFirst().toArray();
    }

    private static double time(Epochs epochs) {
        long start = System.nanoTime();
        double loss = epochs.next();
        double millis = (System.nanoTime() - start) * 1e-6;
        if (!Double.isFinite(loss)) {
            throw new IllegalStateException("the loss became " + loss);
        }
        return millis;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
