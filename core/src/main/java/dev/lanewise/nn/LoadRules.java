package dev.lanewise.nn;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How stored values are mapped to the parameters and buffers of a block by {@link Block#loadStateDict(Map, LoadRules)}:
 * strictly by equal names and shapes, but for the rules that are added.
 *
 * {@snippet :
 * model.loadStateDict(Safetensors.load(Path.of("gpt2.safetensors")).tensors(), LoadRules.strict()
 *         .stripPrefix("transformer.")              // transformer.h.0.weight is loaded as h.0.weight,
 *         .rename("h", "blocks")                    // which becomes blocks.0.weight
 *         .transpose("blocks")                      // matrices there are stored [in, out]
 *         .tie("head.weight", "wte.weight")         // one matrix for both
 *         .ignore("blocks.0.mask"));                // is not there, and need not be
 * }
 *
 * <p>A name in a rule stands for itself and for all paths below: {@code h} for {@code h} and {@code h.0.weight}, not
 * for {@code head}. First stored names are stripped and renamed, by these rules in the order in which they were added;
 * the other rules see the new names. A rule that applies to nothing is an error, as it is most likely misspelt.
 *
 * <p>Rules are immutable: each method returns new ones.
 */
public final class LoadRules {
    private static final LoadRules STRICT = new LoadRules(List.of());

    /** One rule; the name says what it applies to, what it is worth depends on the kind. */
    record Rule(Kind kind, String name, String other) {
        /** Whether a path is the rule's name or below it. */
        boolean covers(String path) {
            return path.startsWith(name) && (path.length() == name.length() || path.charAt(name.length()) == '.');
        }

        /** The new name of a stored tensor; null if this rule gives it none. */
        @Nullable
        String renamed(String stored) {
            return switch (kind) {
                case STRIP_PREFIX -> stored.startsWith(name) ? stored.substring(name.length()) : null;
                case RENAME -> covers(stored) ? other + stored.substring(name.length()) : null;
                case IGNORE, TRANSPOSE, TIE -> null;
            };
        }

        @Override
        public String toString() {
            String arguments = Printable.quoted(name) + (other.isEmpty() ? "" : ", " + Printable.quoted(other));
            return kind.method + "(" + arguments + ")";
        }
    }

    /** The kinds of rules. */
    enum Kind {
        STRIP_PREFIX("stripPrefix"), RENAME("rename"), IGNORE("ignore"), TRANSPOSE("transpose"), TIE("tie");

        private final String method;

        Kind(String method) {
            this.method = method;
        }
    }

    private final List<Rule> rules;

    private LoadRules(List<Rule> rules) {
        this.rules = rules;
    }

    /** Every path has stored values of its name and shape, and nothing else is stored. */
    public static LoadRules strict() {
        return STRICT;
    }

    /**
     * Stored names that begin with the prefix ({@index consume_prefix_in_state_dict_if_present}), dot included
     * ({@code module.}), go without it.
     */
    public LoadRules stripPrefix(String prefix) {
        return with(Kind.STRIP_PREFIX, prefix, "");
    }

    /** Stored values of one name, and all below it, go by another. */
    public LoadRules rename(String stored, String name) {
        return with(Kind.RENAME, stored, requireName(Kind.RENAME, name));
    }

    /** What has this name, or is below it, stays as it is in the block and is not used if it is stored. */
    public LoadRules ignore(String name) {
        return with(Kind.IGNORE, name, "");
    }

    /** Matrices of this name, or below it, are stored with their axes swapped: a linear map's as {@code [in, out]}. */
    public LoadRules transpose(String name) {
        return with(Kind.TRANSPOSE, name, "");
    }

    /**
     * The tensor at this path takes the values stored under another name. Values of its own, if they are stored, are
     * not used.
     */
    public LoadRules tie(String path, String stored) {
        return with(Kind.TIE, path, requireName(Kind.TIE, stored));
    }

    private LoadRules with(Kind kind, String name, String other) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(new Rule(kind, requireName(kind, name), other));
        return new LoadRules(List.copyOf(more));
    }

    private static String requireName(Kind kind, @Nullable String name) {
        if (name == null || name.isEmpty()) { // from callers that are not null-checked
            throw new IllegalArgumentException(kind.method + ": a name is " + (name == null ? "null" : "empty"));
        }
        return name;
    }

    /** Loads stored values into tensors by path; nothing is changed if anything does not fit. */
    void load(Map<String, Tensor> into, Map<String, Tensor> stored) {
        new Loading(rules, into, stored).load();
    }

    /** The rules as they were added, e.g. {@code LoadRules[stripPrefix("module."), ignore("head")]}. */
    @Override
    public String toString() {
        return "LoadRules" + rules;
    }
}
