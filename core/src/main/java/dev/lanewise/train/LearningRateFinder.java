package dev.lanewise.train;

import dev.lanewise.data.Batched;
import dev.lanewise.data.DataLoader;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.ParameterGroups;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.state.Snapshot;
import dev.lanewise.state.Stateful;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Tries learning rates, from one that is too small to one that is too large, to choose one between: a short training
 * whose rate grows by the same factor at each step, until the loss explodes.
 *
 * {@snippet :
 * LearningRateFinder.Result tried = new LearningRateFinder().from(1e-6).to(1).steps(100).run(trainer, training);
 * double lr = tried.steepest().orElse(1e-3);
 * }
 *
 * <p>Afterwards everything is as it was: model, optimizer, averages, loader, random sources. Each group of parameters
 * keeps its rate's proportion to the first group's.
 *
 * <p>The learning rate range test of Smith, "Cyclical Learning Rates for Training Neural Networks" (2017), with the
 * smoothing, the growth by a factor and the end at four times the lowest loss that fastai gave it.
 */
public final class LearningRateFinder {
    private static final double SMOOTHING = 0.9;
    private static final double EXPLODED = 4;

    /** Losses of the first steps say little, as they have been smoothed over few. */
    private static final int FIRST = 10;

    /** A slope is that of a line through so many losses on each side: one batch more or less is noise. */
    private static final int SIDE = 6;

    private double from = 1e-6;
    private double to = 1;
    private int steps = 100;

    /** The smallest rate, that of the first step; 1e-6 unless set otherwise. */
    public LearningRateFinder from(double rate) {
        from = requirePositive(rate);
        return this;
    }

    /** The largest rate, that of the last step; 1 unless set otherwise. */
    public LearningRateFinder to(double rate) {
        to = requirePositive(rate);
        return this;
    }

    private static double requirePositive(double rate) {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("LearningRateFinder: a learning rate of " + rate);
        }
        return rate;
    }

    /**
     * How many rates are tried, 100 unless set otherwise.
     *
     * @throws IllegalArgumentException if it is less than 10
     */
    public LearningRateFinder steps(int count) {
        if (count < 10) {
            throw new IllegalArgumentException("LearningRateFinder: " + count + " steps; 10 is the least");
        }
        steps = count;
        return this;
    }

    /**
     * What was found. The loss is finite up to the last entry.
     *
     * @param rates that were tried, ascending
     * @param losses smoothed over the steps before
     */
    public record Result(List<Double> rates, List<Double> losses) {
        /** Keeps copies of the lists. */
        public Result {
            rates = List.copyOf(Required.nonNull("Result: the list of rates", rates));
            losses = List.copyOf(Required.nonNull("Result: the list of losses", losses));
            if (rates.size() != losses.size()) {
                throw new IllegalArgumentException(
                        "Result: " + rates.size() + " rates and " + losses.size() + " losses");
            }
        }

        /**
         * The rate at which the loss falls fastest, before its lowest point: a good first choice. Empty if the loss
         * never falls, or there are too few rates to tell.
         */
        public OptionalDouble steepest() {
            int lowest = lowest();
            int best = -1;
            double steepest = 0;
            for (int i = FIRST + SIDE; i <= Math.min(lowest, losses.size() - 1 - SIDE); i++) {
                double slope = slope(i);
                if (slope < steepest) {
                    steepest = slope;
                    best = i;
                }
            }
            return best < 0 ? OptionalDouble.empty() : OptionalDouble.of(rates.get(best));
        }

        private int lowest() {
            int lowest = 0;
            for (int i = 0; i < losses.size(); i++) {
                lowest = losses.get(i) < losses.get(lowest) ? i : lowest;
            }
            return lowest;
        }

        /** Of the line through the losses around one, by least squares; rates are evenly apart in their logarithm. */
        private double slope(int at) {
            double sum = 0;
            for (int i = -SIDE; i <= SIDE; i++) {
                sum += i * losses.get(at + i);
            }
            return sum; // but for a factor that is the same everywhere
        }

        /** How many rates were tried, and what was found, such as {@code Result(84 rates from 1.0E-5 to 1.1, ...)}. */
        @Override
        public String toString() {
            if (rates.isEmpty()) {
                return "Result(no rates)";
            }
            int lowest = lowest();
            OptionalDouble steepest = steepest();
            return String.format(Locale.ROOT, "Result(%d rates from %.2g to %.2g, lowest loss %.4g at %.2g%s)",
                    rates.size(),
                    rates.getFirst(), rates.getLast(), losses.get(lowest), rates.get(lowest),
                    steepest.isEmpty() ? "" : String.format(Locale.ROOT, ", steepest at %.2g", steepest.getAsDouble()));
        }
    }

    /**
     * Tries rates on a training that has or has not begun, between two fits.
     *
     * @param training to learn from, again from its beginning if it has fewer batches than there are steps
     * @throws IllegalStateException if the trainer has a step of one's own, or an optimizer whose learning rate is not
     *     known here, a fit or a pass of the loader is in progress, or a
     *     state is still to be loaded
     * @throws IllegalArgumentException if the smallest rate is not below the largest, or there are no batches
     */
    public <B extends Batched<B>> Result run(Trainer<B, ?> trainer, DataLoader<B> training) {
        Required.nonNull("LearningRateFinder: the trainer", trainer);
        Required.nonNull("LearningRateFinder: the loader", training);
        if (!(from < to)) {
            throw new IllegalArgumentException("LearningRateFinder: from " + from + " to " + to);
        }
        if (training.batches() == 0) {
            throw new IllegalArgumentException("LearningRateFinder: there are no batches in " + training);
        }
        trainer.requireIdle("LearningRateFinder");
        if (training.position() > 0) {
            throw new IllegalStateException("LearningRateFinder: " + training + " is within a pass, after batch "
                    + training.position() + "; try rates before or after it");
        }
        List<UpdateRule> rules = rules(trainer.setup().optimizer());
        Map<String, Stateful> parts = Map.of("trainer", trainer.setup(), "loader", training);
        Snapshot before = Snapshot.take(parts);
        boolean wasTraining = trainer.setup().model().isTraining();
        try {
            if (!wasTraining) { // else a part in evaluation mode is there on purpose
                trainer.setup().model().train();
            }
            trainer.setup().beginEpoch(trainer.epochs());
            return tried(trainer, training, rules);
        } finally {
            before.restore(parts);
            if (!wasTraining) {
                trainer.setup().model().eval();
            }
        }
    }

    private static List<UpdateRule> rules(@Nullable Optimizer optimizer) {
        return switch (optimizer) {
            case UpdateRule rule -> List.of(rule);
            case ParameterGroups groups -> groups.groups();
            case null ->
                throw new IllegalStateException("LearningRateFinder: the trainer has a step of your own, whose "
                        + "learning rates are not known here");
            default -> throw new IllegalStateException("LearningRateFinder: the learning rate of "
                    + optimizer.getClass().getSimpleName() + " is not known here");
        };
    }

    private <B extends Batched<B>, O> Result tried(
            Trainer<B, O> trainer, DataLoader<B> training, List<UpdateRule> rules) {
        double[] proportions = proportions(rules);
        Learner<B> learner = new Passes<>(trainer.setup()).learner();
        int group = trainer.setup().accumulate();
        Iterator<B> batches = training.iterator();
        List<Double> rates = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        double average = 0;
        double weight = 1;
        double lowest = Double.POSITIVE_INFINITY;
        for (int step = 0; step < steps; step++) {
            double rate = from * StrictMath.pow(to / from, (double) step / (steps - 1));
            for (int i = 0; i < proportions.length; i++) {
                rules.get(i).setLr(rate * proportions[i]);
            }
            double loss = 0;
            try {
                for (int batch = 0; batch < group; batch++) {
                    batches = batches.hasNext() ? batches : training.iterator();
                    Map<String, Float> values = learner.learn(batches.next(), group, batch == group - 1, false);
                    loss += Objects.requireNonNull(values.get(Objective.LOSS)) / group;
                }
            } catch (FiniteLoss.Refused _) {
                break;
            }
            average = SMOOTHING * average + (1 - SMOOTHING) * loss;
            weight *= SMOOTHING;
            double smooth = average / (1 - weight);
            lowest = Math.min(lowest, smooth);
            rates.add(rate);
            losses.add(smooth);
            if (smooth - lowest > (EXPLODED - 1) * Math.abs(lowest)) {
                break;
            }
        }
        return new Result(rates, losses);
    }

    /** The rates of the groups by that of the first; the same for all where that is 0, such as in a warm-up. */
    private static double[] proportions(List<UpdateRule> rules) {
        double first = rules.getFirst().lr();
        return rules.stream().mapToDouble(rule -> first > 0 ? rule.lr() / first : 1).toArray();
    }

    @Override
    public String toString() {
        return "LearningRateFinder(" + from + " to " + to + " in " + steps + " steps)";
    }
}
