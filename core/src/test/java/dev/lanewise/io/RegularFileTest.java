package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What has no end, or would block whoever opens it, is refused by every reader. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // nothing interrupts the opening of a pipe
class RegularFileTest {
    private static final List<Consumer<Path>> READERS = List.of(
            Safetensors::load, Safetensors::open, Idx::read, Cifar10::read, Cifar100::read, Npy::read, Npz::read,
            Npz::open, Torch::load, Torch::open);

    @TempDir
    Path folder;

    private static void assertRefused(Path file) {
        for (Consumer<Path> reader : READERS) {
            assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> reader.accept(file))
                    .withMessage("cannot read " + file + ": not a regular file");
        }
    }

    @Test
    void foldersAreRefused() {
        assertRefused(folder);
    }

    @Test
    void devicesAreRefused() throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/zero")), "there is no /dev/zero here");
        assertRefused(Path.of("/dev/zero"));
        assertRefused(Path.of("/dev/null"));
        assertRefused(Files.createSymbolicLink(folder.resolve("link"), Path.of("/dev/zero")));
    }

    @Test
    void pipesAreRefused() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/dev/zero")), "there is no /dev/zero here");
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        assertRefused(pipe);
    }
}
