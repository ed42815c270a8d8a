package dev.lanewise.metrics;

import dev.lanewise.tensor.Operands;

/**
 * A label of what is not counted, such as padding; it need not be a class.
 *
 * @param is whether there is one
 */
record IgnoredLabel(boolean is, int label) {
    static final IgnoredLabel NONE = new IgnoredLabel(false, 0);

    static IgnoredLabel of(int label) {
        return new IgnoredLabel(true, label);
    }

    boolean ignores(int other) {
        return is && label == other;
    }

    /** Requires the ints of operand 1 that are not ignored to be among some classes. */
    void requireClasses(String owner, Operands batch, int classes) {
        for (int i = 0; i < batch.size(1); i++) {
            if (!ignores(batch.ints(1)[i])) {
                Checks.oneOf(owner, "label", batch, 1, i, classes);
            }
        }
    }

    /** For a list of settings. */
    String setting(String before) {
        return is ? before + "ignored=" + label : "";
    }

    @Override
    public String toString() {
        return is ? Integer.toString(label) : "none";
    }
}
