package dev.lanewise.zoo.folder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanewise.io.Failures;
import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes a folder like another one, with other weights: complete, or not at all. */
final class FolderWriter {
    private static final String CONFIG = "config.json";

    /** What is larger is no companion of weights. */
    private static final long MOST_BYTES = 200_000_000;

    private final ModelFolder like;

    FolderWriter(ModelFolder like) {
        this.like = like;
    }

    void write(Path target, Map<String, Tensor> tensors, List<String> labels) {
        Path place = target.toAbsolutePath();
        Path made = place.resolveSibling("." + place.getFileName() + "-" + UUID.randomUUID() + ".tmp");
        try {
            requireFree(target);
            Path parent = place.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            try {
                Files.createDirectory(made);
                fill(made, tensors, labels);
                Files.move(made, place, StandardCopyOption.ATOMIC_MOVE); // an empty folder there is replaced
            } finally {
                delete(made);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + Printable.path(target) + ": "
                    + (e instanceof FileAlreadyExistsException || e instanceof DirectoryNotEmptyException
                            ? "there is something already; a model is saved to a new folder"
                            : Failures.reason(e)),
                    e);
        }
    }

    private static void requireFree(Path target) throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        try (Stream<Path> content = Files.list(target)) {
            if (content.findAny().isPresent()) {
                throw new FileAlreadyExistsException(target.toString());
            }
        }
    }

    private void fill(Path made, Map<String, Tensor> tensors, List<String> labels) throws IOException {
        for (String name : companions()) {
            Path from = like.file(name);
            Path to = made.resolve(name);
            if (Files.size(from) > MOST_BYTES) {
                throw new FormatException(Printable.path(from) + " has " + Files.size(from)
                        + " bytes, more than the " + MOST_BYTES + " that are copied");
            }
            Files.createDirectories(to.getParent());
            Files.copy(from, to);
        }
        Json.write(made.resolve(CONFIG), config(tensors.keySet(), labels));
        Safetensors.save(made.resolve(ModelFiles.WEIGHTS), tensors, Map.of("format", "pt"));
    }

    /** The files beside the weights, down to those of modules. */
    private List<String> companions() throws IOException {
        try (Stream<Path> files = Files.walk(like.path(), 2)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> like.path().relativize(file).toString().replace('\\', '/'))
                    .filter(name -> ModelFiles.isCompanion(name) && !name.equals(CONFIG)).sorted().toList();
        }
    }

    /** The configuration as it was, but for the network's class, the type of the stored elements, and the labels. */
    private ObjectNode config(Set<String> tensors, List<String> labels) {
        ObjectNode config = Json.object(like.file(CONFIG), ModelConfig.MOST_BYTES);
        for (String type : List.of("dtype", "torch_dtype")) {
            if (config.hasNonNull(type)) {
                config.put(type, "float32");
            }
        }
        String architecture = Architectures.of(config.path("model_type").asText(), tensors);
        if (architecture != null) {
            config.putArray("architectures").add(architecture);
            if (architecture.endsWith("ForQuestionAnswering")) { // two scores, not those of the head before
                config.remove(List.of("id2label", "label2id", "num_labels", "_num_labels"));
            }
        }
        if (!labels.isEmpty()) {
            config.remove(List.of("num_labels", "_num_labels"));
            if (config.path("problem_type").asText().equals("regression")) {
                config.remove("problem_type"); // of the head before: labels are no numbers
            }
            ObjectNode names = config.putObject("id2label");
            ObjectNode numbers = config.putObject("label2id");
            for (int i = 0; i < labels.size(); i++) {
                names.put(Integer.toString(i), labels.get(i));
                numbers.put(labels.get(i), i); // the last of equal ones, as the reference
            }
        }
        return config;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> content = Files.walk(folder)) {
                for (Path each : content.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
