package dev.lanewise.examples.mnist;

import dev.lanewise.nn.Dropout;
import dev.lanewise.nn.Flatten;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A multilayer perceptron: each hidden layer is a linear map and a ReLU, with dropout if any.
 *
 * @param hidden widths of the hidden layers
 * @param dropout share of each hidden layer's outputs that is dropped in training
 */
record Perceptron(List<Integer> hidden, double dropout) implements Network {
    static final String KIND = "mlp-relu";

    /** Checks the numbers, which may come from a file. */
    Perceptron {
        if (!hidden.stream().allMatch(width -> width > 0) || !(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("hidden " + hidden + ", dropout " + dropout + " make no sense");
        }
    }

    @Override
    public Sequential build(Size size, RandomSource random) {
        List<Layer> layers = new ArrayList<>();
        layers.add(new Flatten());
        int width = Math.multiplyExact(size.rows(), size.cols());
        for (int next : hidden) {
            layers.add(new Linear(width, next, random));
            layers.add(new ReLU());
            if (dropout > 0) {
                layers.add(new Dropout(dropout, random));
            }
            width = next;
        }
        layers.add(new Linear(width, size.classes(), random));
        return new Sequential(layers.toArray(Layer[]::new));
    }

    @Override
    public long parameters(Size size) {
        long count = 0;
        long inputs = Math.multiplyExact(size.rows(), size.cols());
        for (int width : hidden) {
            count = Math.addExact(count, Math.multiplyExact(inputs + 1, width));
            inputs = width;
        }
        return Math.addExact(count, Math.multiplyExact(inputs + 1, size.classes()));
    }

    @Override
    public long largest(Size size) {
        long most = 0;
        long inputs = Math.multiplyExact(size.rows(), size.cols());
        for (int width : hidden) {
            most = Math.max(most, Math.multiplyExact(inputs, width));
            inputs = width;
        }
        return Math.max(most, Math.multiplyExact(inputs, size.classes()));
    }

    @Override
    public String describe(Size size) {
        String between = hidden.stream().map(width -> width + "-").collect(Collectors.joining());
        return Math.multiplyExact(size.rows(), size.cols()) + "-" + between + size.classes();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, String> metadata() {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("hidden", String.join(",", hidden.stream().map(String::valueOf).toList()));
        if (dropout > 0) { // its layers have a place among the others
            metadata.put("dropout", Double.toString(dropout));
        }
        return metadata;
    }

    static Perceptron of(Map<String, String> metadata) {
        String hidden = metadata.getOrDefault("hidden", "");
        List<Integer> widths = hidden.isEmpty()
                ? List.of()
                : Arrays.stream(hidden.split(",", -1)).map(Integer::valueOf).toList();
        return new Perceptron(widths, Double.parseDouble(metadata.getOrDefault("dropout", "0")));
    }

    @Override
    public void state(State state) {
        state.setting("network", KIND);
        state.setting("hidden", hidden);
        state.setting("dropout", dropout);
    }
}
