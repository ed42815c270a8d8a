package dev.lanewise.zoo;

import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a family knows about the names in files: prefixes that a file may have, old spellings, and tensors that are not
 * for it. Immutable: each method returns new ones.
 *
 * {@snippet :
 * StoredNames.plain().prefix("bert.")                          // bert.encoder.… is found as encoder.…
 *         .spelling("LayerNorm.weight", "LayerNorm.gamma")     // as TensorFlow called them
 *         .ignore("cls.").ignore("embeddings.position_ids");
 * }
 */
public final class StoredNames {
    private static final StoredNames PLAIN = new StoredNames(List.of(), List.of(), Map.of(), List.of(),
            List.of(), List.of());

    private final List<String> prefixes;
    private final List<String> bare;
    private final Map<String, String> spellings;
    private final List<String> ignored;
    private final List<String> fresh;
    private final List<UnaryOperator<String>> layouts;

    private StoredNames(
            List<String> prefixes, List<String> bare, Map<String, String> spellings, List<String> ignored,
            List<String> fresh, List<UnaryOperator<String>> layouts) {
        this.prefixes = prefixes;
        this.bare = bare;
        this.spellings = spellings;
        this.ignored = ignored;
        this.fresh = fresh;
        this.layouts = layouts;
    }

    /** Names as they are; all that is stored is used. */
    public static StoredNames plain() {
        return PLAIN;
    }

    /** Names may begin with this, dot included. */
    public StoredNames prefix(String prefix) {
        List<String> more = new ArrayList<>(prefixes);
        more.add(prefix);
        return new StoredNames(List.copyOf(more), bare, spellings, ignored, fresh, layouts);
    }

    /** Names that begin with this may be stored without it: those of a model with a head, in a file without one. */
    public StoredNames bare(String prefix) {
        List<String> more = new ArrayList<>(bare);
        more.add(prefix);
        return new StoredNames(prefixes, List.copyOf(more), spellings, ignored, fresh, layouts);
    }

    /** Names that end in {@code ours} may end in {@code stored}. */
    public StoredNames spelling(String ours, String stored) {
        Map<String, String> more = new LinkedHashMap<>(spellings);
        more.put(ours, stored);
        return new StoredNames(prefixes, bare, Map.copyOf(more), ignored, fresh, layouts);
    }

    /** What begins with this, behind a prefix, or ends with it behind a dot, is not for this network. */
    public StoredNames ignore(String name) {
        List<String> more = new ArrayList<>(ignored);
        more.add(name);
        return new StoredNames(prefixes, bare, spellings, List.copyOf(more), fresh, layouts);
    }

    /**
     * What begins with this is new in the network, such as the head of another task: it begins random, and what is
     * stored by its name is not for it.
     */
    public StoredNames fresh(String name) {
        List<String> more = new ArrayList<>(fresh);
        more.add(name);
        return new StoredNames(prefixes, bare, spellings, ignored, List.copyOf(more), layouts);
    }

    /** A tensor may have the name that this gives for its path: the layout of another library. */
    public StoredNames layout(UnaryOperator<String> layout) {
        List<UnaryOperator<String>> more = new ArrayList<>(layouts);
        more.add(Required.nonNull("layout: the function", layout));
        return new StoredNames(prefixes, bare, spellings, ignored, fresh, List.copyOf(more));
    }

    /** Whether a tensor of the network is new. */
    boolean isFresh(String path) {
        return fresh.stream().anyMatch(path::startsWith);
    }

    /** The names that a path may be stored by, the likeliest first. */
    List<String> candidates(String path) {
        List<String> names = new ArrayList<>();
        List<String> spelled = new ArrayList<>(List.of(path));
        spellings.forEach((ours, stored) -> {
            if (path.equals(ours) || path.endsWith("." + ours)) {
                spelled.add(path.substring(0, path.length() - ours.length()) + stored);
            }
        });
        for (String each : spelled) {
            names.add(each);
            prefixes.forEach(prefix -> names.add(prefix + each));
            layouts.forEach(layout -> names.add(layout.apply(each)));
            bare.stream().filter(each::startsWith).forEach(prefix -> names.add(each.substring(prefix.length())));
        }
        return names;
    }

    /** Whether a stored tensor may be left unused. */
    boolean ignores(String stored) {
        String bare = prefixes.stream().filter(stored::startsWith).findFirst()
                .map(prefix -> stored.substring(prefix.length())).orElse(stored);
        return isFresh(bare) || isFresh(stored)
                || ignored.stream().anyMatch(name -> bare.startsWith(name) || stored.startsWith(name)
                        || stored.endsWith("." + name));
    }
}
