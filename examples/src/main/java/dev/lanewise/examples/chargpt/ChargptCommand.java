package dev.lanewise.examples.chargpt;

import dev.lanewise.data.Batch;
import dev.lanewise.examples.training.Report;
import dev.lanewise.examples.training.Run;
import dev.lanewise.examples.training.RunOptions;
import dev.lanewise.examples.training.Setup;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.History;
import dev.lanewise.train.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a small GPT on the characters of a text, and has it write. */
@Command(
    name = "chargpt",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
        "Trains a small GPT to say which character of a text follows, and has it write while it learns. It is to be "
                + "better than a 3-gram model, which counts what follows any two characters.",
        "",
        "The text is any file in UTF-8, of which the last tenth is kept for validation, or else stories that the "
                + "program composes, always the same ones. Characters that occur in that tenth only count as one, "
                + "which is never written.",
        "",
        "With --load it trains nothing and writes with a network that --save has kept. A text that gets longer than "
                + "the network's context is continued from the second half of that. With --quiet that text is all "
                + "that is printed. Characters are written one by one, which the CPU does whatever --device says.",
        ""
    })
public final class ChargptCommand implements Callable<Integer> {
    private static final int EPOCHS = 15;
    private static final int BATCH = 32;
    private static final String LOAD = "--load";

    /** What makes no sense where nothing is trained. */
    private static final List<String> OF_TRAINING = List.of("--text", "--context", "--layers", "--width", "--heads",
            "--dropout", "--lr", "--epochs", "--batch-size", "--sample-every", "--save", "--checkpoint", "--every",
            "--resume", "--metrics", "--device", "--board", "--board-port", "--runs");

    /** Each text that is written has random numbers of its own: this stream for the last, then one for each step. */
    private static final long TEXTS = 3;

    /** Those of a text that is one character over and over, and the number for unknown ones. */
    private static final int FEWEST_CHARACTERS = 2;

    private static final int PREVIEW_LINES = 2;

    @Spec
    private CommandSpec spec;

    @Option(
        names = "--text",
        paramLabel = "FILE",
        description = "The text to learn from (default: stories that the program composes).")
    private @Nullable Path text;

    @Option(names = LOAD, paramLabel = "FILE", description = "Write with this network, as --save kept it.")
    private @Nullable Path load;

    @Mixin
    private WritingOptions writing;

    @Mixin
    private ModelOptions network;

    @Mixin
    private RunOptions run = new RunOptions(EPOCHS, BATCH, "windows");

    @Override
    public Integer call() throws IOException {
        network.check(run);
        writing.check(run);
        if (load != null) {
            OF_TRAINING.forEach(option -> run.require(
                    !spec.commandLine().getParseResult().hasMatchedOption(option),
                    option + " and " + LOAD + " exclude each other"));
        }
        run.begin();
        return load == null ? train() : write(SavedGpt.load(load));
    }

    private int train() throws IOException {
        if (text != null) {
            run.checkAgainst(List.of(text));
        }
        network.checkSize(FEWEST_CHARACTERS);
        Report report = run.report();
        Corpus corpus = Corpus.load(text, network.context());
        int[] beginning = writing.beginning(corpus.characters());
        Recipe recipe = network.recipe(corpus.characters(), run);
        Windows windows = recipe.windows(corpus);
        Windows validation = Windows.validation(corpus);
        SavedGpt saved = new SavedGpt(recipe.model(), recipe.form(), corpus.characters());
        Author author = writing.author(saved);
        Setup<CharGpt, Batch<IntTensor, IntTensor>> setup = recipe.setup(saved.model(), windows, validation);
        Trainer<Batch<IntTensor, IntTensor>, Tensor> trainer = Recipe.trainer(setup)
                .with("settings", recipe).with("text", corpus).with("windows", windows);
        Run training = new Run(run, report, windows.size(), saved::save);
        if (!report.isQuiet()) {
            training.every(writing.every(), step -> report.say(preview(step, saved, author, run.seed(), beginning)));
        }
        double trigrams = new Trigrams(corpus.characters().size(), corpus.numbers(), corpus.learned())
                .crossEntropy(corpus.numbers(), corpus.firstPredicted(), corpus.endPredicted());
        report.start(windows.size(), validation.size(), corpus.source(), recipe.form().describe(), saved.model());
        report.say(String.format(Locale.ROOT, "test loss of a 3-gram model: %.4f%n", trigrams));
        training.shows(recorder -> recorder
                .setting("text", corpus.source())
                .setting("network", recipe.form().describe())
                .text("text", fit -> sample(fit.step(), saved, author, run.seed(), beginning)));
        History history = training.fit(trainer, setup);
        if (training.isPaused()) {
            return training.endPaused();
        }
        if (!report.isQuiet() && writing.sample() > 0) {
            Text last = text(saved, author, beginning);
            report.say("");
            Lines.of(last.shown(), Report.LINE).forEach(report::say);
            report.say("");
            report.say(last.speed());
        }
        return training.end(String.format(
                Locale.ROOT, "test loss %.4f, of the 3-gram model %.4f", history.last("validation.loss"), trigrams));
    }

    private int write(SavedGpt saved) {
        Text all = text(saved, writing.author(saved), writing.beginning(saved.characters()));
        PrintWriter out = spec.commandLine().getOut();
        out.println(all.shown());
        if (!run.isQuiet()) {
            out.println();
            out.println(all.speed());
        }
        out.flush();
        return 0;
    }

    /**
     * What was written in the end.
     *
     * @param shown with the prompt that it goes on from
     * @param characters that were written
     * @param seconds that took
     */
    private record Text(String shown, int characters, double seconds) {
        String speed() {
            return String.format(Locale.ROOT, "%,d characters in %.2f s, %,.0f a second, %d %s", characters, seconds,
                    characters / seconds, Parallel.threads(), Parallel.threads() == 1 ? "thread" : "threads");
        }
    }

    private Text text(SavedGpt saved, Author author, int... beginning) {
        long start = System.nanoTime();
        int[] all = author.write(beginning, writing.sample(), RandomSource.at(run.seed(), TEXTS, 0));
        double seconds = (System.nanoTime() - start) * 1e-9;
        return new Text(saved.characters().text(writing.shown(all)), writing.sample(), seconds);
    }

    /** A text that is written in the middle of a training; the same one for the terminal and for the board. */
    private String sample(long step, SavedGpt saved, Author author, long seed, int... beginning) {
        int[] all = author.write(beginning, PREVIEW_LINES * Report.LINE, RandomSource.at(seed, TEXTS + step, 0));
        return saved.characters().text(writing.shown(all));
    }

    /** Two lines of a text that is written in the middle of a training. */
    private String preview(long step, SavedGpt saved, Author author, long seed, int... beginning) {
        String head = String.format(Locale.ROOT, "  step %,d: ", step);
        String text = sample(step, saved, author, seed, beginning).strip().replaceAll("\\s+", " ");
        List<String> lines = Lines.of(text, Report.LINE - head.length()).stream().limit(PREVIEW_LINES).toList();
        return head + String.join(System.lineSeparator() + " ".repeat(head.length()), lines);
    }
}
