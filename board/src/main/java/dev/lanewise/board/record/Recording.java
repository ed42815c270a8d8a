package dev.lanewise.board.record;

import dev.lanewise.board.runs.EarlierRun;
import dev.lanewise.board.runs.JsonText;
import dev.lanewise.board.runs.RunFolder;
import dev.lanewise.board.runs.RunWriter;
import dev.lanewise.train.Fit;
import dev.lanewise.train.History;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final Attempts attempts = new Attempts(this::tell);
    private final ActsOfFit acts;
    private double epochBegan;
    private double lastStep;
    private double rate = Double.NaN;
    private long seen;
    private long seenBefore;
    private long runDue;
    private boolean summed;

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
        acts = new ActsOfFit(this, fit, folder.file(RunFolder.STATE));
        watch.start(seconds);
        try {
            begin();
        } catch (Throwable e) {
            writer.close(); // gives the folder free
            throw e;
        }
    }

    private void begin() {
        boolean resumed = fit.step() > 0 || fit.isResumed();
        event(resumed ? "resumed" : "begun", resumed ? "resumed after step " + fit.step() : "begun");
        histograms.map(_ -> Histograms.note(fit)).filter(note -> !note.isEmpty()).ifPresent(this::note);
        Examples examples = plan.examples();
        if (examples != null) {
            attempts.at("the examples", () -> Quietly.run(() -> examples.write(writer, this::note)));
        }
        noteRate();
        run();
        writer.flush();
        requests.begin(!rates().isEmpty());
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

    /** Hands lines to the operating system. */
    void flushLines() {
        writer.flush();
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
            attempts.at("the steps", () -> writer.line(RunFolder.STEPS, line(step)));
        }
        if (wantsGradients(step)) {
            attempts.at("the histograms", () -> Quietly.run(() -> histograms.orElseThrow().write(fit, writer)));
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
        } catch (Throwable e) { // a forward pass of the user's, once more and eagerly
            note("the model has no summary: " + Texts.of(e));
        }
        run();
    }

    /** An epoch is over. */
    public void epoch() {
        History.Epoch epoch = fit.history().epochs().getLast();
        double took = lastStep - epochBegan; // without its validation
        long samples = seen;
        attempts.at("the epochs", () -> writer.line(RunFolder.EPOCHS, JsonText.object(out -> {
            out.writeNumberField("epoch", epoch.number());
            out.writeNumberField("step", epoch.steps());
            JsonText.number(out, "time", Stopwatch.rounded(watch.seconds()));
            JsonText.brief(out, "samplesPerSecond", took > 0 ? (samples - seenBefore) / took : Double.NaN);
            JsonText.numbers(out, "values", epoch.values());
        })));
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
            show("the predictions of the examples", () -> examples.predict(writer, RunFolder.predictions(epoch)));
        }
        show("the filters", () -> Filters.of(fit.model(), examples).ifPresent(
                filters -> Filters.write(filters, writer, RunFolder.filters(epoch))));
        for (int i = 0; i < plan.samples().size(); i++) {
            Sample sample = plan.samples().get(i);
            int index = i + 1;
            show(Generated.describe(sample), () -> Generated.write(fit, sample, index, writer));
        }
    }

    /** Uses the model as the validation has used it. */
    private void show(String what, Runnable use) {
        attempts.at(what, () -> Quietly.validated(fit, () -> {
            use.run();
            return true;
        }));
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
        if (isRecorded(fit.step() + 1) && !isLast()) {
            List<Double> rates = rates();
            rate = rates.isEmpty() ? Double.NaN : rates.getFirst();
        }
    }

    /** Whether there is no further step, for which a schedule need not have a rate. */
    private boolean isLast() {
        return fit.stopped().isPresent()
                || fit.epoch() >= fit.epochs() && (!fit.isWithinEpoch() || fit.batch() == fit.batches());
    }

    private List<Double> rates() {
        List<Double> rates = new ArrayList<>();
        attempts.at("the learning rate", () -> rates.addAll(fit.learningRates())); // asks a user's schedule
        return rates;
    }

    /** No further step is taken, and the model is as the last one has left it. */
    public void ending() {
        requests.ending(acts);
        acts.saveIfPaused();
    }

    /** The fit is over, and the model as it is left. */
    public void end() {
        try {
            Optional<Throwable> failure = fit.failure();
            String why = failure.map(Texts::of).or(fit::stopped).orElse("");
            String state = failure.isPresent() ? "failed" : fit.isPaused() ? "stopped" : "complete";
            manifest.state(state, why);
            if (!acts.isStopped() || failure.isPresent()) {
                event(state, state + (why.isEmpty() ? "" : ": " + why)
                        + (fit.isPaused() && acts.isSaved() ? "; the state is in " + RunFolder.STATE : ""));
            }
            watch.stop();
            writer.flush();
            run();
        } finally {
            writer.close();
            requests.end();
        }
    }

    private void run() {
        long before = System.nanoTime();
        fit.optimizer().ifPresent(optimizer -> attempts.at("the optimizer's text",
                () -> manifest.optimizer(Texts.of(optimizer))));
        attempts.at(RunFolder.RUN, () -> writer.run(manifest.json(fit, watch.seconds())));
        long now = System.nanoTime();
        runDue = now + Math.max(RUN_NANOS, RUN_COST * (now - before));
    }

    /** The training stands still. */
    void held() {
        watch.stop();
        manifest.state("paused", "");
        event("paused", "paused");
        flush();
    }

    /** It stands still no longer, and goes on or ends. */
    void released(boolean goesOn) {
        watch.goOn();
        if (goesOn) {
            manifest.state("running", "");
            event("continued", "continued");
            flush();
        }
    }

    /** Notes what happened. */
    void event(String kind, String text) {
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
    void tell(String sentence) {
        say(fit, err, sentence);
        note(sentence);
    }

    /** Says a sentence of the recorder. */
    public static void say(Fit fit, PrintStream err, String sentence) {
        String line = "lanewise: " + sentence;
        try {
            fit.print(() -> err.println(line));
        } catch (Throwable _) { // a callback of the user's that shows a line of progress
            err.println(line);
        }
    }
}
