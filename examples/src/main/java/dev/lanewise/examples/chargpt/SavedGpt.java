package dev.lanewise.examples.chargpt;

import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network with what is needed to use it again.
 *
 * @param model the network
 * @param form its sizes
 * @param characters that it knows
 */
record SavedGpt(CharGpt model, Form form, Characters characters) {
    private static final String MODEL = "lanewise.model";
    private static final String KIND = "chargpt";

    /** Writes parameters, sizes and characters, all or nothing. */
    void save(Path file) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(MODEL, KIND);
        metadata.put("characters", characters.toString());
        metadata.put("context", Integer.toString(form.context()));
        metadata.put("layers", Integer.toString(form.layers()));
        metadata.put("width", Integer.toString(form.width()));
        metadata.put("heads", Integer.toString(form.heads()));
        Safetensors.save(file, model.stateDict(), metadata);
    }

    /**
     * Reads a model that {@link #save} wrote.
     *
     * @throws FormatException if the file is not such a model; the message names it and says what is wrong
     */
    static SavedGpt load(Path file) {
        Safetensors saved = Safetensors.load(file);
        Map<String, String> metadata = saved.metadata();
        String kind = metadata.get(MODEL);
        if (!KIND.equals(kind)) {
            throw new FormatException(Printable.path(file)
                    + ": not a model saved by examples/run chargpt --save (its metadata say model "
                    + (kind == null ? "nothing" : Printable.quoted(kind)) + ", expected " + KIND + ")");
        }
        try {
            Characters characters = Characters.of(metadata.getOrDefault("characters", ""));
            Form form = new Form(characters.size(), number(metadata, "context"), number(metadata, "layers"),
                    number(metadata, "width"), number(metadata, "heads"), 0);
            long found = saved.tensors().values().stream().mapToLong(Tensor::size).sum();
            if (found != form.parameters()) { // before memory is taken for whatever the metadata claim
                throw new IllegalArgumentException("a network of " + form.describe() + " for " + characters.size()
                        + " characters has " + form.parameters() + " parameters, not " + found);
            }
            CharGpt model = new CharGpt(form, RandomSource.seed(0));
            model.loadStateDict(saved.tensors());
            return new SavedGpt(model, form, characters);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FormatException(Printable.path(file) + ": its metadata and tensors do not make a model ("
                    + Printable.sentence(String.valueOf(e.getMessage())) + ")");
        }
    }

    private static int number(Map<String, String> metadata, String name) {
        return Integer.parseInt(metadata.getOrDefault(name, ""));
    }
}
