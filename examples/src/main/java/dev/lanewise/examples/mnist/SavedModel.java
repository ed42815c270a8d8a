package dev.lanewise.examples.mnist;

import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.Layer;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network with what is needed to use it again. The file's metadata hold architecture and normalisation, and never a
 * time or a number of threads: the same training gives the same file.
 *
 * @param model the network
 * @param form what it was built from, and what it takes
 */
record SavedModel(Layer model, Form form) {
    private static final String MODEL = "lanewise.model";

    /**
     * What the network takes and gives.
     *
     * @param network the kind of network
     * @param size of images and outputs
     * @param mean of the pixels as fractions of 255
     * @param std standard deviation likewise
     */
    record Form(Network network, Network.Size size, float mean, float std) {
        /** Checks the numbers, which may come from a file. */
        Form {
            if (!(std > 0) || !Float.isFinite(std) || !Float.isFinite(mean)) {
                throw new IllegalArgumentException("mean " + mean + ", std " + std + " make no sense");
            }
        }

        /** The network in short, for example {@code 784-128-10}. */
        String describe() {
            return network.describe(size);
        }
    }

    /** Writes the parameters of a network and its form, all or nothing. */
    static void save(Path file, Block model, Form form) {
        Map<String, String> metadata = new TreeMap<>(form.network().metadata());
        metadata.put(MODEL, form.network().kind());
        metadata.put("rows", Integer.toString(form.size().rows()));
        metadata.put("cols", Integer.toString(form.size().cols()));
        metadata.put("classes", Integer.toString(form.size().classes()));
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
        String kind = metadata.get(MODEL);
        if (kind == null || !Network.isKind(kind)) {
            String found = kind == null ? "nothing" : Printable.quoted(kind);
            throw new FormatException(Printable.path(file)
                    + ": not a model saved by examples/run mnist, mnist-cnn or mnist-lstm --save (its "
                    + "metadata say model " + found + ", expected one of " + String.join(", ", Network.KINDS) + ")");
        }
        try {
            Network.Size size = new Network.Size(
                    Integer.parseInt(metadata.getOrDefault("rows", "")),
                    Integer.parseInt(metadata.getOrDefault("cols", "")),
                    Integer.parseInt(metadata.getOrDefault("classes", "")));
            Form form = new Form(
                    Network.of(kind, metadata), size,
                    Float.parseFloat(metadata.getOrDefault("mean", "")),
                    Float.parseFloat(metadata.getOrDefault("std", "")));
            long found = saved.tensors().values().stream().mapToLong(Tensor::size).sum();
            long expected = form.network().parameters(size);
            if (found != expected) { // before memory is taken for whatever the metadata claim
                throw new IllegalArgumentException(
                        "a network " + form.describe() + " has " + expected + " parameters, not " + found);
            }
            Layer model = form.network().build(size, RandomSource.seed(0));
            model.loadStateDict(saved.tensors());
            return new SavedModel(model, form);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FormatException(Printable.path(file) + ": its metadata and tensors do not make a model ("
                    + Printable.sentence(String.valueOf(e.getMessage())) + ")");
        }
    }
}
