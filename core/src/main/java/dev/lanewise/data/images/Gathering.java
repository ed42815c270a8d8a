package dev.lanewise.data.images;

import dev.lanewise.data.Batch;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.util.function.IntFunction;

/** Puts pictures of a folder together to a batch. */
record Gathering(ImageFolder folder) {
    /** The pictures that a function gives for these samples; of none, as large as the first one. */
    Batch<Tensor, IntTensor> batch(IntFunction<Image> images, int... indices) {
        int[] labels = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            labels[i] = folder.label(indices[i]);
        }
        if (indices.length == 0 && folder.size() == 0) {
            return new Batch<>(Tensor.zeros(0, 1, 1, 1), IntTensor.of(labels));
        }
        Image first = images.apply(indices.length == 0 ? 0 : indices[0]);
        Shape shape = Shape.of(indices.length, first.channels(), first.height(), first.width());
        float[] inputs = new float[shape.size()];
        int length = first.values().length;
        for (int i = 0; i < indices.length; i++) {
            Image image = i == 0 ? first : images.apply(indices[i]);
            if (!image.size().equals(first.size())) {
                throw new IllegalArgumentException("ImageFolder: " + Printable.path(folder.file(indices[i])) + " is "
                        + image.size() + ", but " + Printable.path(folder.file(indices[0]))
                        + " of the same batch is " + first.size() + "; a Resize makes them equal");
            }
            System.arraycopy(image.values(), 0, inputs, i * length, length);
        }
        return new Batch<>(Tensor.wrap(inputs, shape), IntTensor.of(labels));
    }
}
