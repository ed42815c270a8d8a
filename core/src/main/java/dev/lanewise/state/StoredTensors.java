package dev.lanewise.state;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tensors by name that are read, or computed, each time they are asked for, while their names and shapes are known
 * before: what loads a block from them, or saves them, needs the memory of one tensor at a time.
 *
 * {@snippet :
 * StoredTensors halved = StoredTensors.of(shapes.keySet(), shapes::get, name -> read(name).times(0.5f));
 * Safetensors.save(Path.of("halved.safetensors"), halved, Map.of());
 * }
 *
 * <p>Unmodifiable. Iterating over the values reads each; {@code toString} reads none.
 */
public final class StoredTensors extends AbstractMap<String, Tensor> {
    private final Set<String> names;
    private final Function<String, @Nullable Shape> shape;
    private final Function<String, @Nullable Tensor> read;

    private StoredTensors(
            Set<String> names, Function<String, @Nullable Shape> shape, Function<String, @Nullable Tensor> read) {
        this.names = names;
        this.shape = shape;
        this.read = read;
    }

    /**
     * Tensors of some names.
     *
     * @param shape gives the shape of the tensor of a name, without reading it
     * @param read gives the tensor itself, which has this shape
     * @throws IllegalArgumentException if an argument or a name is null
     */
    public static StoredTensors of(
            Set<String> names, Function<String, @Nullable Shape> shape, Function<String, @Nullable Tensor> read) {
        Required.nonNull("StoredTensors: the set of names", names);
        Required.nonNull("StoredTensors: the function of shapes", shape);
        Required.nonNull("StoredTensors: the function that reads", read);
        Set<String> copy = Collections.unmodifiableSet(new LinkedHashSet<>(names));
        if (copy.stream().anyMatch(name -> name == null)) {
            throw new IllegalArgumentException("StoredTensors: a name is null");
        }
        return new StoredTensors(copy, shape, read);
    }

    /**
     * The shape that the tensor of a name has.
     *
     * @throws IllegalArgumentException if there is no such name
     */
    public Shape shape(String name) {
        Required.nonNull("shape: the name", name);
        if (!names.contains(name)) {
            throw new IllegalArgumentException("StoredTensors: there is no tensor " + Printable.quoted(name)
                    + ", but " + Printable.names(names));
        }
        return given(name, "shape", shape.apply(name));
    }

    private static <T> T given(String name, String what, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(
                    "StoredTensors: the " + what + " of " + Printable.quoted(name) + " is null");
        }
        return value;
    }

    private Tensor read(String name) {
        return given(name, "tensor", read.apply(name));
    }

    /** Reads a tensor; null if there is none of this name. */
    @Override
    public @Nullable Tensor get(@Nullable Object name) {
        return name instanceof String text && names.contains(text) ? read(text) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return names.contains(name);
    }

    @Override
    public int size() {
        return names.size();
    }

    @Override
    public Set<String> keySet() {
        return names;
    }

    /** Each entry reads its tensor when it is asked for the value. */
    @Override
    public Set<Map.Entry<String, Tensor>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return names.size();
            }

            @Override
            public Iterator<Map.Entry<String, Tensor>> iterator() {
                Iterator<String> each = names.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return each.hasNext();
                    }

                    @Override
                    public Map.Entry<String, Tensor> next() {
                        return new Unread(each.next());
                    }
                };
            }
        };
    }

    /** A name, and the tensor that it stands for once that is wanted. */
    private final class Unread implements Map.Entry<String, Tensor> {
        private final String name;

        Unread(String name) {
            this.name = name;
        }

        @Override
        public String getKey() {
            return name;
        }

        @Override
        public Tensor getValue() {
            return read(name);
        }

        @Override
        public Tensor setValue(Tensor value) {
            throw new UnsupportedOperationException("StoredTensors are not modified");
        }
    }

    /** The names, for example {@code StoredTensors["0.weight", "0.bias"]}. */
    @Override
    public String toString() {
        return "StoredTensors[" + Printable.names(names) + "]";
    }
}
