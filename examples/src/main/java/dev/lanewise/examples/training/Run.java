package dev.lanewise.examples.training;

import dev.lanewise.examples.ProgramException;
import dev.lanewise.state.Stateful;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import picocli.CommandLine;

/** A training from its first epoch, or from where it was interrupted, to its last: what it does besides learning. */
public final class Run {
    private final RunOptions options;
    private final Report report;
    private final Trainer<?, ?> trainer;
    private final int samples;
    private final Consumer<Path> saver;
    private final Checkpoints checkpoints;
    private boolean resumed;

    /**
     * A run that has not begun.
     *
     * @param samples how many there are to learn from
     * @param more the parts of the program's own that a checkpoint holds, besides the trainer's
     * @param saver writes the model to a file
     */
    public Run(
            RunOptions options, Report report, Trainer<?, ?> trainer, int samples, Map<String, Stateful> more,
            Consumer<Path> saver) {
        this.options = options;
        this.report = report;
        this.trainer = trainer;
        this.samples = samples;
        this.saver = saver;
        Map<String, Stateful> state = new HashMap<>(trainer.state());
        state.putAll(more);
        this.checkpoints = new Checkpoints(
                options.checkpoint, options.every == null ? 0 : options.every, options.program(), state);
    }

    /**
     * Loads the state of the run to be resumed, if there is one.
     *
     * @throws ProgramException if it is within an epoch that is beyond the last one asked for
     */
    public void resume() {
        resumed = options.resume && checkpoints.load();
        if (trainer.seen() > 0 && trainer.epochs() >= options.epochs) {
            throw new ProgramException("--epochs " + options.epochs + ": the run to be resumed is in epoch "
                    + (trainer.epochs() + 1) + ", which it would leave half done");
        }
    }

    /**
     * Trains for the epochs that are left.
     *
     * @param isGoodEnough asked before each epoch: whether to train no further
     */
    public void train(BooleanSupplier isGoodEnough) throws IOException {
        train(isGoodEnough, () -> {});
    }

    /**
     * Trains for the epochs that are left.
     *
     * @param isGoodEnough asked before each epoch: whether to train no further
     * @param after done after each epoch, when its line has been printed and its model saved
     */
    public void train(BooleanSupplier isGoodEnough, Runnable after) throws IOException {
        int before = trainer.epochs();
        report.table(trainer.tested());
        if (resumed) {
            report.resumed(trainer.epochs(), trainer.seen());
        }
        String newLine = Progress.isShown(options.quiet) ? System.lineSeparator() : ""; // a terminal has written ^C
        try (MetricsLog log = new MetricsLog(options.metrics, trainer.epochs());
                var interruption = new Interruption(
                        trainer.epochs(), options, line -> report.warn(newLine + line))) {
            while (trainer.seen() > 0 || trainer.epochs() < options.epochs && !isGoodEnough.getAsBoolean()) {
                int epoch = trainer.epochs() + 1;
                interruption.begin(epoch);
                MetricsLog.Line line = epoch(epoch);
                report.epoch(line, options.epochs);
                if (!report.isLost() || options.keepers().contains(RunOptions.METRICS)) { // or they are lost as well
                    log.write(line);
                }
                save();
                checkpoints.save();
                interruption.end(epoch);
                after.run();
            }
        }
        if (trainer.epochs() == before) {
            save(); // the run that is resumed was over
        }
    }

    private void save() {
        if (options.save != null) {
            saver.accept(options.save);
        }
    }

    private MetricsLog.Line epoch(int epoch) {
        long start = System.nanoTime();
        int before = trainer.seen();
        Score score;
        try (Progress progress = Progress.ofEpoch(epoch, options.epochs, samples, before, options.quiet)) {
            score = trainer.trainEpoch(epoch, progress, checkpoints);
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        Score test = trainer.test(epoch);
        // The operating system's start time of a process would be rounded to whole seconds.
        double wall = ManagementFactory.getRuntimeMXBean().getUptime() * 1e-3;
        return new MetricsLog.Line(epoch, score, test, seconds, (samples - before) / seconds, wall);
    }

    /**
     * Tells where the model is, and the result as the last line.
     *
     * @return the exit status: of failure if what was reported could not be written
     */
    public int end(String result) {
        if (options.save != null) {
            report.say("the model is in " + Printable.path(options.save));
        }
        report.result(result);
        return report.isLost() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }
}
