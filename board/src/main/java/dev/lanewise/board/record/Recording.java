package dev.lanewise.board.record;

import dev.lanewise.board.runs.EarlierRun;
import dev.lanewise.board.runs.JsonText;
import dev.lanewise.board.runs.RunFolder;
import dev.lanewise.board.runs.RunWriter;
import dev.lanewise.io.Checkpoint;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.ParameterGroups;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.text.Printable;
import dev.lanewise.train.Fit;
import dev.lanewise.train.History;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The recording of one fit. All methods are for the thread that trains. */
public final class Recording {
    /** How often {@value RunFolder#RUN} is replaced; less often if that takes long. */
    private static final long RUN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int RUN_COST = 500;

    private final Plan plan;
    private final Fit fit;
    private final Requests requests;
    private final PrintStream err;
    private final RunWriter writer;
    private final Manifest manifest;
    private final Optional<Histograms> histograms;
    private final Pace epochs = new Pace(1, Pace.MOST);
    private final Stopwatch watch = new Stopwatch();
    private final Set<String> failed = new HashSet<>();
    private final Requests.Acts acts = new ActsOfFit();
    private double epochBegan;
    private double lastStep;
    private double rate = Double.NaN;
    private long seen;
    private long seenBefore;
    private long runDue;
    private boolean summed;
    private boolean stopped;

    /**
     * Begins to record a fit, in a new folder or in one that has its beginning.
     *
     * @param before what was recorded of the run as a whole
     * @param seconds the run has taken before
     * @param epochBegan the seconds it had taken when the epoch in progress began
     */
    public Recording(Plan plan, Fit fit, RunFolder folder, Requests requests, PrintStream err, EarlierRun before,
            double seconds, double epochBegan) {
        this.plan = plan;
        this.fit = fit;
        this.requests = requests;
        this.err = err;
        this.epochBegan = epochBegan;
        manifest = new Manifest(plan, fit, before);
        histograms = plan.histograms(fit);
        seen = fit.seen();
        seenBefore = seconds == 0 ? seen : 0; // learned from without this recorder
        lastStep = seconds;
        writer = RunWriter.open(folder, fit.step(), fit.history().epochs().size(), this::tell);
        watch.start(seconds);
        boolean resumed = fit.step() > 0 || fit.isResumed();
        event(resumed ? "resumed" : "begun", resumed ? "resumed after step " + fit.step() : "begun");
        histograms.map(_ -> Histograms.note(fit)).filter(note -> !note.isEmpty()).ifPresent(this::note);
        Examples examples = plan.examples();
        if (examples != null) {
            attempt("the examples", () -> examples.write(writer));
        }
        noteRate();
        run();
        writer.flush();
        requests.begin(!fit.learningRates().isEmpty());
    }

    /** When the run began, in ISO 8601: no other of its name began then. */
    public String begun() {
        return manifest.begun();
    }

    /** The seconds of the run so far, without those in which it was held. */
    public double seconds() {
        return watch.seconds();
    }

    /** The seconds that the run had taken when the epoch in progress began. */
    public double epochBegan() {
        return epochBegan;
    }

    /** Writes all that is known, as the state of the training is about to be saved. */
    public void flush() {
        writer.flush();
        run();
    }

    /** Whether the gradients of a step are recorded. */
    public boolean wantsGradients(long step) {
        return histograms.isPresent() && histograms.get().isMoment(step);
    }

    /** A step was taken. */
    public void step() {
        lastStep = watch.seconds();
        seen = fit.seen();
        long step = fit.step();
        if (isRecorded(step)) {
            writer.line(RunFolder.STEPS, line(step));
        }
        if (wantsGradients(step)) {
            attempt("the histograms", () -> histograms.orElseThrow().write(fit, writer));
        }
        if (!summed) {
            summed = true;
            if (!manifest.hasModel()) {
                summarize();
            }
        }
    }

    private boolean isRecorded(long step) {
        return step == 1 || step % plan.everySteps() == 0;
    }

    private String line(long step) {
        return JsonText.object(out -> {
            out.writeNumberField("step", step);
            out.writeNumberField("epoch", fit.epoch());
            JsonText.number(out, "time", Stopwatch.rounded(lastStep));
            out.writeNumberField("seen", seen);
            if (!Double.isNaN(rate)) {
                JsonText.number(out, "lr", rate);
            }
            out.writeNumberField("memory", Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
            JsonText.numbers(out, "values", fit.batchValues());
        });
    }

    private void summarize() {
        try {
            fit.summary().ifPresent(manifest::model);
        } catch (RuntimeException | Error e) { // a forward pass of the user's, once more and eagerly
            note("the model has no summary: " + sentence(e));
        }
        run();
    }

    /** An epoch is over. */
    public void epoch() {
        History.Epoch epoch = fit.history().epochs().getLast();
        double took = lastStep - epochBegan; // without its validation
        long samples = seen;
        writer.line(RunFolder.EPOCHS, JsonText.object(out -> {
            out.writeNumberField("epoch", epoch.number());
            out.writeNumberField("step", epoch.steps());
            JsonText.number(out, "time", Stopwatch.rounded(watch.seconds()));
            JsonText.brief(out, "samplesPerSecond", took > 0 ? (samples - seenBefore) / took : Double.NaN);
            JsonText.numbers(out, "values", epoch.values());
        }));
        manifest.samples(samples);
        if (epochs.takes(epoch.number()) || epoch.number() == fit.epochs()) {
            show(epoch.number());
        }
        epochBegan = watch.seconds();
        seenBefore = 0;
    }

    /** Records what the model has learned by an epoch. */
    private void show(int epoch) {
        Examples examples = plan.examples();
        if (examples != null) {
            attempt("the predictions of the examples",
                    () -> examples.predict(writer, RunFolder.predictions(epoch)));
        }
        attempt("the filters", () -> Filters.of(fit.model(), examples).ifPresent(
                filters -> Filters.write(filters, writer, RunFolder.filters(epoch))));
        for (int i = 0; i < plan.samples().size(); i++) {
            Sample sample = plan.samples().get(i);
            int index = i + 1;
            attempt(Generated.describe(sample), () -> Generated.write(fit, sample, index, writer));
        }
    }

    /** A failure of what is only shown ends no training: it is told once, and not tried again. */
    private void attempt(String what, Runnable act) {
        if (failed.contains(what)) {
            return;
        }
        try {
            Quietly.run(act);
        } catch (RuntimeException | Error e) {
            failed.add(what);
            tell(what + " cannot be recorded: " + sentence(e) + "; the training goes on");
        }
    }

    private static String sentence(Throwable e) {
        return Printable.sentence(e.getMessage() == null ? e.toString() : e.getMessage());
    }

    /** All callbacks have seen a step or an epoch: the moment to do what is asked for. */
    public void settled() {
        requests.serve(acts);
        noteRate();
        long now = System.nanoTime();
        writer.flushIfDue(now);
        if (now - runDue >= 0) {
            run();
        }
    }

    /** The learning rate of the next step, if that is recorded: after a step it is known no more. */
    private void noteRate() {
        if (isRecorded(fit.step() + 1)) {
            List<Double> rates = fit.learningRates();
            rate = rates.isEmpty() ? Double.NaN : rates.getFirst();
        }
    }

    /** The fit is over, and the model as it is left. */
    public void end() {
        Optional<Throwable> failure = fit.failure();
        String why = failure.map(Recording::sentence).or(fit::stopped).orElse("");
        String state = failure.isPresent() ? "failed" : fit.isPaused() ? "stopped" : "complete";
        manifest.state(state, why);
        if (!stopped || failure.isPresent()) {
            event(state, state + (why.isEmpty() ? "" : ": " + why));
        }
        watch.stop();
        writer.flush();
        run();
        writer.close();
        requests.end();
    }

    private void run() {
        long before = System.nanoTime();
        writer.run(manifest.json(fit, watch.seconds()));
        long now = System.nanoTime();
        runDue = now + Math.max(RUN_NANOS, RUN_COST * (now - before));
    }

    private void event(String kind, String text) {
        writer.line(RunFolder.EVENTS, JsonText.object(out -> {
            out.writeNumberField("step", fit.step());
            JsonText.number(out, "time", Stopwatch.rounded(watch.seconds()));
            out.writeStringField("at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
            out.writeStringField("kind", kind);
            out.writeStringField("text", text);
        }));
    }

    private void note(String sentence) {
        manifest.note(sentence);
        event("note", sentence);
    }

    /** Says and notes what went wrong. */
    private void tell(String sentence) {
        fit.print(() -> err.println("lanewise: " + sentence));
        note(sentence);
    }

    /** What is asked for. */
    private final class ActsOfFit implements Requests.Acts {
        @Override
        public void rate(double value) {
            double before = fit.learningRates().getFirst();
            List<? extends UpdateRule> rules = rules(fit.optimizer().orElseThrow());
            try {
                List<Double> rates = fit.learningRates().stream()
                        .map(rate -> before > 0 ? rate / before * value : value).toList();
                for (int group = 0; group < rates.size(); group++) {
                    rules.get(group).setLr(group == 0 ? value : rates.get(group));
                }
                event("rate", "the learning rate was changed from " + (float) before + " to " + (float) value);
            } catch (IllegalArgumentException | IllegalStateException e) {
                event("note", "the learning rate could not be changed: "
                        + Printable.sentence(String.valueOf(e.getMessage())));
            }
            writer.flush();
        }

        private static List<? extends UpdateRule> rules(Optimizer optimizer) {
            return switch (optimizer) {
                case UpdateRule rule -> List.of(rule);
                case ParameterGroups groups -> groups.groups();
                default -> throw new IllegalStateException("rate: " + optimizer);
            };
        }

        @Override
        public void held() {
            watch.stop();
            manifest.state("paused", "");
            event("paused", "paused");
            writer.flush();
            run();
        }

        @Override
        public void released() {
            watch.goOn();
            if (!isEnding()) {
                manifest.state("running", "");
                event("continued", "continued");
                writer.flush();
                run();
            }
        }

        @Override
        public boolean stop() {
            Path file = writer.folder().file(RunFolder.STATE);
            try {
                Checkpoint.save(file, Map.of("training", fit.state()));
            } catch (RuntimeException e) {
                tell("the training was not stopped, as its state could not be saved: "
                        + Printable.sentence(String.valueOf(e.getMessage())));
                return false;
            }
            stopped = true;
            event("stopped", "stopped; the state is in " + RunFolder.STATE);
            fit.pause("stopped from the board");
            fit.note("the state is in " + Printable.path(file) + ", from which the training can be resumed");
            return true;
        }

        @Override
        public boolean isEnding() {
            return fit.stopped().isPresent();
        }
    }
}
