package dev.lanewise.tensorboard;

import dev.lanewise.random.RandomSource;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Writes a record that is too large, between two that are not, and prints what it is told. */
final class WriteTooMuch {
    private WriteTooMuch() {}

    public static void main(String[] args) {
        SummaryWriter writer = SummaryWriter.open(Path.of(args[0]));
        writer.scalar("a", 1, 1);
        try {
            writer.image("big", RandomSource.seed(1).uniform(600, 600), 2);
        } catch (UncheckedIOException e) {
            System.out.println(e.getMessage());
        }
        writer.scalar("a", 3, 3);
    }
}
