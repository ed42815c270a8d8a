package dev.lanewise.examples.regression;

import dev.lanewise.data.tables.Csv;
import dev.lanewise.data.tables.NumberColumn;
import dev.lanewise.data.tables.Table;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.io.AtomicFile;
import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Printable;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import dev.lanewise.train.History;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a network to predict a column of a CSV file, or predicts it for another file. */
@Command(
    name = "regression",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
        "Learns a column of numbers of a CSV file from its other columns, numbers and texts, and tells how far its "
                + "predictions are off on rows that it has not seen. With --predict it prints the column for another "
                + "file, right away or later with --load.",
        "",
        "Of the rows 70 %% are learned from, 15 %% decide when to stop, and 15 %% are tested on. Without --data the "
                + "program draws houses.",
        ""
    })
public final class RegressionCommand implements Callable<Integer> {
    private static final int DRAWN = 2000;
    private static final int LEAST_ROWS = 20;

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "FILE", description = "The CSV file (default: houses that are drawn).")
    private @Nullable Path data;

    @Option(names = "--target", paramLabel = "COLUMN", description = "The column to learn (default: the last).")
    private @Nullable String target;

    @Option(
        names = "--delimiter",
        paramLabel = "CHARACTER",
        description = "What is between cells (default: found in the first lines).")
    private @Nullable Character delimiter;

    @Option(names = "--decimal-comma", description = "Numbers are written 3,14, not 3.14.")
    private boolean decimalComma;

    @Option(names = "--save", paramLabel = "FILE", description = "Save the model, as safetensors (default: not saved).")
    private @Nullable Path save;

    @Option(names = "--load", paramLabel = "FILE", description = "Train nothing, use a model that --save wrote.")
    private @Nullable Path load;

    @Option(names = "--predict", paramLabel = "FILE", description = "Print the column for the rows of a CSV file.")
    private @Nullable Path predict;

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

    @Override
    public Integer call() {
        require(epochs >= 1, "--epochs " + epochs + ": at least 1 is needed");
        require(load == null || data == null && save == null && target == null,
                "--load excludes --data, --target and --save");
        require(load == null || predict != null, "--load: --predict names the file to use the model on");
        PrintWriter out = spec.commandLine().getOut();
        Regressor regressor = load == null ? train(out) : Regressor.load(load);
        if (predict != null) {
            Table rows = csv().columns(regressor.features()).read(predict);
            out.println('"' + regressor.target().replace("\"", "\"\"") + '"');
            for (float value : regressor.predict(rows)) {
                out.println(value);
            }
        }
        out.flush();
        return 0;
    }

    private Csv csv() {
        Csv csv = delimiter == null ? Csv.defaults().guessDelimiter() : Csv.defaults().delimiter(delimiter);
        return decimalComma ? csv.decimalComma() : csv;
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
        Table table = data == null ? Houses.draw(seed, DRAWN) : csv().read(data);
        String column = target == null ? table.names().getLast() : target;
        NumberColumn numbers = table.numbers(column);
        Table known = table.filter(row -> !numbers.isMissing(row)); // nothing is learned from the others
        String file = data == null ? "the houses" : Printable.path(data);
        if (known.rows() < LEAST_ROWS || known.names().size() < 2) {
            throw new ProgramException(file + ": " + known.rows() + " rows with a " + Printable.quoted(column) + " and "
                    + (known.names().size() - 1) + " other columns are too few; " + LEAST_ROWS + " and 1 are needed");
        }
        RandomSource random = RandomSource.seed(seed);
        List<Table> parts = known.shuffled(random).split(0.7, 0.15, 0.15);
        Regressor regressor = Regressor.of(parts.get(0), column, random);
        out.println("learning " + Printable.quoted(column) + " from " + regressor.features().width() + " features of "
                + parts.get(0).rows() + " rows");
        History history = regressor.train(parts.get(0), parts.get(1), epochs, random, new Report(out));
        if (save != null) {
            regressor.save(save);
        }
        out.printf(Locale.ROOT, "epochs %d, test error %.6g, of the mean %.6g%n", history.epochs().size(),
                regressor.error(parts.get(2)), regressor.errorOfMean(parts.get(2)));
        return regressor;
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
