package dev.lanewise.optable;

import dev.lanewise.ClassScan;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.stream.Stream;

/** All tables of ops that there are, each built once. */
public final class OpTables {
    private static final List<OpTable> ALL = ClassScan.beside(OpTables.class, name -> name.endsWith("OpTable"))
            .stream().filter(type -> type.getSuperclass() == OpTable.class).map(OpTables::make).toList();

    private static final List<OpRow> ROWS = ALL.stream().flatMap(table -> table.rows().stream()).toList();

    private OpTables() {}

    public static List<OpTable> all() {
        return ALL;
    }

    /** The rows of all tables. */
    public static Stream<OpRow> rows() {
        return ROWS.stream();
    }

    private static OpTable make(Class<?> type) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return (OpTable) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName() + " cannot be built", e);
        }
    }
}
