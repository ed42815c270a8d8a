package dev.lanewise.io;

import dev.lanewise.text.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tensors and plain values of a pickle by name: what collections within one another call them, joined by dots. They
 * may share parts, and hold themselves; going through them is bounded by the length of the pickle.
 */
final class TorchContent {
    private static final int MOST_DEPTH = 64;
    private static final int MOST_VISITS_PER_BYTE = 4;
    private static final int VISITS_ALWAYS = 1 << 10;
    private static final int MOST_TEXT_PER_BYTE = 64;
    private static final int TEXT_ALWAYS = 1 << 16;

    private final TorchSource source;
    private final Map<String, TorchTensor> tensors = new LinkedHashMap<>();
    private final Map<String, TorchTensor.Other> others = new LinkedHashMap<>();
    private final Map<String, String> values = new LinkedHashMap<>();
    private long visits;
    private long characters;

    private TorchContent(TorchSource source) {
        this.source = source;
    }

    static TorchContent of(TorchSource source) {
        TorchContent content = new TorchContent(source);
        content.add("", source.root(), 0);
        return content;
    }

    /** Tensors that have a storage, all of them within its bounds. */
    Map<String, TorchTensor> tensors() {
        return tensors;
    }

    /** Tensors of kinds that are not read. */
    Map<String, TorchTensor.Other> others() {
        return others;
    }

    /** Plain values, as text. */
    Map<String, String> values() {
        return values;
    }

    private void add(String name, Object value, int depth) {
        count(name.length());
        if (depth > MOST_DEPTH) {
            throw end("what " + Printable.quoted(name) + " names is nested deeper than " + MOST_DEPTH
                    + " levels, or holds itself");
        }
        switch (value) {
            case LinkedHashMap<?, ?> dict -> {
                for (Map.Entry<?, ?> entry : dict.entrySet()) {
                    add(joined(name, entry.getKey().toString()), entry.getValue(), depth + 1);
                }
            }
            case ArrayList<?> list -> addAll(name, list, depth);
            case PickleTuple(List<Object> list) -> addAll(name, list, depth);
            case TorchTensor tensor -> {
                check(name, tensor);
                requireNew(name, tensors.put(name, tensor));
            }
            case TorchTensor.Other other -> requireNew(name, others.put(name, other));
            case TorchStorage storage -> requireNew(name,
                    others.put(name, new TorchTensor.Other("a storage without a shape", storage.at())));
            default -> requireNew(name, values.put(name, counted(value.toString())));
        }
    }

    /** Plain values as one text, others by their numbers. */
    private void addAll(String name, List<?> items, int depth) {
        if (items.stream().allMatch(TorchContent::isPlain)) {
            requireNew(name, values.put(name, items.stream()
                    .map(item -> counted(item.toString()))
                    .collect(Collectors.joining(", ", "[", "]"))));
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            add(joined(name, Integer.toString(i)), items.get(i), depth + 1);
        }
    }

    private static boolean isPlain(Object item) {
        return switch (item) {
            case LinkedHashMap<?, ?> _,ArrayList<?> _,PickleTuple _,TorchTensor _,TorchTensor.Other _,TorchStorage _ ->
                false;
            default -> true;
        };
    }

    private static String joined(String name, String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    private String counted(String text) {
        count(text.length());
        return text;
    }

    private void count(int length) {
        visits++;
        characters += length;
        if (visits > MOST_VISITS_PER_BYTE * source.pickleBytes() + VISITS_ALWAYS
                || characters > MOST_TEXT_PER_BYTE * source.pickleBytes() + TEXT_ALWAYS) {
            throw end("collections that are held several times would give more names and values than the "
                    + source.pickleBytes() + " bytes of the pickle justify");
        }
    }

    private void requireNew(String name, @Nullable Object before) {
        boolean isTwice = before != null
                || (tensors.containsKey(name) ? 1 : 0) + (others.containsKey(name) ? 1 : 0)
                        + (values.containsKey(name) ? 1 : 0) > 1;
        if (isTwice) {
            throw end("two values have the name " + Printable.quoted(name));
        }
    }

    private void check(String name, TorchTensor tensor) {
        source.require(tensor.storage());
        long span = tensor.span();
        if (span > 0 && (span > tensor.room() || tensor.offset() > tensor.room() - span)) {
            throw source.error(tensor.at(), "tensor " + Printable.quoted(name) + ", " + tensor.described()
                    + " and strides " + Printable.brief(Arrays.toString(tensor.strides())) + " from element "
                    + tensor.offset() + " on, is not within the " + tensor.room() + " elements of its storage");
        }
    }

    private FormatException end(String reason) {
        return source.error(source.pickleBytes(), reason);
    }
}
