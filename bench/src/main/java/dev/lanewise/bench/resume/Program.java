package dev.lanewise.bench.resume;

import dev.lanewise.bench.peers.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The program that is killed: {@code examples/run mnist} on the pictures in a folder.
 *
 * @param root the repository's folder
 * @param data the folder with the pictures
 */
record Program(Path root, Path data) {
    /** Starts it. */
    Child start(List<String> options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(root.resolve("examples/run").toString(), "mnist", "--data", data.toString(), "--quiet"));
        command.addAll(options);
        return Child.start(command, Map.of(), data.resolve("complaints"));
    }

    /**
     * Throws if the program has not ended well.
     *
     * @throws IOException with its complaints
     */
    static void requireSuccess(Child child) throws IOException {
        if (child.process().exitValue() != 0) {
            throw new IOException("examples/run mnist failed: " + child.complaints().strip());
        }
    }
}
