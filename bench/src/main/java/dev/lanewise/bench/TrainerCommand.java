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

    @Spec
    private CommandSpec spec;

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "30",
        description = "Epochs of each; ${DEFAULT-VALUE} if this is not given.")
    private int pairs;

    @Option(names = "--batches", paramLabel = "N", defaultValue = "400",
        description = "Batches of 64 in an epoch; ${DEFAULT-VALUE} if this is not given.")
    private int batches;

    /** The loop by hand, with what the trainer does: mean loss and accuracy of the epoch. */
    private static final class Hand {
        private final Sequential model = model();
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

        double epoch(DataLoader<Batch<Tensor, IntTensor>> loader) {
            double sum = 0;
            long samples = 0;
            accuracy.reset();
            for (Batch<Tensor, IntTensor> batch : loader) {
                sum += (double) step.run(batch).item() * batch.size();
                samples += batch.size();
            }
            return sum / samples;
        }
    }

    private static Sequential model() {
        RandomSource random = RandomSource.seed(1);
        return new Sequential(new Linear(784, 128, random), new ReLU(), new Linear(128, 10, random));
    }

    private DataLoader<Batch<Tensor, IntTensor>> loader() {
        RandomSource random = RandomSource.seed(2);
        int[] labels = new int[BATCH * batches];
        Arrays.setAll(labels, i -> i % 10);
        return new DataLoader<>(new TensorDataset<>(random.uniform(labels.length, 784), IntTensor.of(labels)), BATCH)
                .shuffle(random);
    }

    @Override
    public Integer call() {
        if (pairs < 1 || batches < 1 || batches > 5000) {
            throw new ParameterException(spec.commandLine(), "--pairs " + pairs + " --batches " + batches
                    + ": at least 1 each, and no more than 5000 batches");
        }
        Hand hand = new Hand();
        DataLoader<Batch<Tensor, IntTensor>> forHand = loader();
        Sequential model = model();
        Trainer<Batch<Tensor, IntTensor>, Tensor> trainer = Trainer.of(
                model, new SGD(model.parameters(), 0.01), Losses::crossEntropy);
        trainer.measure(Measure.accuracy());
        DataLoader<Batch<Tensor, IntTensor>> forTrainer = loader();
        double[] ours = new double[pairs];
        double[] byHand = new double[pairs];
        double[] ratios = new double[pairs];
        for (int pair = -3; pair < pairs; pair++) { // the first ones warm up
            boolean trainerFirst = pair % 2 == 0;
            double first = trainerFirst ? time(trainer, forTrainer) : time(hand, forHand);
            double second = trainerFirst ? time(hand, forHand) : time(trainer, forTrainer);
            if (pair >= 0) {
                ours[pair] = trainerFirst ? first : second;
                byHand[pair] = trainerFirst ? second : first;
                ratios[pair] = ours[pair] / byHand[pair];
            }
        }
        if (!Arrays.equals(model.parameters().getFirst().toArray(), hand.model.parameters().getFirst().toArray())) {
            throw new IllegalStateException("the two have not learned the same");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(Locale.ROOT, "an epoch of %d batches of %d, medians of %d in turns:", batches, BATCH,
                pairs));
        out.println(String.format(Locale.ROOT, "  by hand  %8.2f ms", median(byHand)));
        out.println(String.format(Locale.ROOT, "  Trainer  %8.2f ms", median(ours)));
        out.println(String.format(Locale.ROOT, "  median of the pairs: %+.2f %%", 100 * (median(ratios) - 1)));
        return CommandLine.ExitCode.OK;
    }

    private static double time(Hand hand, DataLoader<Batch<Tensor, IntTensor>> loader) {
        long start = System.nanoTime();
        double loss = hand.epoch(loader);
        return finished(start, loss);
    }

    private static double time(
            Trainer<Batch<Tensor, IntTensor>, Tensor> trainer, DataLoader<Batch<Tensor, IntTensor>> loader) {
        long start = System.nanoTime();
        double loss = trainer.fit(loader, trainer.epochs() + 1).last("loss");
        return finished(start, loss);
    }

    private static double finished(long start, double loss) {
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
