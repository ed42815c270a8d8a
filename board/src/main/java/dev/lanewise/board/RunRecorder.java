package dev.lanewise.board;

import dev.lanewise.board.control.Answer;
import dev.lanewise.board.control.Control;
import dev.lanewise.board.control.Sketchpad;
import dev.lanewise.board.record.Plan;
import dev.lanewise.board.record.Recording;
import dev.lanewise.board.record.Requests;
import dev.lanewise.board.runs.EarlierRun;
import dev.lanewise.board.runs.RunFolder;
import dev.lanewise.data.Batch;
import dev.lanewise.data.Dataset;
import dev.lanewise.nn.Block;
import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Records a training in a folder of its own, for the board to show, now or years later.
 *
 * {@snippet :
 * trainer.with(RunRecorder.in(Path.of("runs"), "mnist")
 *         .setting("hidden", 128)
 *         .examples(test, model::forward, List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")));
 * }
 *
 * <p>A training that is recorded has the very bits of one that is not. What cannot be recorded, such as on a full disk,
 * is told once and does not end it. A fit that begins gets a new folder, {@code runs/mnist}, {@code runs/mnist-2} and
 * so on; one that goes on, in this program or from a checkpoint, goes on in the same folder, where what was recorded of
 * later steps is dropped.
 *
 * <p>Functions that are given to the recorder are called by the thread that trains, between two steps, in evaluation
 * mode, without history, and with the weights that validations are with: averages, if the trainer keeps some
 * ({@link Fit#withValidatedWeights}). A recorder is for one trainer.
 */
public final class RunRecorder implements Callback {
    private final Path parent;
    private final Plan plan;
    private final Requests requests;
    private final PrintStream err;
    private boolean isTaken;
    private @Nullable Recording recording;
    private volatile @Nullable RunFolder folder;

    /** What a checkpoint has of the run: the folder's name, when it began, and how long it has taken. */
    private String id = "";
    private String begun = "";
    private double seconds;
    private double epochBegan;

    RunRecorder(Path parent, String name, PrintStream err) {
        this.parent = Required.nonNull("RunRecorder: the folder", parent);
        this.plan = new Plan(name);
        this.requests = new Requests(plan);
        this.err = err;
    }

    /**
     * Records to a new folder within a folder, which is made if need be.
     *
     * @param name of the run, any text; the folder is called after it, in ASCII
     * @throws IllegalArgumentException if one is null, or the name is blank
     */
    public static RunRecorder in(Path folder, String name) {
        return new RunRecorder(folder, name, System.err);
    }

    // ---- what is recorded

    /**
     * Adds a setting that is shown, and compared with those of other runs.
     *
     * @throws IllegalArgumentException if one is null, or the name is blank
     */
    public RunRecorder setting(String name, Object value) {
        requireIdle("setting").setting(name, value);
        return this;
    }

    /**
     * Records losses, rates and memory after every so many steps; 10 unless set otherwise.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public RunRecorder everySteps(int steps) {
        requireIdle("everySteps").everySteps(steps);
        return this;
    }

    /**
     * Records histograms of weights and gradients after every so many steps. The distance doubles when there are 100
     * (fewer of a model with many parameters), and so on. Unless it is set, there are some at the beginning, and then
     * one after every epoch, or every few if they have fewer than 1000 batches.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public RunRecorder histogramsEvery(int steps) {
        requireIdle("histogramsEvery").histogramsEvery(steps);
        return this;
    }

    /** Records no histograms. */
    public RunRecorder withoutHistograms() {
        requireIdle("withoutHistograms").withoutHistograms();
        return this;
    }

    /**
     * Records what the model makes of labelled samples after each epoch: the first 10,000, or as many as take 32 MiB.
     * After 100 epochs, it is every second one, and so on.
     *
     * @param dataset inputs {@code [n, features]}, {@code [n, rows, cols]} or {@code [n, channels, rows, cols]}
     * @param logits takes inputs and gives {@code [n, classes]}, such as {@code model::forward}
     * @param classes what the classes are called
     * @throws IllegalArgumentException if one is null, the dataset or the list is empty, or inputs have another
     *     shape or targets not {@code [n]}
     */
    public RunRecorder examples(
            Dataset<Batch<Tensor, IntTensor>> dataset, Function<Tensor, Tensor> logits, List<String> classes) {
        requireIdle("examples").examples(dataset, logits, classes);
        return this;
    }

    /**
     * Lets people draw something for the model to tell, between two steps, and after the end with the weights that are
     * left, by a thread of the board.
     *
     * @param answer takes rows x cols values from 0 for paper to 1 for ink
     * @throws IllegalArgumentException if one is null
     */
    public RunRecorder sketchpad(Sketchpad pad, Function<float[], Answer> answer) {
        requireIdle("sketchpad").sketchpad(pad, answer);
        return this;
    }

    /**
     * Records a text that a generator makes after each epoch; see {@link #examples} for how often.
     *
     * @throws IllegalArgumentException if one is null, or the name is blank or that of others
     */
    public RunRecorder text(String name, Function<Fit, String> text) {
        requireIdle("text").text(name, text);
        return this;
    }

    /**
     * Records pictures that a generator makes after each epoch; see {@link #examples} for how often.
     *
     * @param pictures gives {@code [n, rows, cols]} or {@code [n, 3, rows, cols]}, from 0 to 1
     * @throws IllegalArgumentException if one is null, or the name is blank or that of others
     */
    public RunRecorder pictures(String name, Function<Fit, Tensor> pictures) {
        requireIdle("pictures").pictures(name, pictures);
        return this;
    }

    private Plan requireIdle(String what) {
        if (recording != null) {
            throw new IllegalStateException(what + ": the run is being recorded; set it before the fit");
        }
        return plan;
    }

    // ---- for the board

    /** The folder of this run's folder and of those of others. */
    Path parent() {
        return parent;
    }

    /** The folder of the run, once a fit has begun. */
    public Optional<Path> folder() {
        return Optional.ofNullable(folder).map(RunFolder::path);
    }

    /** What can be asked of the training, by any thread. */
    public Control control() {
        return requests;
    }

    // ---- the training

    @Override
    public void attach(Block to) {
        if (isTaken) {
            throw new IllegalStateException("RunRecorder: a trainer has the recorder of "
                    + Printable.quoted(plan.name()) + " already; take a recorder for each trainer");
        }
        isTaken = true;
    }

    /**
     * Refuses what is no folder, and functions that do not give what they should.
     *
     * @throws UncheckedIOException if a file stands where the folder of runs should be
     * @throws IllegalArgumentException if a checkpoint's run is none, or the examples' function does not fit them
     */
    @Override
    public void check(Fit fit) {
        RunFolder.requireId(id); // a checkpoint's
        RunFolder.requireParent(parent);
        plan.check();
    }

    /**
     * Makes the folder, or finds the one of the fit that goes on. If the system does not let it write there, such as on
     * a full disk, that is told, and the fit is not recorded.
     *
     * @throws IllegalStateException if another recorder writes to the folder
     */
    @Override
    public void begin(Fit fit) {
        EarlierRun earlier = earlier(fit);
        boolean goesOn = !earlier.equals(EarlierRun.NONE);
        if (!goesOn) {
            folder = null;
            id = "";
            begun = "";
            seconds = 0;
            epochBegan = 0;
        }
        RunFolder made = null;
        try {
            RunFolder place = goesOn ? new RunFolder(parent.resolve(id)) : RunFolder.create(parent, plan.name());
            made = goesOn ? null : place;
            Recording now = new Recording(plan, fit, place, requests, err, earlier, seconds, epochBegan);
            recording = now;
            id = place.id();
            begun = now.begun();
            folder = place;
        } catch (UncheckedIOException e) {
            if (made != null) {
                made.discard();
            }
            Recording.say(fit, err, e.getMessage() + "; the training goes on, and is not recorded");
        }
    }

    /** The run that the fit goes on with; none if its folder is not there, or one of that name is another run's. */
    private EarlierRun earlier(Fit fit) {
        Path before = parent.resolve(id);
        if (id.isEmpty() || fit.step() == 0 && !fit.isResumed() || !Files.isDirectory(before)) {
            return EarlierRun.NONE;
        }
        EarlierRun found = EarlierRun.read(new RunFolder(before));
        return found.begun().equals(begun) ? found : EarlierRun.NONE;
    }

    @Override
    public boolean wantsGradients(long step) {
        return recording != null && recording.wantsGradients(step);
    }

    @Override
    public void step(Fit fit) {
        if (recording != null) {
            recording.step();
        }
    }

    @Override
    public void epoch(Fit fit) {
        if (recording != null) {
            recording.epoch();
        }
    }

    @Override
    public void settled(Fit fit) {
        if (recording != null) {
            recording.settled();
        }
    }

    /**
     * What was asked for is done; the recording ends last, when it is known how the fit has ended and which weights it
     * leaves.
     */
    @Override
    public void end(Fit fit) {
        Recording now = recording;
        if (now != null) {
            now.ending();
            fit.atLast(() -> {
                try {
                    now.end();
                } finally {
                    seconds = now.seconds();
                    epochBegan = now.epochBegan();
                    recording = null;
                }
            });
        }
    }

    /** It may begin or end in the midst of a training: from a state without it, a new folder is recorded to. */
    @Override
    public boolean isOptional() {
        return true;
    }

    /**
     * The folder's name, when the run began and the time that it has taken, so that a fit that is resumed goes on in
     * that folder.
     */
    @Override
    public void state(State state) {
        Recording now = recording;
        if (now != null) {
            now.flush();
            seconds = now.seconds();
            epochBegan = now.epochBegan();
        }
        id = state.text("folder", id);
        begun = state.text("begun", begun);
        seconds = state.real("seconds", seconds);
        epochBegan = state.real("epochBegan", epochBegan);
    }

    /** For example {@code RunRecorder("mnist" in runs)}. */
    @Override
    public String toString() {
        return "RunRecorder(" + Printable.quoted(plan.name()) + " in " + Printable.path(parent) + ")";
    }
}
