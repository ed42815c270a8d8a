package dev.lanewise.zoo;

import dev.lanewise.io.Safetensors;
import dev.lanewise.io.SafetensorsFile;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.zoo.folder.ModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The folders that bert.py writes, with what the reference computes, and copies of them that are changed. */
final class TextFolders {
    private static final String CONFIG = "config.json";

    private TextFolders() {}

    static Path path(String name) {
        try {
            return Path.of(TextFolders.class.getResource("bert/" + name + "/" + CONFIG).toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static ModelFolder open(String name) {
        return ModelFolder.open(path(name));
    }

    /** The tensors of a folder's expected.safetensors. */
    static Expected expected(String name) {
        try (SafetensorsFile file = Safetensors.open(path(name).resolve("expected.safetensors"))) {
            return new Expected(file.ints("ids"), file.ints("types"), file.ints("mask"), floats(file));
        }
    }

    static Tensor expected(String name, String tensor) {
        try (SafetensorsFile file = Safetensors.open(path(name).resolve("expected.safetensors"))) {
            return file.tensor(tensor);
        }
    }

    private static Map<String, Tensor> floats(SafetensorsFile file) {
        Map<String, Tensor> floats = new LinkedHashMap<>();
        for (String name : file.entries().keySet()) {
            if (!name.equals("ids") && !name.equals("types") && !name.equals("mask")) {
                floats.put(name, file.tensor(name));
            }
        }
        return floats;
    }

    record Expected(IntTensor ids, IntTensor types, IntTensor mask, Map<String, Tensor> outputs) {}

    /** A copy whose configuration and names of tensors are changed. */
    static ModelFolder changed(
            String name, Path target, UnaryOperator<String> config, UnaryOperator<Map<String, Tensor>> tensors) {
        return changedAt(path(name), target, config, tensors);
    }

    static ModelFolder changedAt(
            Path folder, Path target, UnaryOperator<String> config, UnaryOperator<Map<String, Tensor>> tensors) {
        copy(folder, target);
        try {
            Path file = target.resolve(CONFIG);
            Files.writeString(file, config.apply(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path weights = target.resolve("model.safetensors");
        Map<String, Tensor> stored = new LinkedHashMap<>();
        try (SafetensorsFile file = Safetensors.open(weights)) {
            file.entries().keySet().forEach(each -> stored.put(each, file.tensor(each)));
        }
        Safetensors.save(weights, tensors.apply(stored), Map.of());
        return ModelFolder.open(target);
    }

    /** Copies a folder with all below. */
    static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (!Files.isDirectory(target)) {
                    Files.copy(each, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The greatest difference, as a share of the greatest expected value. */
    static double error(Tensor expected, Tensor actual) {
        if (!expected.shape().equals(actual.shape())) {
            throw new AssertionError(expected.shape() + " expected, got " + actual.shape());
        }
        float largest = expected.abs().max().item();
        return actual.sub(expected).abs().max().item() / largest;
    }
}
