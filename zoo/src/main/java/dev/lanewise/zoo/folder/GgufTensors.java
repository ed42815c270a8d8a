package dev.lanewise.zoo.folder;

import dev.lanewise.io.FormatException;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.GgufNames.Layout;
import dev.lanewise.zoo.folder.GgufNames.Place;
import dev.lanewise.zoo.gguf.GgufFile;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Those of a GGUF file: each is renamed, and laid out as Hugging Face's files have it while it is read. */
final class GgufTensors implements ModelTensors {
    private final GgufFile file;
    private final Map<String, Stored> places;
    private final int heads;
    private final int keyHeads;

    private record Stored(GgufFile.Entry entry, Layout layout) {
        /** Only matrices can lie the other way round. */
        boolean isTransposed() {
            return layout == Layout.TRANSPOSED && entry.shape().size() == 2;
        }
    }

    /**
     * The tensors of a file.
     *
     * @param names those of its family
     * @param heads of the queries
     * @param keyHeads of the keys
     * @throws FormatException if the family has no such tensor
     */
    GgufTensors(GgufFile file, GgufNames names, int heads, int keyHeads) {
        this.file = file;
        this.heads = heads;
        this.keyHeads = keyHeads;
        Map<String, Stored> all = new LinkedHashMap<>();
        for (GgufFile.Entry entry : file.entries().values()) {
            if (names.settings().contains(entry.name())) {
                continue;
            }
            Place place = names.place(entry.name()); // one of its own: names are there once, and places differ
            if (place == null) {
                throw new FormatException(file + ": the tensor " + Printable.quoted(entry.name())
                        + " is none that models of the architecture "
                        + Printable.quoted(file.value("general.architecture").text()) + " have here");
            }
            all.put(place.name(), new Stored(entry, place.layout()));
        }
        this.places = Collections.unmodifiableMap(all);
    }

    @Override
    public Set<String> names() {
        return places.keySet();
    }

    @Override
    public List<Long> shape(String name) {
        Stored stored = stored(name);
        return stored.isTransposed() ? stored.entry.shape().reversed() : stored.entry.shape();
    }

    @Override
    public Tensor tensor(String name) {
        Stored stored = stored(name);
        return switch (stored.layout) {
            case QUERIES -> turned(stored.entry, heads);
            case KEYS -> turned(stored.entry, keyHeads);
            case TRANSPOSED -> stored.isTransposed() ? transposed(stored.entry) : file.tensor(stored.entry.name());
            case PLAIN -> file.tensor(stored.entry.name());
        };
    }

    private Stored stored(String name) {
        Stored stored = places.get(Required.nonNull("ModelTensors: the name", name));
        if (stored == null) {
            throw new IllegalArgumentException(file + " has no tensor " + Printable.quoted(name));
        }
        return stored;
    }

    private Tensor transposed(GgufFile.Entry entry) {
        Shape shape = file.shape(entry.name());
        int rows = shape.dim(0);
        int columns = shape.dim(1);
        float[] values = new float[shape.size()];
        file.forEachRow(entry.name(), (row, elements) -> {
            for (int i = 0; i < columns; i++) {
                values[i * rows + row] = elements[i];
            }
        });
        return Tensor.wrap(values, Shape.of(columns, rows));
    }

    /**
     * The rows of each head, or the elements of its bias, in the order of pairs that are half a head apart: llama.cpp
     * has the two of a pair beside each other.
     */
    private Tensor turned(GgufFile.Entry entry, int count) {
        Shape shape = file.shape(entry.name());
        int rows = shape.rank() == 0 ? 1 : shape.dim(0);
        if (shape.rank() > 2 || rows % (2 * (long) count) != 0) {
            throw new FormatException(file + ": the tensor " + Printable.quoted(entry.name()) + " of shape " + shape
                    + " has no rows in pairs for " + count + " heads");
        }
        int head = rows / count;
        float[] values = new float[shape.size()];
        file.forEachRow(entry.name(), (row, elements) -> {
            if (shape.rank() == 2) {
                System.arraycopy(elements, 0, values, place(row, head) * elements.length, elements.length);
                return;
            }
            for (int i = 0; i < elements.length; i++) {
                values[place(i, head)] = elements[i];
            }
        });
        return Tensor.wrap(values, shape);
    }

    private static int place(int row, int head) {
        int inHead = row % head;
        return row - inHead + inHead % 2 * (head / 2) + inHead / 2;
    }

    /** Nothing is open between two reads. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return file.toString();
    }
}
