package dev.lanewise.data.tables;

import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns columns of a table into numbers for a network, as it was fitted to the training table: the same values get the
 * same numbers in every table. {@code Checkpoint} saves what was fitted with the model.
 *
 * {@snippet :
 * Features features = new Features(new Standardizer("area", "rooms"), new Vocabulary("city").unknownSlot());
 * Standardizer price = new Standardizer("price");
 * features.fit(training);
 * price.fit(training);
 * TensorDataset<Tensor, Tensor> data = new TensorDataset<>(features.transform(training), price.transform(training));
 * Checkpoint.save(file, Map.of("model", model, "features", features, "price", price));
 * }
 *
 * <p>A program that predicts makes the same encoders, loads them, and transforms its own table. One that lacks a
 * column, or has it of another type, is refused by name.
 */
public abstract sealed class Encoder implements Stateful permits Standardizer, Vocabulary, Features {
    Encoder() {}

    /** The columns that it reads, in their order. */
    public final List<String> columns() {
        return List.copyOf(kinds().keySet());
    }

    /** The columns that it reads: true if numbers are expected, false if texts. */
    abstract Map<String, Boolean> kinds();

    /** How many features it makes of a row. */
    public abstract int width();

    /**
     * What the features are called: {@code area}, {@code city=Rome}.
     *
     * @throws IllegalStateException if it is not fitted
     */
    public abstract List<String> names();

    /**
     * Fits it to a table, the training rows alone.
     *
     * @return this
     * @throws IllegalArgumentException if the table lacks a column, has it of another type, has no value in it or
     *     values that are refused; nothing is changed then
     */
    public abstract Encoder fit(Table table);

    /** Finds out what to fit to a table, and refuses what does not serve; the result puts it in place. */
    abstract Runnable fitting(Table table);

    /** Whether it was fitted, or loaded. */
    abstract boolean fitted();

    /** Writes the features of each row, which lie {@code stride} apart, from an offset on. */
    abstract void fill(Table table, float[] into, int stride, int offset);

    /** The features of all rows, {@code [N, width]}. */
    final Tensor features(Table table) {
        Required.nonNull("transform: the table", table);
        requireFitted("transform");
        for (Map.Entry<String, Boolean> column : kinds().entrySet()) {
            if (column.getValue()) {
                table.numbers(column.getKey());
            } else {
                table.texts(column.getKey());
            }
        }
        Shape shape = Shape.of(table.rows(), width());
        float[] values = new float[shape.size()];
        fill(table, values, width(), 0);
        return Tensor.wrap(values, shape);
    }

    final void requireFitted(String method) {
        if (!fitted()) {
            throw new IllegalStateException(method + ": " + this + " is not fitted to a table, nor loaded");
        }
    }

    /** Different names of columns, at least one. */
    static List<String> different(String type, String... names) {
        Set<String> all = new LinkedHashSet<>();
        for (String name : Required.nonNull(type + ": the array of names", names)) {
            if (!all.add(Required.nonNull(type + ": name " + all.size(), name))) {
                throw new IllegalArgumentException(type + ": column " + Printable.quoted(name) + " is named twice");
            }
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException(type + ": no column is named");
        }
        return Collections.unmodifiableList(new ArrayList<>(all));
    }
}
