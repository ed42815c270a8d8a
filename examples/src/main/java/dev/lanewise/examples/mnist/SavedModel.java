package dev.lanewise.examples.mnist;

import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.nn.Sequential;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A perceptron with what is needed to use it again. The file's metadata hold architecture and normalisation, and never
 * a time or a number of threads: the same training gives the same file.
 *
 * @param model the network
 * @param form sizes and normalisation
 */
record SavedModel(Sequential model, Form form) {
    /**
     * What the network takes and gives.
     *
     * @param rows rows of an image
     * @param cols columns of an image
     * @param hidden widths of the hidden layers
     * @param classes number of classes
     * @param dropout share of each hidden layer that training dropped
     * @param mean of the pixels as fractions of 255
     * @param std standard deviation likewise
     */
    record Form(int rows, int cols, List<Integer> hidden, int classes, double dropout, float mean, float std) {
        /** Checks the sizes, which may come from a file. */
        Form {
            boolean positive = rows > 0 && cols > 0 && classes > 0 && hidden.stream().allMatch(width -> width > 0);
            if (!positive || !(dropout >= 0 && dropout < 1) || !(std > 0) || !Float.isFinite(std)
                    || !Float.isFinite(mean)) {
                throw new IllegalArgumentException("rows " + rows + ", cols " + cols + ", hidden " + hidden
                        + ", classes " + classes + ", dropout " + dropout + ", mean " + mean + ", std " + std
                        + " make no sense");
            }
        }

        /** The widths of all layers, inputs and classes included, for example {@code 784-128-10}. */
        String widths() {
            String between = hidden.stream().map(width -> width + "-").collect(Collectors.joining());
            return Math.multiplyExact(rows, cols) + "-" + between + classes;
        }

        /** How many parameters the network has. */
        long parameters() {
            long count = 0;
            long inputs = Math.multiplyExact(rows, cols);
            for (int width : hidden) {
                count = Math.addExact(count, Math.multiplyExact(inputs + 1, width));
                inputs = width;
            }
            return Math.addExact(count, Math.multiplyExact(inputs + 1, classes));
        }
    }

    private static final String KIND = "mlp-relu";

    /** Writes parameters and form, all or nothing. */
    void save(Path file) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("lanewise.model", KIND);
        metadata.put("rows", Integer.toString(form.rows()));
        metadata.put("cols", Integer.toString(form.cols()));
        metadata.put("hidden", String.join(",", form.hidden().stream().map(String::valueOf).toList()));
        metadata.put("classes", Integer.toString(form.classes()));
        if (form.dropout() > 0) { // its layers have a place among the others
            metadata.put("dropout", Double.toString(form.dropout()));
        }
        metadata.put("mean", Float.toString(form.mean()));
        metadata.put("std", Float.toString(form.std()));
        Safetensors.save(file, model.stateDict(), metadata);
    }

    /**
     * Reads a model that {@link #save} wrote.
     *
     * @throws FormatException if the file is not such a model; the message names it and says what is wrong
     */
    static SavedModel load(Path file) {
        Safetensors saved = Safetensors.load(file);
        Map<String, String> metadata = saved.metadata();
        String kind = metadata.get("lanewise.model");
        if (!KIND.equals(kind)) {
            String found = kind == null ? "nothing" : Printable.quoted(kind);
            throw new FormatException(Printable.path(file)
                    + ": not a model saved by examples/run mnist --save (its metadata say model "
                    + found + ", expected " + KIND + ")");
        }
        try {
            String hidden = metadata.getOrDefault("hidden", "");
            List<Integer> widths = hidden.isEmpty()
                    ? List.of()
                    : Arrays.stream(hidden.split(",", -1)).map(Integer::valueOf).toList();
            Form form = new Form(
                    Integer.parseInt(metadata.getOrDefault("rows", "")),
                    Integer.parseInt(metadata.getOrDefault("cols", "")),
                    widths,
                    Integer.parseInt(metadata.getOrDefault("classes", "")),
                    Double.parseDouble(metadata.getOrDefault("dropout", "0")),
                    Float.parseFloat(metadata.getOrDefault("mean", "")),
                    Float.parseFloat(metadata.getOrDefault("std", "")));
            long found = saved.tensors().values().stream().mapToLong(Tensor::size).sum();
            if (found != form.parameters()) { // before memory is taken for whatever the metadata claim
                throw new IllegalArgumentException("a network " + form.widths() + " has " + form.parameters()
                        + " parameters, not " + found);
            }
            Sequential model = Recipe.network(
                    Math.multiplyExact(form.rows(), form.cols()), widths, form.classes(), form.dropout(),
                    RandomSource.seed(0));
            model.loadStateDict(saved.tensors());
            return new SavedModel(model, form);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FormatException(Printable.path(file) + ": its metadata and tensors do not make a model ("
                    + Printable.sentence(String.valueOf(e.getMessage())) + ")");
        }
    }
}
