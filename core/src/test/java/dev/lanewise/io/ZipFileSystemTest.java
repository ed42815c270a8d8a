package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file system that is not the operating system's: it has no locks, and a file only once it has been closed. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ZipFileSystemTest {
    @TempDir
    Path folder;

    private FileSystem zip(String posix) throws IOException {
        return FileSystems.newFileSystem(
                folder.resolve("files.zip"), Map.of("create", "true", "enablePosixFileAttributes", posix));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void filesAreWrittenAndReplaced(String posix) throws IOException {
        try (FileSystem zip = zip(posix)) {
            Path inner = Files.createDirectory(zip.getPath("/inner"));
            for (int i = 1; i <= 2; i++) {
                Safetensors.save(inner.resolve("m.safetensors"), Map.of("w", Tensor.full(i, 3)), Map.of());
                Idx.write(inner.resolve("a.idx"), Shape.of(2), new byte[] {1, (byte) i});
                Idx.write(zip.getPath("b.idx.gz"), Shape.of(2), new byte[] {1, (byte) i});
                Npy.write(zip.getPath("c.npy"), Tensor.full(i, 3));
                Npz.writeCompressed(zip.getPath("d.npz"), Map.of("w", Tensor.full(i, 3)));
            }
        }
        try (FileSystem zip = zip(posix)) {
            assertThat(Safetensors.load(zip.getPath("inner/m.safetensors")).tensors().get("w").toArray())
                    .containsExactly(2, 2, 2);
            assertThat(Idx.read(zip.getPath("inner/a.idx")).bytes()).containsExactly(1, 2);
            assertThat(Idx.read(zip.getPath("b.idx.gz")).bytes()).containsExactly(1, 2);
            assertThat(Npy.readTensor(zip.getPath("c.npy")).toArray()).containsExactly(2, 2, 2);
            assertThat(((Tensor) Npz.read(zip.getPath("d.npz")).get("w")).toArray()).containsExactly(2, 2, 2);
            try (Stream<Path> files = Files.walk(zip.getPath("/"))) {
                assertThat(files.filter(Files::isRegularFile)).hasSize(5);
            }
        }
    }

    @Test
    void aWriteThatFailsLeavesTheOldFileAndNoOther() throws IOException {
        try (FileSystem zip = zip("false")) {
            Path file = zip.getPath("/a.idx");
            Idx.write(file, Shape.of(1), new byte[] {7});
            assertThatIllegalStateException().isThrownBy(() -> AtomicFile.write(file, channel -> {
                throw new IllegalStateException("full");
            }));
            assertThat(Idx.read(file).bytes()).containsExactly(7);
            try (Stream<Path> files = Files.list(zip.getPath("/"))) {
                assertThat(files).hasSize(1);
            }
        }
    }
}
