package dev.lanewise.reference;

import dev.lanewise.ClassScan;
import dev.lanewise.tensor.Value;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** How Lanewise computes the cases of a fixture file; a table's constructor adds its rows, one statement each. */
public abstract class Fixtures {
    /** A case's name, the function that computes it, and what its values are measured by. */
    public static final class Row {
        final String name;
        final Function<In, List<? extends Value>> call;

        boolean elementwise;
        double cancelled;

        Row(String name, Function<In, List<? extends Value>> call) {
            this.name = name;
            this.call = call;
        }

        /** Each value is close to the exact one by its own size: an error of the input would excuse too much. */
        public Row elementwise() {
            elementwise = true;
            return this;
        }

        /** The gradients are differences of terms this large, which the slopes of the inputs do not show. */
        public Row cancelling(double terms) {
            cancelled = terms;
            return this;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Fixtures> ALL = ClassScan.beside(Fixtures.class, name -> name.endsWith("Fixtures"))
            .stream().filter(type -> type.getSuperclass() == Fixtures.class).map(Fixtures::make).toList();

    private final List<Row> rows = new ArrayList<>();

    protected Fixtures() {}

    static List<Fixtures> all() {
        return ALL;
    }

    final List<Row> rows() {
        return Collections.unmodifiableList(rows);
    }

    /** A row with one output. */
    protected final Row on(String name, Function<In, ? extends Value> call) {
        return onAll(name, in -> List.of(call.apply(in)));
    }

    /** A row with several outputs. */
    protected final Row onAll(String name, Function<In, List<? extends Value>> call) {
        Row row = new Row(name, call);
        rows.add(row);
        return row;
    }

    private static Fixtures make(Class<?> type) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return (Fixtures) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName() + " cannot be built", e);
        }
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName();
    }
}
