package dev.lanewise.board.record;

import dev.lanewise.board.control.Answer;
import dev.lanewise.board.runs.RunFolder;
import dev.lanewise.io.Checkpoint;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.ParameterGroups;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.text.Printable;
import dev.lanewise.train.Fit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is asked of a training that is recorded; none of it ends the training by a failure. */
final class ActsOfFit implements Requests.Acts {
    private final Recording recording;
    private final Fit fit;
    private final Path file;
    private long heldSince;
    private boolean saved;
    private boolean stopped;

    /**
     * The acts of a fit.
     *
     * @param file for the state of one that is stopped
     */
    ActsOfFit(Recording recording, Fit fit, Path file) {
        this.recording = recording;
        this.fit = fit;
        this.file = file;
    }

    @Override
    public void rate(double value) {
        try {
            List<Double> rates = fit.learningRates(); // a user's schedule
            double before = rates.getFirst();
            List<? extends UpdateRule> rules = rules(fit.optimizer().orElseThrow());
            for (int group = 0; group < rates.size(); group++) {
                rules.get(group).setLr(group == 0 || before <= 0 ? value : rates.get(group) / before * value);
            }
            recording.event("rate",
                    "the learning rate was changed from " + (float) before + " to " + (float) value);
        } catch (Throwable e) {
            recording.event("note", "the learning rate could not be changed: " + Texts.of(e));
        }
        recording.flushLines();
    }

    private static List<? extends UpdateRule> rules(Optimizer optimizer) {
        return switch (optimizer) {
            case UpdateRule rule -> List.of(rule);
            case ParameterGroups groups -> groups.groups();
            default -> throw new IllegalStateException("its optimizer has none that is known");
        };
    }

    @Override
    public void held() {
        heldSince = System.nanoTime();
        recording.held();
    }

    @Override
    public void released() {
        fit.held(Duration.ofNanos(System.nanoTime() - heldSince));
        recording.released(!isEnding());
    }

    /** Saves the state in any case, as that is what was promised; ends the fit if it does not end anyway. */
    @Override
    public boolean stop() {
        if (fit.failure().isPresent()) {
            return false; // what the step in progress has left is no state to go on from
        }
        boolean endsAnyway = fit.stopped().isPresent() || fit.epoch() >= fit.epochs() && !fit.isWithinEpoch();
        if (!isSaved("the training was not stopped, as its state could not be saved")) {
            return false;
        }
        if (endsAnyway) {
            recording.event("note", "the training was about to end when it was to be stopped; its state is in "
                    + RunFolder.STATE);
        } else {
            stopped = true;
            recording.event("stopped", "stopped; the state is in " + RunFolder.STATE);
            fit.pause("stopped from the board");
        }
        return true;
    }

    /** A training that others have paused, such as with its program, can be resumed from its folder as well. */
    void saveIfPaused() {
        if (fit.isPaused() && fit.failure().isEmpty() && !saved) {
            isSaved("the state of the training could not be saved");
        }
    }

    private boolean isSaved(String otherwise) {
        @Nullable
        String why = null;
        try {
            Checkpoint.save(file, Map.of("training", fit.state()));
        } catch (Throwable e) { // the state is that of users' callbacks as well
            why = Texts.of(e);
        }
        if (why != null) {
            recording.tell(otherwise + ": " + why);
            return false;
        }
        if (!saved) {
            saved = true;
            fit.note("the state is in " + Printable.path(file) + ", from which the training can be resumed");
        }
        return true;
    }

    /** Whether the state of the training is in the folder. */
    boolean isSaved() {
        return saved;
    }

    /** Whether this has stopped the fit. */
    boolean isStopped() {
        return stopped;
    }

    @Override
    public boolean isEnding() {
        return fit.stopped().isPresent();
    }

    @Override
    public @Nullable Answer answer(Supplier<@Nullable Answer> by) {
        return Quietly.validated(fit, by);
    }
}
