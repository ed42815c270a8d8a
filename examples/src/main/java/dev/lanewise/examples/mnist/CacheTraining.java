package dev.lanewise.examples.mnist;

import dev.lanewise.examples.Main;
import dev.lanewise.io.Idx;
import dev.lanewise.tensor.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The run that {@code examples/run} makes once, after a build, so that the JVM can keep the classes it loads in an AOT
 * cache: a short training on a few drawn digits, from files to files, like a user's. Prints nothing.
 */
public final class CacheTraining {
    private static final int TRAIN = 1000;
    private static final int TEST = 100;

    private CacheTraining() {}

    /** Exit status as that of the training. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("lanewise");
        List<Path> files = List.of(
                folder.resolve("train-images-idx3-ubyte.gz"),
                folder.resolve("train-labels-idx1-ubyte.gz"),
                folder.resolve("t10k-images-idx3-ubyte.gz"),
                folder.resolve("t10k-labels-idx1-ubyte.gz"),
                folder.resolve("metrics.jsonl"),
                folder.resolve("model.safetensors"));
        int status;
        try {
            write(files.get(0), files.get(1), BuiltInDigits.train(1, TRAIN));
            write(files.get(2), files.get(3), BuiltInDigits.test(1, TEST));
            PrintWriter silence = new PrintWriter(Writer.nullWriter());
            status = Main.run(
                    silence, silence, "mnist", "--data", folder.toString(), "--epochs", "2",
                    "--metrics", files.get(4).toString(), "--save", files.get(5).toString());
        } finally {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.delete(folder);
        }
        System.exit(status);
    }

    private static void write(Path images, Path labels, Digits digits) {
        Idx.write(images, Shape.of(digits.count(), digits.rows(), digits.cols()), digits.pixels());
        Idx.write(labels, Shape.of(digits.count()), digits.labels());
    }
}
