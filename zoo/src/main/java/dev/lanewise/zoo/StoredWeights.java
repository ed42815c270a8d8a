package dev.lanewise.zoo;

import dev.lanewise.io.FormatException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelTensors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tensors of a file as the parameters of a network, and which of them it has asked for. */
final class StoredWeights implements Weights.Source {
    private final ModelTensors file;
    private final StoredNames names;
    private final Weights.@Nullable Source fresh;
    private final Set<String> used = new HashSet<>();

    /** Reads a file; what the names call new comes from elsewhere, and is required not to be if that is null. */
    StoredWeights(ModelTensors file, StoredNames names, Weights.@Nullable Source fresh) {
        this.file = file;
        this.names = names;
        this.fresh = fresh;
    }

    @Override
    public Tensor read(String path, Weights.Start start, int... shape) {
        if (names.isFresh(path)) {
            return Required.nonNull("Weights: the random source for the new " + Printable.quoted(path), fresh)
                    .read(path, start, shape);
        }
        String stored = stored(path);
        if (stored == null) {
            throw new FormatException(
                    file + " has no tensor " + Printable.quoted(path) + ", which the network needs; its "
                            + "tensors: " + Printable.names(file.names()));
        }
        List<Long> found = file.shape(stored);
        List<Long> expected = new ArrayList<>();
        for (int dim : shape) { // no Shape yet: a configuration may ask for more than one can have
            expected.add((long) dim);
        }
        if (!found.equals(expected)) {
            throw new FormatException(file + ": the tensor " + Printable.quoted(stored) + " has the shape "
                    + Printable.brief(found.toString()) + ", by the configuration it has " + expected);
        }
        used.add(stored);
        return file.tensor(stored);
    }

    @Override
    public boolean has(String path) {
        return names.isFresh(path) || stored(path) != null;
    }

    private @Nullable String stored(String path) {
        return names.candidates(path).stream().filter(file.names()::contains).findFirst().orElse(null);
    }

    /**
     * Makes sure that the network knows all that is stored.
     *
     * @throws FormatException if there are tensors that nobody has asked for, and that the names do not ignore
     */
    void requireUsed() {
        List<String> left = file.names().stream()
                .filter(name -> !used.contains(name) && !names.ignores(name)).toList();
        if (!left.isEmpty()) {
            throw new FormatException(
                    file + " has tensors that this network has no place for: " + Printable.names(left));
        }
    }
}
