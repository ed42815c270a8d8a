package dev.lanewise.notebook;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.VarSnippet;
import org.jspecify.annotations.Nullable;

/**
 * Lets old values go. JShell keeps each variable in a static field, and a variable that is declared again gets another
 * one; the values of expressions are in {@code $1}, {@code $2}, ... for ever. Here older fields follow the newest (code
 * that was compiled before then sees the new value, too), and only the last few values of expressions are kept.
 */
final class Variables {
    /** How many values of expressions are kept. */
    static final int KEPT = 10;

    private final JShell shell;
    private final CellControl control;
    private final Map<String, List<Field>> fields = new HashMap<>(); // the newest last
    private final Deque<Field> temporaries = new ArrayDeque<>();

    Variables(JShell shell, CellControl control) {
        this.shell = shell;
        this.control = control;
    }

    /** Notes a variable that was declared, or that JShell has moved; true if another field held it before. */
    boolean note(VarSnippet snippet) {
        Field field = find(snippet);
        if (field == null) {
            return false;
        }
        if (snippet.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
            temporaries.addLast(field);
            if (temporaries.size() > KEPT) {
                set(temporaries.removeFirst(), null, Object.class);
            }
            return false;
        }
        List<Field> known = fields.computeIfAbsent(snippet.name(), _ -> new ArrayList<>());
        if (!known.isEmpty() && known.getLast().equals(field)) {
            return false;
        }
        known.add(field);
        align(known);
        return known.size() > 1;
    }

    /** The value of a variable, or null. */
    @Nullable
    Object value(VarSnippet snippet) {
        Field field = find(snippet);
        return field == null ? null : get(field);
    }

    /** Brings the fields of variables that were declared several times in line with the newest. */
    void align() {
        fields.values().forEach(Variables::align);
    }

    private static void align(List<Field> known) {
        if (known.size() > 1) {
            Object value = get(known.getLast());
            known.subList(0, known.size() - 1).forEach(old -> set(old, value, known.getLast().getType()));
        }
    }

    private @Nullable Field find(VarSnippet snippet) {
        if (!shell.status(snippet).isActive()) {
            return null;
        }
        try {
            shell.varValue(snippet);
        } catch (IllegalArgumentException e) { // declared, but not yet usable
            return null;
        }
        return control.takeVariable();
    }

    private static @Nullable Object get(Field field) {
        try {
            return field.get(null);
        } catch (IllegalAccessException | LinkageError e) {
            throw new IllegalStateException("variable " + field.getName() + " cannot be read", e);
        }
    }

    private static void set(Field field, @Nullable Object value, Class<?> type) {
        boolean primitive = field.getType().isPrimitive();
        if (primitive && field.getType() != type) {
            return; // holds nothing on to
        }
        try {
            field.set(null, primitive || field.getType().isInstance(value) ? value : null);
        } catch (IllegalAccessException | LinkageError e) {
            throw new IllegalStateException("variable " + field.getName() + " cannot be written", e);
        }
    }
}
