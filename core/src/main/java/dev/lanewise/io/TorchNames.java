package dev.lanewise.io;

import dev.lanewise.text.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The functions and classes that the files of PyTorch may name: those that put a tensor, or a plain collection,
 * together. They are what {@code torch.load(weights_only=True)} allows.
 */
final class TorchNames implements Pickle.Names {
    private static final int MOST_DIMS = 64;
    private static final String UTILS = "torch._utils.";

    /** What is known of a name. */
    private enum Kind {
        TENSOR, TENSOR_V3, PARAMETER, CLASS, FROM_TYPE, OTHER_TENSOR, // tensors
        STORAGE, DICT, COUNTER, TUPLE, SET, BYTES, DEVICE, TEXT, // other values
        /** A class or constant that is an argument at most. */
        CONSTANT
    }

    /**
     * A function, a class or a constant.
     *
     * @param name as Python has it
     * @param type of a storage or a type itself
     * @param what a tensor is that is not read
     */
    private record Known(Kind kind, String name, @Nullable TorchType type, String what) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final Map<String, Known> KNOWN = new HashMap<>();

    static {
        add(Kind.TENSOR, UTILS + "_rebuild_tensor", UTILS + "_rebuild_tensor_v2");
        add(Kind.TENSOR_V3, UTILS + "_rebuild_tensor_v3");
        add(Kind.PARAMETER, UTILS + "_rebuild_parameter", UTILS + "_rebuild_parameter_with_state");
        add(Kind.FROM_TYPE, "torch._tensor._rebuild_from_type_v2");
        other("quantised", "_rebuild_qtensor");
        other("sparse", "_rebuild_sparse_tensor");
        other("a shape without elements (on the device meta)", "_rebuild_meta_tensor_no_storage");
        other("nested", "_rebuild_nested_tensor");
        other("of a subclass without a storage", "_rebuild_wrapper_subclass");
        other("stored as an array of NumPy", "_rebuild_device_tensor_from_numpy");
        other("stored as a copy from another device", "_rebuild_device_tensor_from_cpu_tensor");
        add(Kind.DICT, "collections.OrderedDict");
        add(Kind.COUNTER, "collections.Counter");
        add(Kind.TUPLE, "torch.Size");
        add(Kind.SET, "builtins.set", "__builtin__.set");
        add(Kind.BYTES, "_codecs.encode", "builtins.bytearray", "__builtin__.bytearray");
        add(Kind.DEVICE, "torch.device");
        add(Kind.TEXT, "torch.serialization._get_layout");
        add(Kind.CLASS, "torch.nn.parameter.Parameter");
        add(Kind.CONSTANT, "torch.Tensor", "torch.nn.parameter.Buffer");
        add(Kind.CONSTANT, "torch.per_tensor_affine", "torch.per_tensor_symmetric", "torch.per_channel_affine",
                "torch.per_channel_symmetric", "torch.per_channel_affine_float_qparams");
        add(Kind.STORAGE, "torch.storage.UntypedStorage");
    }

    private final Map<String, TorchStorage> storages = new LinkedHashMap<>();

    private static void add(Kind kind, String... names) {
        for (String name : names) {
            KNOWN.put(name, new Known(kind, name, null, ""));
        }
    }

    private static void other(String what, String name) {
        KNOWN.put(UTILS + name, new Known(Kind.OTHER_TENSOR, UTILS + name, null, what));
    }

    /** The storages that a pickle has referred to, by their keys. */
    Map<String, TorchStorage> storages() {
        return storages;
    }

    @Override
    public @Nullable Object named(String name) {
        Known known = KNOWN.get(name);
        if (known != null || !name.startsWith("torch.")) {
            return known;
        }
        String rest = name.substring("torch.".length());
        TorchType ofStorage = TorchType.ofStorage(rest);
        TorchType type = TorchType.named(rest);
        if (ofStorage != null) {
            return new Known(Kind.STORAGE, name, ofStorage, "");
        }
        return type == null ? null : new Known(Kind.CONSTANT, name, type, "");
    }

    /** Refers to a storage: {@code ("storage", class, key, device, count)}, and None in files before version 1.6. */
    @Override
    public Object stored(Object id, PickleInput in) {
        if (id instanceof PickleTuple(List<Object> items) && (items.size() == 5
                || items.size() == 6 && items.get(5) == PickleNone.NONE)
                && items.get(0).equals("storage") && items.get(1) instanceof Known(var kind, _, var type, _)
                && kind == Kind.STORAGE && items.get(2) instanceof String key && items.get(3) instanceof String
                && items.get(4) instanceof Long count && count >= 0) {
            TorchStorage storage = new TorchStorage(
                    key, type == null ? TorchType.UINT8 : type, type == null, count, in.opcodePosition());
            TorchStorage before = storages.putIfAbsent(key, storage);
            if (before != null && (before.type() != storage.type() || before.count() != count)) {
                throw in.error("storage " + Printable.quoted(key) + " has " + count + " elements of " + storage.type()
                        + " here, and " + before.count() + " of " + before.type() + " before");
            }
            return storage;
        }
        throw in.error("what lies outside of the pickle is described by something else than the kind \"storage\","
                + " a class of storages, a key, a device and a count");
    }

    /** The attributes of an OrderedDict; those of a parameter, as PyTorch before 0.4 wrote them. */
    @Override
    public boolean isPlainState(Object value, Object state) {
        return value instanceof LinkedHashMap<?, ?> && state instanceof LinkedHashMap<?, ?>
                || ofTensor(value) != null && state instanceof PickleTuple(List<Object> items) && items.size() == 3
                        && items.get(0) instanceof Boolean && items.get(1) instanceof Boolean
                        && hasNoHooks(items.get(2));
    }

    @Override
    public Object called(Object function, List<Object> arguments, PickleInput in) {
        if (!(function instanceof Known known)) {
            throw in.error("what the pickle calls is no function");
        }
        Object result = switch (known.kind) {
            case TENSOR -> tensor(arguments, null, 6, in);
            case TENSOR_V3 -> arguments.size() > 6 && arguments.get(6) instanceof Known(_, _, var type, _)
                    ? tensor(arguments, type, 7, in)
                    : null;
            case PARAMETER -> parameter(arguments);
            case FROM_TYPE -> arguments.size() == 4 && arguments.get(0) instanceof Known inner
                    && inner.kind != Kind.FROM_TYPE && arguments.get(2) instanceof PickleTuple(List<Object> items)
                            ? ofTensor(called(inner, items, in))
                            : null;
            case OTHER_TENSOR -> new TorchTensor.Other(known.what, in.opcodePosition());
            case DICT -> dict(arguments, in);
            case COUNTER -> arguments.size() == 1 && arguments.get(0) instanceof LinkedHashMap<?, ?> counts
                    ? counts
                    : null;
            case TUPLE -> arguments.size() == 1 && arguments.get(0) instanceof PickleTuple sizes ? sizes : null;
            case SET -> arguments.size() == 1 && arguments.get(0) instanceof ArrayList<?> items ? items : null;
            case BYTES -> arguments.size() == 2 && arguments.get(0) instanceof String text
                    ? new PickleBytes(text.length()) // of latin1: a byte is a character
                    : null;
            case DEVICE -> device(arguments);
            case TEXT -> arguments.size() == 1 && arguments.get(0) instanceof String text ? text : null;
            case CLASS -> arguments.size() == 1 ? ofTensor(arguments.get(0)) : null; // before PyTorch 0.4
            case STORAGE, CONSTANT -> null;
        };
        if (result == null) {
            throw in.error(known + " is called with other arguments than torch.save writes");
        }
        return result;
    }

    private static @Nullable Object parameter(List<Object> arguments) {
        boolean isKnown = (arguments.size() == 3 || arguments.size() == 4) && arguments.get(1) instanceof Boolean
                && hasNoHooks(arguments.get(2));
        return isKnown ? ofTensor(arguments.get(0)) : null;
    }

    private static @Nullable Object ofTensor(Object value) {
        return value instanceof TorchTensor || value instanceof TorchTensor.Other ? value : null;
    }

    private static boolean hasNoHooks(Object hooks) {
        return hooks == PickleNone.NONE || hooks instanceof LinkedHashMap<?, ?> dict && dict.isEmpty();
    }

    private static @Nullable Object device(List<Object> arguments) {
        return switch (arguments.size()) {
            case 1 -> arguments.get(0) instanceof String kind ? kind : null;
            case 2 -> arguments.get(0) instanceof String kind && arguments.get(1) instanceof Long index
                    ? kind + ":" + index
                    : null;
            default -> null;
        };
    }

    private static @Nullable Object dict(List<Object> arguments, PickleInput in) {
        Map<Object, Object> dict = new LinkedHashMap<>();
        if (arguments.isEmpty()) {
            return dict;
        }
        if (arguments.size() != 1 || !(arguments.get(0) instanceof ArrayList<?> pairs)) {
            return null;
        }
        for (Object pair : pairs) { // as Python 2 wrote them
            List<?> items = switch (pair) {
                case ArrayList<?> list -> list;
                case PickleTuple(List<Object> list) -> list;
                default -> List.of();
            };
            if (items.size() != 2) {
                return null;
            }
            Pickle.put(dict, items.get(0), items.get(1), in);
        }
        return dict;
    }

    /**
     * A tensor of a storage.
     *
     * @param type the elements' type; null if the storage has one
     * @param known how many arguments there are at least, but for two that the oldest function has not; one more is a
     *     dict of flags
     */
    private static @Nullable Object tensor(
            List<Object> arguments, @Nullable TorchType type, int known, PickleInput in) {
        int count = arguments.size();
        boolean isOld = type == null && count == 4;
        if (!isOld && count != known && count != known + 1
                || !(arguments.get(0) instanceof TorchStorage storage) || storage.isUntyped() != (type != null)
                || !(arguments.get(1) instanceof Long offset) || offset < 0
                || !(arguments.get(2) instanceof PickleTuple(List<Object> shape))
                || !(arguments.get(3) instanceof PickleTuple(List<Object> strides)) || shape.size() != strides.size()
                || !isOld && !(arguments.get(4) instanceof Boolean && hasNoHooks(arguments.get(5)))) {
            return null;
        }
        if (shape.size() > MOST_DIMS) {
            throw in.error("a tensor has " + shape.size() + " dimensions, more than " + MOST_DIMS);
        }
        if (count == known + 1) {
            if (!(arguments.get(known) instanceof LinkedHashMap<?, ?> flags)) {
                return null;
            }
            if (flags.containsValue(true)) {
                return new TorchTensor.Other("stored as its negative or conjugate, flags "
                        + Printable.names(flags.keySet().stream().map(Object::toString).toList()), in.opcodePosition());
            }
        }
        long[] dims = numbers(shape);
        long[] steps = numbers(strides);
        return dims == null || steps == null
                ? null
                : new TorchTensor(storage, type == null ? storage.type() : type, offset, dims, steps,
                        in.opcodePosition());
    }

    private static long @Nullable [] numbers(List<Object> items) {
        long[] numbers = new long[items.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(items.get(i) instanceof Long number) || number < 0) {
                return null;
            }
            numbers[i] = number;
        }
        return numbers;
    }
}
