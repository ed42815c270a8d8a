package dev.lanewise.io;

import dev.lanewise.state.StoredTensors;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that is to be written.
 *
 * @param name its name
 * @param dtype the type that its elements are written as
 * @param shape its shape
 * @param floats gives the tensor; null if it is one of ints
 * @param ints the tensor of ints; null if it is one of floats
 */
record SafetensorsItem(String name, Dtype dtype, Shape shape, @Nullable Supplier<Tensor> floats,
        @Nullable IntTensor ints) {

    /** All tensors of a content, in the order of its maps; {@link StoredTensors} are not read. */
    static List<SafetensorsItem> of(Safetensors content, Dtype dtype) {
        List<SafetensorsItem> items = new ArrayList<>();
        Map<String, Tensor> tensors = content.tensors();
        for (String name : tensors.keySet()) {
            if (content.ints().containsKey(name)) {
                throw new IllegalArgumentException("save: the name " + Printable.quoted(name)
                        + " is that of a tensor of floats and of one of ints");
            }
            if (tensors instanceof StoredTensors stored) {
                Shape shape = stored.shape(name);
                items.add(new SafetensorsItem(name, dtype, shape, () -> read(stored, name, shape), null));
            } else {
                Tensor tensor = tensors.get(name);
                items.add(new SafetensorsItem(name, dtype, tensor.shape(), () -> tensor, null));
            }
        }
        content.ints().forEach(
                (name, ints) -> items.add(new SafetensorsItem(name, Dtype.I64, ints.shape(), null, ints)));
        return items;
    }

    private static Tensor read(StoredTensors stored, String name, Shape shape) {
        Tensor tensor = stored.get(name);
        if (tensor == null || !tensor.shape().equals(shape)) {
            throw new IllegalArgumentException("save: tensor " + Printable.quoted(name) + " was to have the shape "
                    + shape + ", and has " + (tensor == null ? "none" : tensor.shape()));
        }
        return tensor;
    }

    long bytes() {
        return (long) shape.size() * dtype.bytes();
    }
}
