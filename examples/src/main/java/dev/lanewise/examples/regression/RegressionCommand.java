package dev.lanewise.examples.regression;

import dev.lanewise.data.tables.NumberColumn;
import dev.lanewise.data.tables.Table;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.examples.training.BoardOptions;
import dev.lanewise.io.AtomicFile;
import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Printable;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.History;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a network to predict a column of a CSV file or of a database's rows, or predicts it for others. */
@Command(
    name = "regression",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
        "Learns a column of numbers from the other columns of a CSV file or of a database's query, numbers and texts, "
                + "and tells how far its predictions are off on rows that it has not seen. With --predict or "
                + "--predict-query it prints the column for other rows, right away or later with --load.",
        "",
        "Of the rows 70 %% are learned from, 15 %% decide when to stop, and 15 %% are tested on. Without --data or "
                + "--query the program draws houses.",
        ""
    })
public final class RegressionCommand implements Callable<Integer> {
    private static final int DRAWN = 2000;
    private static final int LEAST_ROWS = 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RowOptions rows = new RowOptions();

    @Option(names = "--target", paramLabel = "COLUMN", description = "The column to learn (default: the last).")
    private @Nullable String target;

    @Option(names = "--save", paramLabel = "FILE", description = "Save the model, as safetensors (default: not saved).")
    private @Nullable Path save;

    @Option(names = "--load", paramLabel = "FILE", description = "Train nothing, use a model that --save wrote.")
    private @Nullable Path load;

    @Option(
        names = "--epochs",
        paramLabel = "N",
        defaultValue = "100",
        description = "Passes over the training data at most (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "1",
        description = "Seed of all that is random: weights, order, drawn data (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private BoardOptions board = new BoardOptions();

    @Override
    public Integer call() throws IOException {
        require(epochs >= 1, "--epochs " + epochs + ": at least 1 is needed");
        require(load == null || rows.data == null && rows.query == null && save == null && target == null,
                "--load excludes --data, --query, --target and --save");
        require(load == null || rows.predicts(),
                "--load: --predict names the file to use the model on, or --predict-query the rows of a database");
        require(load == null || !board.isRecorded(), "--load excludes --board and --runs: nothing is trained");
        rows.check(spec.commandLine());
        board.begin(spec);
        PrintWriter out = spec.commandLine().getOut();
        Regressor regressor = load == null ? train(out) : Regressor.load(load);
        Table asked = rows.asked(regressor.features());
        if (asked != null) {
            out.println('"' + regressor.target().replace("\"", "\"\"") + '"');
            for (float value : regressor.predict(asked)) {
                out.println(value);
            }
        }
        out.flush();
        board.stay(spec);
        return 0;
    }

    private void require(boolean condition, String sentence) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), sentence);
        }
    }

    private Regressor train(PrintWriter out) {
        if (save != null) {
            AtomicFile.requireWritable(save);
        }
        Table given = rows.training();
        Table table = given == null ? Houses.draw(seed, DRAWN) : given;
        String column = target == null ? table.names().getLast() : rows.column(table, target);
        NumberColumn numbers = table.numbers(column);
        Table known = table.filter(row -> !numbers.isMissing(row)); // nothing is learned from the others
        if (known.rows() < LEAST_ROWS || known.names().size() < 2) {
            throw new ProgramException(origin() + ": " + known.rows() + " rows with a " + Printable.quoted(column)
                    + " and " + (known.names().size() - 1) + " other columns are too few; " + LEAST_ROWS
                    + " and 1 are needed");
        }
        RandomSource random = RandomSource.seed(seed);
        List<Table> parts = known.shuffled(random).split(0.7, 0.15, 0.15);
        Regressor regressor = Regressor.of(parts.get(0), column, random);
        out.println("learning " + Printable.quoted(column) + " from " + regressor.features().width() + " features of "
                + parts.get(0).rows() + " rows");
        List<Callback> watching = new ArrayList<>(List.of(new Report(out)));
        board.recorder(spec).ifPresent(recorder -> watching.add(recorder.setting("target", column)));
        History history = regressor.train(parts.get(0), parts.get(1), epochs, random, watching);
        if (save != null) {
            regressor.save(save);
        }
        Table test = parts.get(2);
        out.printf(Locale.ROOT, "epochs %d; root mean square error on %d test rows, in the unit of %s: %.6g; if the "
                + "mean is predicted for all: %.6g%n", history.epochs().size(), test.rows(), Printable.quoted(column),
                regressor.error(test), regressor.errorOfMean(test));
        return regressor;
    }

    /** Where the rows are from, for messages. */
    private String origin() {
        if (rows.query != null) {
            return "the query " + Printable.quoted(rows.query);
        }
        return rows.data == null ? "the houses" : Printable.path(rows.data);
    }

    /** A line every ten epochs. */
    private record Report(PrintWriter out) implements Callback {
        @Override
        public void epoch(Fit fit) {
            if (fit.epoch() % 10 == 0) {
                out.printf(Locale.ROOT, "epoch %d  loss %.4f  validation %.4f%n", fit.epoch(),
                        fit.history().last("loss"), fit.history().last(History.VALIDATION + "loss"));
                out.flush();
            }
        }
    }
}
