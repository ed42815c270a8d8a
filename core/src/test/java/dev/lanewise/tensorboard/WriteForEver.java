package dev.lanewise.tensorboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes steps to a folder until it is killed; says by a file that a hundred are there. */
final class WriteForEver {
    private WriteForEver() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        SummaryWriter writer = SummaryWriter.open(folder);
        for (long step = 0;; step++) {
            writer.scalar("a", (double) step, step);
            if (step == 100) {
                Files.createFile(folder.resolve("ready"));
            }
        }
    }
}
