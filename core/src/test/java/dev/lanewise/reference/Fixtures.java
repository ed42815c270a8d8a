package dev.lanewise.reference;

import dev.lanewise.ClassScan;
import dev.lanewise.Tolerance;
import dev.lanewise.tensor.Value;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** How Lanewise computes the cases of a fixture file; a table's constructor adds its rows, one statement each. */
public abstract class Fixtures {
    /** A case's name and the functions that compute it, and how close they come. */
    public static final class Row {
        final String name;
        final Function<In, List<? extends Value>> call;

        /** As a part of the largest value of the same array: what is summed cancels in some elements. */
        double close = 2e-6;

        Tolerance tolerance = Tolerance.relative(2e-6);
        double closeGradients = 5e-6;

        Row(String name, Function<In, List<? extends Value>> call) {
            this.name = name;
            this.call = call;
        }

        /** Values within a part of the largest one. */
        public Row close(double part) {
            close = part;
            return this;
        }

        /** Gradients within a part of the largest one. */
        public Row closeGradients(double part) {
            closeGradients = part;
            return this;
        }

        /** Each value this close, however large the others are. */
        public Row within(Tolerance bound) {
            tolerance = bound;
            close = 0;
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
