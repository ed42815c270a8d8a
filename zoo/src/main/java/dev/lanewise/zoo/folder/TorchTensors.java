package dev.lanewise.zoo.folder;

import dev.lanewise.io.FormatException;
import dev.lanewise.io.TorchFile;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.List;
import java.util.Set;

/** Those of PyTorch's {@code pytorch_model.bin}: names and layouts as they are. */
final class TorchTensors implements ModelTensors {
    private final TorchFile file;

    TorchTensors(TorchFile file) {
        this.file = file;
    }

    @Override
    public Set<String> names() {
        return file.entries().keySet();
    }

    @Override
    public List<Long> shape(String name) {
        return entry(name).shape();
    }

    @Override
    public Tensor tensor(String name) {
        TorchFile.Entry entry = entry(name);
        boolean counts = entry.isInt() && entry.shape().isEmpty(); // PyTorch counts batches in ints
        if (!entry.isFloat() && !counts) {
            throw new FormatException(file + ": the tensor " + Printable.quoted(name) + " has the dtype "
                    + Printable.quoted(entry.dtype()) + ", which is not read");
        }
        return counts ? file.ints(name).toTensor() : file.tensor(name);
    }

    private TorchFile.Entry entry(String name) {
        TorchFile.Entry entry = file.entries().get(Required.nonNull("ModelTensors: the name", name));
        if (entry == null) {
            throw new IllegalArgumentException(file + " has no tensor " + Printable.quoted(name));
        }
        return entry;
    }

    @Override
    public void close() {
        file.close();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
