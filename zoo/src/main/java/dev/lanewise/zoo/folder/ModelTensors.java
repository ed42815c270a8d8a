package dev.lanewise.zoo.folder;

import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Set;

/**
 * The stored tensors of a model, read one by one, by the names and in the layouts of Hugging Face's files whatever the
 * file is that they are in. Several threads may read at the same time.
 *
 * {@snippet :
 * try (ModelTensors tensors = folder.tensors()) {
 *     for (String name : tensors.names()) {
 *         System.out.println(name + " " + tensors.shape(name));
 *     }
 * }
 * }
 */
public interface ModelTensors extends AutoCloseable {
    /** The names. */
    Set<String> names();

    /**
     * The sizes of a tensor's dimensions, which may be more than this library represents.
     *
     * @throws IllegalArgumentException if there is no tensor of this name
     */
    List<Long> shape(String name);

    /**
     * Reads a tensor as floats; a whole number, such as a count of batches, is read as one too.
     *
     * @throws IllegalArgumentException if there is no tensor of this name
     * @throws dev.lanewise.io.FormatException if it cannot be read as floats
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    Tensor tensor(String name);

    /** Closes the files; a second time does nothing. */
    @Override
    void close();
}
