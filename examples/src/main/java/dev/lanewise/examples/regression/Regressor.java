package dev.lanewise.examples.regression;

import dev.lanewise.data.Batch;
import dev.lanewise.data.DataLoader;
import dev.lanewise.data.TensorDataset;
import dev.lanewise.data.tables.Column;
import dev.lanewise.data.tables.Encoder;
import dev.lanewise.data.tables.Features;
import dev.lanewise.data.tables.NumberColumn;
import dev.lanewise.data.tables.Standardizer;
import dev.lanewise.data.tables.Table;
import dev.lanewise.data.tables.Vocabulary;
import dev.lanewise.examples.ProgramException;
import dev.lanewise.io.Checkpoint;
import dev.lanewise.loss.Losses;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.optim.Adam;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.train.Callback;
import dev.lanewise.train.History;
import dev.lanewise.train.Trainer;
import dev.lanewise.train.callbacks.EarlyStopping;
import dev.lanewise.train.callbacks.PauseOnExit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** A network that learns a column of numbers from the other columns of a table, and how it reads these. */
final class Regressor {
    private static final int HIDDEN = 64;
    private static final int BATCH = 32;
    private static final int PATIENCE = 10;
    private static final double RATE = 0.003;

    private final Features features;
    private final Standardizer target;
    private final Sequential model;

    /** Both encoders are fitted, so that the size of the network is known. */
    private Regressor(Features features, Standardizer target, RandomSource random) {
        this.features = features;
        this.target = target;
        this.model = new Sequential(
                new Linear(features.width(), HIDDEN, random), new ReLU(),
                new Linear(HIDDEN, HIDDEN, random), new ReLU(),
                new Linear(HIDDEN, 1, random));
    }

    /** A network yet to be trained, with encoders fitted to the rows that it is to learn from. */
    static Regressor of(Table training, String target, RandomSource random) {
        training.numbers(target);
        List<String> numbers = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Column column : training.drop(target).columns()) {
            if (column.missing() < column.size()) { // otherwise it has nothing to be learned from
                (column instanceof NumberColumn ? numbers : texts).add(column.name());
            }
        }
        if (numbers.isEmpty() && texts.isEmpty()) {
            throw new ProgramException("no column but " + Printable.quoted(target) + " has a value in the rows to "
                    + "learn from");
        }
        return new Regressor(
                features(numbers, texts).fit(training), new Standardizer(target).fit(training), random);
    }

    private static Features features(List<String> numbers, List<String> texts) {
        List<Encoder> encoders = new ArrayList<>();
        if (!numbers.isEmpty()) {
            encoders.add(new Standardizer(numbers.toArray(String[]::new))
                    .missing(Standardizer.Missing.MEAN_AND_FLAG));
        }
        texts.forEach(text -> encoders.add(new Vocabulary(text).unknownSlot(2)));
        return new Features(encoders.toArray(Encoder[]::new));
    }

    /** One that was saved: the file says which columns it reads. */
    static Regressor load(Path file) {
        Map<String, String> saved = Checkpoint.read(file).texts();
        List<String> numbers = columns(saved, "features.0.", 0);
        List<String> texts = columns(saved, "features.", numbers.isEmpty() ? 0 : 1);
        String column = saved.get("target.0.column");
        if (column == null || numbers.isEmpty() && texts.isEmpty()) {
            throw new ProgramException(Printable.path(file) + ": not a model of regression, which has columns");
        }
        Features features = features(numbers, texts);
        Checkpoint.loadPart(file, "features", features);
        Regressor regressor = new Regressor(features, new Standardizer(column), RandomSource.seed(0));
        Checkpoint.load(file, regressor.parts());
        return regressor;
    }

    private static List<String> columns(Map<String, String> saved, String path, int from) {
        List<String> columns = new ArrayList<>();
        String column = saved.get(path + from + ".column");
        while (column != null) {
            columns.add(column);
            column = saved.get(path + (from + columns.size()) + ".column");
        }
        return columns;
    }

    private Map<String, Stateful> parts() {
        return Map.of("features", features, "target", target, "model", model);
    }

    void save(Path file) {
        Checkpoint.save(file, parts());
    }

    /** Trains until the error on the other rows has not become less for ten epochs, and goes back to the best. */
    History train(Table training, Table validation, int epochs, RandomSource random, List<Callback> watching) {
        DataLoader<Batch<Tensor, Tensor>> batches = new DataLoader<>(dataset(training), BATCH).shuffle(random);
        Trainer<Batch<Tensor, Tensor>, Tensor> trainer = Trainer.of(
                model, new Adam(model.parameters(), RATE), Losses::mse);
        trainer.with(new EarlyStopping(History.VALIDATION + "loss").patience(PATIENCE));
        watching.forEach(trainer::with);
        trainer.with(new PauseOnExit());
        return trainer.fit(batches, new DataLoader<>(dataset(validation), BATCH), epochs);
    }

    private TensorDataset<Tensor, Tensor> dataset(Table table) {
        return new TensorDataset<>(features.transform(table), target.transform(table));
    }

    /** What the network takes the target to be, a row each, in its own unit. */
    float[] predict(Table table) {
        model.eval();
        try (GradMode.Scope _ = GradMode.noGrad()) {
            return target.inverse(model.forward(features.transform(table))).toArray();
        }
    }

    /** The root mean square of what the predictions are off by. */
    double error(Table table) {
        float[] predicted = predict(table);
        return error(table, row -> predicted[row]);
    }

    /** The same of predicting for every row the mean of those that were learned from. */
    double errorOfMean(Table table) {
        double mean = target.means()[0];
        return error(table, _ -> mean);
    }

    private double error(Table table, IntToDoubleFunction predicted) {
        NumberColumn truth = table.numbers(target());
        double squares = IntStream.range(0, truth.size())
                .mapToDouble(row -> predicted.applyAsDouble(row) - truth.get(row)).map(off -> off * off).sum();
        return Math.sqrt(squares / truth.size());
    }

    String target() {
        return target.columns().getFirst();
    }

    Features features() {
        return features;
    }
}
