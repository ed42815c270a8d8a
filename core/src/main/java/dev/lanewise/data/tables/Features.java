package dev.lanewise.data.tables;

import dev.lanewise.state.State;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Several encoders side by side, as the input of a network: scaled numbers, and a 0 or 1 for each category of a
 * {@link Vocabulary}. scikit-learn calls it ColumnTransformer, Keras FeatureSpace.
 *
 * {@snippet :
 * Features features = new Features(new Standardizer("area", "rooms"), new Vocabulary("city").unknownSlot());
 * features.fit(training);
 * Linear first = new Linear(features.width(), 32, random);
 * Tensor x = features.transform(table); // [N, width]
 * }
 */
public final class Features extends Encoder {
    private final List<Encoder> parts;

    /**
     * The features of these encoders, one after the other.
     *
     * @throws IllegalArgumentException if there are none, or two read the same column
     */
    public Features(Encoder... parts) {
        List<Encoder> all = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        for (Encoder part : Required.nonNull("Features: the array of encoders", parts)) {
            all.add(Required.nonNull("Features: encoder " + all.size(), part));
            columns.addAll(part.columns());
        }
        different("Features", columns.toArray(String[]::new));
        this.parts = List.copyOf(all);
    }

    @Override
    Map<String, Boolean> kinds() {
        Map<String, Boolean> kinds = new LinkedHashMap<>();
        parts.forEach(part -> kinds.putAll(part.kinds()));
        return kinds;
    }

    @Override
    public int width() {
        return parts.stream().mapToInt(Encoder::width).sum();
    }

    @Override
    public List<String> names() {
        return parts.stream().flatMap(part -> part.names().stream()).toList();
    }

    @Override
    boolean fitted() {
        return parts.stream().allMatch(Encoder::fitted);
    }

    @Override
    public Features fit(Table table) {
        fitting(Required.nonNull("fit: the table", table)).run();
        return this;
    }

    @Override
    Runnable fitting(Table table) {
        List<Runnable> all = parts.stream().map(part -> part.fitting(table)).toList();
        return () -> all.forEach(Runnable::run);
    }

    /**
     * The features of all rows, {@code [N, width]}.
     *
     * @throws IllegalStateException if one of the encoders is not fitted
     * @throws IllegalArgumentException if the table lacks a column or has it of another type, or one of the encoders
     *     refuses a value
     */
    public Tensor transform(Table table) {
        return features(table);
    }

    @Override
    void fill(Table table, float[] into, int stride, int offset) {
        int at = offset;
        for (Encoder part : parts) {
            part.fill(table, into, stride, at);
            at += part.width();
        }
    }

    @Override
    public void state(State state) {
        for (int i = 0; i < parts.size(); i++) {
            state.part(String.valueOf(i), parts.get(i));
        }
    }

    /** For example {@code Features(Standardizer("area"), Vocabulary("city"))}. */
    @Override
    public String toString() {
        return "Features(" + parts.stream().map(Encoder::toString).collect(Collectors.joining(", ")) + ")";
    }
}
