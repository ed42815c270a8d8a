package dev.lanewise.io;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * PyTorch's files, {@code .pt}, {@code .pth} or {@code pytorch_model.bin}, as {@code torch.save} writes state dicts and
 * checkpoints: tensors in dicts and lists.
 *
 * {@snippet :
 * model.loadStateDict(Torch.load(Path.of("model.pt")));
 * }
 *
 * <p>Such a file is a pickle, a program of Python's that may call any function. This reader runs none: it knows the
 * constructors of tensors, storages and collections, what {@code torch.load(weights_only=True)} allows, and refuses a
 * file that names another function or class, by that name. Both formats of files are read, the zip archives since
 * PyTorch 1.6 and the one before, and pickles of protocols 2 to 5. A module that was saved as a whole, and a program of
 * TorchScript, are refused.
 */
public final class Torch {
    private Torch() {}

    /**
     * Reads all tensors ({@index torch.load}) as a block's state has them, ints and booleans as floats, see
     * {@link TorchFile#stateDict()}. Dicts within dicts are joined by dots.
     *
     * @return unmodifiable, in the order of the file
     * @throws FormatException if the file is none of PyTorch's, is damaged, names something else than constructors of
     *     tensors and collections, has a tensor that is sparse, quantised, complex or of another kind that is not read,
     *     or tensors that share so much that they would take many times the memory of the file; {@link #open} reads the
     *     rest of such a file
     * @throws IllegalArgumentException if an int is larger than 2<sup>24</sup>, or less than its negative: floats may
     *     not hold it
     * @throws UncheckedIOException if it cannot be read, or is not a regular file: a pipe could block, a device never
     *        end
     */
    public static Map<String, Tensor> load(Path file) {
        try (TorchFile open = open(file)) {
            return open.readAll("");
        }
    }

    /**
     * Reads the tensors of one of the dicts in a file, by their names within it: of the model in
     * {@code {"model": model.state_dict(), "optimizer": ..., "epoch": 3}}, for example.
     *
     * @param part the key of the dict; of one within another, their keys joined by dots
     * @throws FormatException as {@link #load(Path)}, though only this part has to be readable
     * @throws IllegalArgumentException if there are no tensors in such a part; and as {@link #load(Path)}
     * @throws UncheckedIOException as {@link #load(Path)}
     */
    public static Map<String, Tensor> load(Path file, String part) {
        Required.nonNull("load: the name of the part", part);
        try (TorchFile open = open(file)) {
            return open.readAll(open.prefix(part));
        }
    }

    /**
     * Opens a file to list its content, and to read tensors one by one; for files too large to be read as a whole, or
     * with tensors that this library cannot represent.
     *
     * @throws FormatException if the file is none of PyTorch's, is damaged, or names something else than constructors
     *     of tensors and collections; if a tensor reaches beyond its storage, or has more than 64 dimensions; if
     *     collections are nested deeper than 64 levels, or hold themselves
     * @throws UncheckedIOException if it cannot be read
     */
    public static TorchFile open(Path file) {
        return TorchFile.open(file);
    }
}
