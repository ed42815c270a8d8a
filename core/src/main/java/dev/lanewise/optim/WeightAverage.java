package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Live;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * An average of weights over the steps of a training ({@index AveragedModel}), which often does better on new data than
 * the last weights: it stands beside any optimizer, is updated after a step, and swapped in to evaluate.
 *
 * {@snippet :
 * WeightAverage average = WeightAverage.ema(model.parameters(), 0.999);
 * for (Batch<Tensor, IntTensor> batch : loader) {
 *     step.run(batch); // ends with optimizer.step(), average.update()
 * }
 * try (WeightAverage.Swap _ = average.swapped()) {
 *     evaluate(model); // with the averages
 * }
 * average.copyTo(model.parameters()); // at the end of training
 * }
 *
 * <p>With {@code n} updates before, an update is {@code a += w (p - a)}, and the first one copies:
 * <ul>
 * <li>{@link #ema}: {@code w = 1 - decay}, an exponential average (Polyak averaging in its usual form), for every step
 * of a training from its beginning. Usual are decays of 0.99 to 0.9999: it remembers about {@code 1 / (1 - decay)}
 * steps. {@link #warmup} lets it follow faster at first.
 * <li>{@link #swa}: {@code w = 1 / (n + 1)}, the equal average of all (Izmailov et al. 2018, "Averaging Weights Leads
 * to Wider Optima and Better Generalization"), updated once an epoch, say, in the last quarter of a training, at a
 * learning rate that stays high ({@link Schedules#sequence}).
 * </ul>
 *
 * <p>An update is one op over all tensors, so captured programs repeat it. Any leaves can be averaged: buffers, such as
 * running means, if they are in the list; those that are not stay in the model as they are, also while averages are
 * swapped in. Running statistics of a batch normalisation that are left as they are belong to other weights: recompute
 * them with the averages swapped in, by passing training data in train mode, without steps ({@index update_bn}). A NaN
 * or infinity among weights stays in an exponential average.
 *
 * <p>The averages and the number of updates are saved and loaded. It is for one thread at a time.
 */
public final class WeightAverage implements Stateful {
    private static final String OWNER = "WeightAverage";

    /** Those that are swapped in: no optimizer is to train what their parameters hold. */
    private static final Set<WeightAverage> OPEN = Collections.synchronizedSet(
            Collections.newSetFromMap(new WeakHashMap<>()));

    private final List<Tensor> parameters;
    private final List<Tensor> averages;

    /** Whether all count the same; else an exponential average of the decay. */
    private final boolean equal;

    private final double decay;
    private boolean warmup;
    private long updates;
    private boolean swapped;

    private WeightAverage(List<Tensor> parameters, boolean equal, double decay) {
        Recorder.refuseWithin(
                OWNER + ": it is made in the middle of the captured computation, which would make it once; "
                        + "make it before");
        this.parameters = Parameters.of(OWNER, parameters);
        this.averages = this.parameters.stream().map(Tensor::zerosLike).toList();
        this.equal = equal;
        this.decay = decay;
    }

    /**
     * An exponential average ({@index get_ema_multi_avg_fn}).
     *
     * @param parameters of a model, and buffers if they are to be averaged
     * @param decay the share that an update keeps
     * @throws IllegalArgumentException if there are no parameters, one is null or no leaf, or two have elements in
     *     common, or the decay is not within 0 and 1, or is 1
     * @throws IllegalStateException within a computation that is being captured
     */
    public static WeightAverage ema(List<Tensor> parameters, double decay) {
        return new WeightAverage(parameters, false, Checks.share(OWNER, "decay", decay));
    }

    /** The equal average of the weights at all updates ({@index get_swa_multi_avg_fn}); see {@link #ema}. */
    public static WeightAverage swa(List<Tensor> parameters) {
        return new WeightAverage(parameters, true, 0);
    }

    /**
     * Has the decay grow to its value, {@code min(decay, (1 + n) / (10 + n))} after {@code n} updates, so that early
     * weights are soon forgotten.
     *
     * @throws IllegalStateException if the average is an equal one, or has been updated or loaded; or within a
     *     computation that is being captured
     */
    public WeightAverage warmup() {
        Recorder.refuseWithin(OWNER + ": the warm-up is set in the middle of the captured computation; set it before");
        if (equal) {
            throw new IllegalStateException(OWNER + ": warmup() is for ema, and swa has no decay");
        }
        if (updates > 0) {
            throw new IllegalStateException(OWNER + ": warmup() is called after " + updates
                    + (updates == 1 ? " update" : " updates") + "; call it before the first");
        }
        warmup = true;
        return this;
    }

    /**
     * Takes the weights as they are now into the averages; to be called after a step.
     *
     * @throws IllegalStateException while averages are swapped in, these or others of the same parameters
     */
    public void update() {
        try (GradMode.Scope _ = GradMode.noGrad()) {
            Op.applyLive(new Live(this, () -> new UpdateOp.Average(nextWeight())), pairs());
        }
    }

    /** Each average and its parameter. */
    private Value[] pairs() {
        List<Value> pairs = new ArrayList<>();
        for (int i = 0; i < averages.size(); i++) {
            pairs.add(averages.get(i));
            pairs.add(parameters.get(i));
        }
        return pairs.toArray(Value[]::new);
    }

    /** The weight of the present values in an update, which is counted. */
    private double nextWeight() {
        requireInPlace("update()");
        refuseOthers("update()", parameters);
        long before = updates++;
        if (before == 0) {
            return 1;
        }
        if (equal) {
            return 1.0 / (before + 1);
        }
        return 1 - (warmup ? Math.min(decay, (1.0 + before) / (10.0 + before)) : decay);
    }

    /** How many updates there have been. */
    public long updates() {
        Recorder.refuseWithin(OWNER + ": updates() reads the number of updates in the middle of the captured "
                + "computation, and would be one number for all its runs; read it between runs");
        return updates;
    }

    /**
     * Exchanges weights and averages until the swap is closed, also by an exception: to evaluate with the averages, or
     * to save the model with them. Until then, steps of optimizers that would train them are refused.
     *
     * @throws IllegalStateException if there has been no update, or averages are swapped in already, these or others of
     *     the same parameters; or within a computation that is being captured
     */
    public Swap swapped() {
        requireReadable("swapped()");
        refuseOthers("swapped()", parameters);
        Swap swap = new Swap();
        exchange(true);
        return swap;
    }

    /** Exchanges all in one op, so that no lack of memory can leave some exchanged and others not. */
    private void exchange(boolean in) {
        if (in) {
            OPEN.add(this);
        }
        boolean done = false;
        try (GradMode.Scope _ = GradMode.noGrad()) {
            new UpdateOp.Exchange().apply(pairs());
            swapped = in;
            done = true;
        } finally {
            if (done != in) {
                OPEN.remove(this);
            }
        }
    }

    /** Refuses to train averages that are swapped in to parameters. */
    static void refuseTraining(String owner, List<Tensor> parameters) {
        if (!OPEN.isEmpty()) { // no message is built in each step
            refuseWhereSwapped(owner + ": step() would train the average that is swapped in to parameter ", parameters);
        }
    }

    /** Refuses what would mix up these averages with others of the same model: swaps are not undone in any order. */
    private static void refuseOthers(String method, List<Tensor> tensors) {
        refuseWhereSwapped(OWNER + ": " + method + " finds another average swapped in to tensor ", tensors);
    }

    private static void refuseWhereSwapped(String what, List<Tensor> tensors) {
        if (OPEN.isEmpty()) {
            return;
        }
        synchronized (OPEN) {
            for (WeightAverage average : OPEN) {
                for (int i = 0; i < tensors.size(); i++) {
                    if (average.parameters.stream().anyMatch(tensors.get(i)::overlaps)) {
                        throw new IllegalStateException(
                                what + i + " " + tensors.get(i).shape() + "; close the swap first");
                    }
                }
            }
        }
    }

    /** Weights exchanged with their averages; closing it exchanges them back, and a second time does nothing. */
    public final class Swap implements AutoCloseable {
        private boolean closed;

        private Swap() {}

        /**
         * Puts the weights back.
         *
         * @throws IllegalStateException within a computation that is being captured
         */
        @Override
        public void close() {
            if (closed) {
                return;
            }
            refuseExchangeWithin("close()");
            exchange(false);
            closed = true;
        }
    }

    /**
     * Writes the averages to tensors: to the parameters themselves when training is over, or to those of another model.
     *
     * @param targets as many as there are averages, and of their shapes
     * @throws IllegalArgumentException if they do not fit, or one is null or no leaf; nothing is written then
     * @throws IllegalStateException if there has been no update, or averages are swapped in, these or others to the
     *     targets; or within a computation that is being captured
     */
    public void copyTo(List<Tensor> targets) {
        requireReadable("copyTo()");
        Required.nonNull(OWNER + ": the list of targets", targets);
        if (targets.size() != averages.size()) {
            throw new IllegalArgumentException(
                    OWNER + ": copyTo " + targets.size() + " targets, expected " + averages.size());
        }
        for (int i = 0; i < averages.size(); i++) {
            Tensor target = Required.nonNull(OWNER + ": target " + i, targets.get(i));
            if (!target.shape().equals(averages.get(i).shape()) || !target.isLeaf()) {
                throw new IllegalArgumentException(OWNER + ": target " + i + " " + target.shape()
                        + (target.isLeaf()
                                ? " has another shape than the average, " + averages.get(i).shape()
                                : " is not a leaf but the result of a recorded op"));
            }
        }
        refuseOthers("copyTo()", targets);
        for (int i = 0; i < averages.size(); i++) {
            targets.get(i).assign(averages.get(i));
        }
    }

    private void requireReadable(String method) {
        refuseExchangeWithin(method);
        requireInPlace(method);
        if (updates == 0) {
            throw new IllegalStateException(
                    OWNER + ": " + method + " finds no averages; call update() after a step first");
        }
    }

    private static void refuseExchangeWithin(String method) {
        Recorder.refuseWithin(OWNER + ": " + method + " is called in the middle of the captured computation; call it "
                + "between runs, which use the weights that they find");
    }

    private void requireInPlace(String method) {
        if (swapped) {
            throw new IllegalStateException(
                    OWNER + ": " + method + " is called while the averages are swapped in; close the swap first");
        }
    }

    /**
     * Names the averages by their positions, and the number of updates.
     *
     * @throws IllegalStateException while averages are swapped in, as a run would go on with them
     */
    @Override
    public void state(State state) {
        requireInPlace("state()");
        state.setting("kind", kind());
        updates = Checks.nonNegative(OWNER, "updates", state.number("updates", updates));
        for (int i = 0; i < averages.size(); i++) {
            state.tensor(Integer.toString(i), averages.get(i));
        }
    }

    private String kind() {
        return equal ? "swa" : "ema(decay=" + RuleSettings.text(decay) + (warmup ? ", warmup)" : ")");
    }

    /** For example {@code WeightAverage.ema(decay=0.999, warmup) of 4 tensors}. */
    @Override
    public String toString() {
        return OWNER + "." + kind() + " of " + (averages.size() == 1 ? "1 tensor" : averages.size() + " tensors");
    }
}
