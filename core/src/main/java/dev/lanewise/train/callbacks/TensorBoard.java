package dev.lanewise.train.callbacks;

import dev.lanewise.tensorboard.SummaryWriter;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.History;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a training to a folder that TensorBoard shows: after each epoch its results, side by side for training and
 * validation; every few steps the losses of the batch and the learning rates; and the distribution of each parameter
 * after each epoch.
 *
 * {@snippet :
 * trainer.with(new TensorBoard(Path.of("runs/first")).everySteps(10));
 * }
 *
 * <p>A training that is resumed drops what was written after the state that it goes on from, so no step is there twice.
 * One that begins anew drops all that was in the folder.
 */
public final class TensorBoard implements Callback {
    /** What stands before the paths of parameters in the tags of their gradients, and of the norms of those. */
    private static final String GRADIENTS = "gradients/";

    private static final String NORMS = "gradient norm/";

    private final Path folder;
    private int everySteps = 50;
    private boolean histograms = true;
    private int gradientsEvery;
    private @Nullable SummaryWriter writer;

    /** Writes to a folder, which is made if need be. */
    public TensorBoard(Path folder) {
        this.folder = Required.nonNull("TensorBoard: the folder", folder);
    }

    /**
     * Writes losses of a batch and learning rates every so many steps, 50 unless set otherwise.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public TensorBoard everySteps(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("TensorBoard: every " + steps + " steps");
        }
        everySteps = steps;
        return this;
    }

    /** Writes no distributions of parameters. */
    public TensorBoard withoutHistograms() {
        histograms = false;
        return this;
    }

    /**
     * Writes the distribution of each parameter's gradient and its norm every so many steps. Such a step takes longer.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public TensorBoard gradientsEvery(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("TensorBoard: gradients every " + steps + " steps");
        }
        gradientsEvery = steps;
        return this;
    }

    @Override
    public boolean wantsGradients(long step) {
        return gradientsEvery > 0 && step % gradientsEvery == 0;
    }

    @Override
    public void begin(Fit fit) {
        boolean closes = fit.isWithinEpoch() && fit.batch() % fit.batches() == 0;
        if (closes) { // all that is left of the epoch is its end, which may have been written at this step already
            boolean gone = fit.gradients().isEmpty(); // another process has had them
            writer = SummaryWriter.resume(folder, fit.step(),
                    tag -> gone && (tag.startsWith(GRADIENTS) || tag.startsWith(NORMS)));
            step(fit);
        } else {
            writer = SummaryWriter.resume(folder, fit.step() == 0 ? 0 : fit.step() + 1);
        }
    }

    private SummaryWriter writer() {
        if (writer == null) {
            throw new IllegalStateException("TensorBoard: no fit has begun");
        }
        return writer;
    }

    @Override
    public void step(Fit fit) {
        if (wantsGradients(fit.step())) {
            fit.gradients().forEach((path, gradient) -> {
                writer().histogram(GRADIENTS + path, gradient, fit.step());
                writer().scalar(NORMS + path, gradient.square().sum().sqrt().item(), fit.step());
            });
        }
        if (fit.step() % everySteps != 0) {
            return;
        }
        Map<String, Number> values = new LinkedHashMap<>();
        fit.batchValues().forEach((name, value) -> values.put("batch/" + name, value));
        List<Double> rates = fit.learningRates();
        for (int i = 0; i < rates.size(); i++) {
            values.put(rates.size() == 1 ? "learning rate" : "learning rate/group " + i, rates.get(i));
        }
        writer().scalars(values, fit.step());
    }

    @Override
    public void epoch(Fit fit) {
        Map<String, Number> values = new LinkedHashMap<>();
        fit.history().epochs().getLast().values().forEach((name, value) -> values.put(
                name.startsWith(History.VALIDATION)
                        ? name.substring(History.VALIDATION.length()) + "/validation"
                        : name + "/training",
                value));
        writer().scalars(values, fit.step());
        if (histograms) {
            fit.model().namedParameters().forEach(
                    (path, parameter) -> writer().histogram("parameters/" + path, parameter, fit.step()));
        }
    }

    @Override
    public void end(Fit fit) {
        SummaryWriter open = writer;
        writer = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public String toString() {
        return "TensorBoard(" + Printable.path(folder) + ")";
    }
}
