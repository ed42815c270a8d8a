package dev.lanewise.examples.training;

import dev.lanewise.board.RunRecorder;
import dev.lanewise.data.Batched;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.io.Checkpoint;
import dev.lanewise.state.Stateful;
import dev.lanewise.text.Printable;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.History;
import dev.lanewise.train.Trainer;
import dev.lanewise.train.callbacks.Checkpoints;
import dev.lanewise.train.callbacks.PauseOnExit;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * What a training does besides learning: it tells how it goes and keeps its results, as options say. It is a callback
 * of the library's trainer; a loop that is written by hand calls it at the same moments.
 */
public final class Run implements Callback, AutoCloseable {
    private static final String DIVERGED = "training has diverged, try a smaller --lr: ";

    /** Where a run's folder has the state of a training that was stopped on the board. */
    private static final String STATE = "state.safetensors";

    private final RunOptions options;
    private final Report report;
    private final int samples;
    private final Consumer<Path> saver;
    private final Progress progress;
    private int every;
    private LongConsumer between = _ -> {};
    private Consumer<RunRecorder> shown = _ -> {};
    private @Nullable RunRecorder recorder;

    private @Nullable MetricsLog log;
    private boolean hasTable;

    /** The last complete epoch, and the one whose model is in the file; 0 for none. */
    private volatile int complete;

    private volatile int saved;

    /** When the epoch began, and when its last step was over, in nanoseconds. */
    private long began;

    private long learned;

    /** How many samples of the epoch were learned from before that. */
    private long before;

    /** Whether the training was stopped on the board. */
    private boolean paused;

    /** Tells how far a training came that the program ends within. */
    private @Nullable Thread hook;

    /**
     * A run that has not begun.
     *
     * @param samples how many there are to learn from
     * @param saver writes the model to a file
     */
    public Run(RunOptions options, Report report, int samples, Consumer<Path> saver) {
        this.options = options;
        this.report = report;
        this.samples = samples;
        this.saver = saver;
        this.progress = Progress.inTerminal(samples, options.quiet);
    }

    /**
     * Has something done between steps that changes nothing about the training.
     *
     * @param steps how many lie between two times, 0 for never
     * @param act is given the number of steps so far
     */
    public void every(int steps, LongConsumer act) {
        this.every = steps;
        this.between = act;
    }

    /**
     * Has more shown on the board, where the run is recorded.
     *
     * @param parts is given what records it, before the training begins
     */
    public void shows(Consumer<RunRecorder> parts) {
        this.shown = parts;
    }

    /**
     * Has the library's trainer train for the epochs that are left, with what the options ask for.
     *
     * @return the results of all epochs; of those that are complete, if it was {@link #isPaused paused}
     * @throws ProgramException if training diverges, or the run to be resumed cannot be
     */
    public <B extends Batched<B>> History fit(Trainer<B, ?> trainer, Setup<?, B> setup) {
        trainer.with(Owner.PROGRAM, Owner.of(options)).with(this);
        options.device().ifPresent(trainer::on);
        options.recorder().ifPresent(made -> {
            shown.accept(made);
            trainer.with(made);
            recorder = made;
        });
        Path file = options.checkpoint;
        if (file != null) {
            Checkpoints checkpoints = new Checkpoints(file);
            trainer.with(options.every == null ? checkpoints : checkpoints.everySteps(options.every));
            if (options.resume) {
                Owner.require(file, options, true);
                trainer.resume(file);
            }
        }
        trainer.with(new PauseOnExit());
        try {
            History history = trainer.fit(setup.train(), setup.test(), options.epochs);
            requireEnd(trainer.epochs(), trainer.steps() > (long) trainer.epochs() * setup.train().batches());
            return history;
        } catch (ArithmeticException e) {
            throw new ProgramException(DIVERGED + e.getMessage(), e);
        }
    }

    // ---- the moments of a training

    @Override
    public void begin(Fit fit) {
        begin(fit.isResumed(), fit.history().epochs().size(), fit.seen());
    }

    /**
     * The training begins, or goes on.
     *
     * @param epochs that are complete
     * @param seen samples of the next one that have been learned from
     */
    public void begin(boolean resumed, int epochs, long seen) {
        requireEnd(epochs, seen > 0);
        complete = epochs;
        saved = options.save != null && Files.exists(options.save) ? epochs : 0;
        log = new MetricsLog(options.metrics, epochs);
        if (resumed) {
            report.resumed(epochs, seen);
        }
        beginEpoch(seen);
    }

    private void beginEpoch(long seen) {
        before = seen;
        began = System.nanoTime();
        learned = began;
        if (complete < options.epochs) {
            progress.begin("epoch " + (complete + 1) + "/" + options.epochs, seen);
        }
    }

    @Override
    public void step(Fit fit) {
        step(fit.step(), fit.seen(), fit::values);
    }

    /**
     * A step has been taken.
     *
     * @param steps so far
     * @param seen samples of the epoch that have been learned from
     * @param values losses and measures of the epoch so far
     */
    public void step(long steps, long seen, Supplier<Map<String, Double>> values) {
        learned = System.nanoTime();
        if (!hasTable) {
            beginTable(values.get().keySet());
        }
        progress.advance(seen, values);
        if (every > 0 && steps % every == 0) {
            progress.hide();
            between.accept(steps);
        }
    }

    private void beginTable(Collection<String> names) {
        progress.hide();
        report.table(names);
        hasTable = true;
    }

    @Override
    public void epoch(Fit fit) {
        requireFinite(fit.history().last(History.VALIDATION + "loss"), fit.epoch(), fit.learningRates().getFirst());
        epoch(fit.epoch(), fit.history().epochs().getLast().values());
    }

    /**
     * An epoch is over, and tested.
     *
     * @param results as the library's history names them
     */
    public void epoch(int epoch, Map<String, Double> results) {
        progress.hide();
        Map<String, Double> train = new LinkedHashMap<>();
        Map<String, Double> test = new LinkedHashMap<>();
        results.forEach((name, value) -> (name.startsWith(History.VALIDATION) ? test : train)
                .put(name.replace(History.VALIDATION, ""), value));
        if (!hasTable) { // the run was stopped in the test
            beginTable(train.keySet());
        }
        double seconds = (learned - began) * 1e-9;
        // The operating system's start time of a process would be rounded to whole seconds.
        double wall = ManagementFactory.getRuntimeMXBean().getUptime() * 1e-3;
        MetricsLog.Line line = new MetricsLog.Line(
                epoch, train, test, seconds, seconds == 0 ? 0 : (samples - before) / seconds, wall);
        save(); // before the epoch is told of: who ends the program then is told where its model is
        complete = epoch;
        report.epoch(line, options.epochs);
        if (log != null && report.isKept(RunOptions.METRICS)) { // or the lines are lost as well
            log.write(line);
        }
        beginEpoch(0);
    }

    @Override
    public void end(Fit fit) {
        paused = fit.isPaused();
        if (paused) {
            whereItIs().ifPresent(fit::note);
        } else if (fit.failure().isEmpty()) {
            report.over();
        }
        close();
    }

    /** Takes the progress away, closes what is written to, and is told no more of the end of the program. */
    @Override
    public void close() {
        progress.hide();
        if (log != null) {
            log.close();
        }
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // The JVM is already shutting down, and the hook does its work.
            }
        }
    }

    /**
     * Tells where the model is, and the result as the last line.
     *
     * @return the exit status: of failure if what was reported could not be written
     */
    public int end(String result) {
        if (options.save != null) {
            if (!hasTable) { // the run that is resumed was over
                save();
            }
            report.say("the model is in " + Printable.path(options.save));
        }
        return over(result);
    }

    /** Whether the training was stopped on the board, to be resumed: what it came to is not known yet. */
    public boolean isPaused() {
        return paused;
    }

    /**
     * Tells where a training that was {@link #isPaused paused} can be resumed from, as the last line.
     *
     * @return the exit status
     */
    public int endPaused() {
        Optional<Path> folder = folder();
        return over(folder.isEmpty() || options.checkpoint != null
                ? stopped()
                : where() + "; --checkpoint " + Printable.path(folder.get().resolve(STATE))
                        + " --resume --board goes on");
    }

    /** Where the run is recorded, and its state is when it is stopped; empty if it is not. */
    private Optional<Path> folder() {
        return Optional.ofNullable(recorder).flatMap(RunRecorder::folder);
    }

    /** Prints the last line, and keeps the board open until the program is asked to end. */
    private int over(String result) {
        report.result(result);
        options.stay();
        return report.isLost() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    // ---- for a loop that is written by hand

    /**
     * Loads the state of the run to be resumed, and from now on, until this is closed, tells how far the training came
     * if the program is ended early, with Ctrl-C for example.
     *
     * @return false if there is none
     */
    public boolean resume(Stateful training) {
        String newLine = Progress.isShown(options.quiet) ? System.lineSeparator() : ""; // a terminal has written ^C
        hook = new Thread(() -> report.warn(newLine + stopped()), "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        Path file = options.checkpoint;
        if (!options.resume || file == null || Files.notExists(file)) {
            return false;
        }
        Owner.require(file, options, false);
        Checkpoint.load(file, Map.of(Owner.TRAINING, training, Owner.PROGRAM, Owner.of(options)));
        return true;
    }

    /** Saves the state if it is to be saved: after an epoch, and after a step if that is one of those. */
    public void settled(long steps, boolean isWithinEpoch, Stateful training) {
        boolean now = !isWithinEpoch || options.every != null && steps % options.every == 0;
        if (now && options.checkpoint != null) {
            Checkpoint.save(options.checkpoint, Map.of(Owner.TRAINING, training, Owner.PROGRAM, Owner.of(options)));
        }
    }

    /** How far the training came, and where its results are. */
    String stopped() {
        List<String> said = new ArrayList<>();
        said.add(where());
        whereItIs().ifPresent(said::add);
        if (options.checkpoint != null) {
            said.add(Files.exists(options.checkpoint)
                    ? "--resume goes on from " + Printable.path(options.checkpoint)
                    : "there is no checkpoint yet");
        }
        return String.join("; ", said);
    }

    private String where() {
        return "stopped in epoch " + Math.min(complete + 1, options.epochs) + " of " + options.epochs;
    }

    // ---- files

    private void save() {
        if (options.save != null) {
            saver.accept(options.save);
            saved = complete + 1;
        }
    }

    /** Where the last model is, if models are saved, or that nothing is. */
    private Optional<String> whereItIs() {
        if (options.save == null) {
            return options.checkpoint == null && folder().isEmpty()
                    ? Optional.of("nothing is saved without --save or --checkpoint")
                    : Optional.empty();
        }
        String file = Printable.path(options.save);
        int epoch = saved;
        return Optional.of(epoch == 0
                ? "nothing has been saved in " + file + " yet"
                : "the model after epoch " + epoch + " is in " + file);
    }

    /** Refuses a run that would leave an epoch half done. */
    private void requireEnd(int epochs, boolean isWithinEpoch) {
        if (isWithinEpoch && epochs >= options.epochs) {
            throw new ProgramException("--epochs " + options.epochs + ": the run to be resumed is in epoch "
                    + (epochs + 1) + ", which it would leave half done");
        }
    }

    /** Gives a loss back, unless it is NaN or infinite. */
    public static double requireFinite(double loss, long epoch, double lr) {
        if (!Double.isFinite(loss)) {
            throw new ProgramException(DIVERGED + "the loss became " + loss + " in epoch " + epoch
                    + " at a learning rate of " + (float) lr);
        }
        return loss;
    }
}
