package dev.lanewise.tensorboard;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** What TensorBoard draws, as values of a Summary (tensorboard/compat/proto/summary.proto). */
final class Summaries {
    /** The field of a summary that is one of its values, and that of a value that is its tag. */
    static final int VALUE = 1;

    static final int TAG = 1;

    /** Classes of data, by which readers choose how to keep it. */
    private static final int TENSOR = 2;

    private static final int BLOBS = 3;

    /** The element type of strings in a TensorProto. */
    private static final int STRING = 7;

    private Summaries() {}

    /** A summary of these values. */
    static Message of(List<Message> values) {
        Message summary = new Message();
        values.forEach(value -> summary.message(VALUE, value));
        return summary;
    }

    /** A number, in the field that all readers know. */
    static Message scalar(String tag, double value) {
        return new Message().text(TAG, tag).single(2, (float) value);
    }

    /** A distribution, in the field that all readers know. */
    static Message histogram(String tag, Buckets buckets) {
        return new Message().text(TAG, tag).message(5, buckets.toMessage());
    }

    /** A text in Markdown: a tensor without dimensions, since one with any is shown as a table. */
    static Message text(String tag, String markdown) {
        Message tensor = new Message().number(1, STRING).message(2, new Message()).text(8, markdown);
        return withMetadata(tag, "text", TENSOR, tensor);
    }

    /** Pictures of one size: their width, their height, and a PNG file for each. */
    static Message images(String tag, Tensor images) {
        Tensor batch = images.detach();
        batch = switch (batch.rank()) {
            case 2 -> batch.reshape(1, 1, batch.dim(0), batch.dim(1));
            case 3 -> batch.reshape(1, batch.dim(0), batch.dim(1), batch.dim(2));
            case 4 -> batch;
            default -> throw refused(images.shape());
        };
        int channels = batch.dim(1);
        int height = batch.dim(2);
        int width = batch.dim(3);
        if (batch.size() == 0 || channels != 1 && channels != 3 && channels != 4) {
            throw refused(images.shape());
        }
        Message tensor = new Message().number(1, STRING)
                .message(2, new Message().message(2, new Message().number(1, 2L + batch.dim(0))))
                .text(8, Integer.toString(width)).text(8, Integer.toString(height));
        for (int i = 0; i < batch.dim(0); i++) {
            tensor.bytes(8, Png.encode(batch.slice(0, i, i + 1).toArray(), channels, height, width));
        }
        return withMetadata(tag, "images", BLOBS, tensor);
    }

    private static IllegalArgumentException refused(Shape shape) {
        return new IllegalArgumentException("image: " + shape
                + " is no picture: expected [height, width], [channels, height, width] or [count, channels, height, "
                + "width] with 1, 3 or 4 channels and no size 0");
    }

    /** A value that only the plugin named can read; each says so, since any may be the first that a reader sees. */
    private static Message withMetadata(String tag, String plugin, int dataClass, Message tensor) {
        Message metadata = new Message().message(1, new Message().text(1, plugin)).number(4, dataClass);
        return new Message().text(TAG, tag).message(8, tensor).message(9, metadata);
    }
}
