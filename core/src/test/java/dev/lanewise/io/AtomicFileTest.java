package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    private static AtomicFile.Content text(String text) {
        return channel -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void createsAndReplaces() throws IOException {
        Path file = folder.resolve("f");

        AtomicFile.write(file, text("old"));
        assertThat(file).hasContent("old");
        AtomicFile.write(file, text("new"));

        assertThat(file).hasContent("new");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void bytesAreTheContent() {
        Path file = folder.resolve("f");

        AtomicFile.write(file, new byte[] {1, 2, 3});

        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void theOldContentIsSeenUntilTheNewOneIsComplete() {
        Path file = folder.resolve("f");
        AtomicFile.write(file, text("old"));

        AtomicFile.write(file, channel -> {
            text("half").writeTo(channel);
            channel.force(true);
            assertThat(file).hasContent("old");
        });

        assertThat(file).hasContent("half");
    }

    @Test
    void aFailureInTheMiddleLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("f");
        AtomicFile.write(file, text("old"));

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> AtomicFile.write(file, channel -> {
                    text("half").writeTo(channel);
                    throw new IOException("No space left on device");
                }))
                .withMessage("cannot write " + file + ": No space left on device");
        assertThatIllegalStateException()
                .isThrownBy(() -> AtomicFile.write(file, channel -> {
                    text("half").writeTo(channel);
                    throw new IllegalStateException("bug");
                }));

        assertThat(file).hasContent("old");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void aFailureInTheMiddleOfANewFileLeavesNothing() throws IOException {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> AtomicFile.write(folder.resolve("f"), channel -> {
                    text("half").writeTo(channel);
                    throw new IOException("gone");
                }));

        assertThat(files()).isEmpty();
    }

    @Test
    void anInterruptedThreadLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("f");
        AtomicFile.write(file, text("old"));

        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> AtomicFile.write(file, text("new")));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(file).hasContent("old");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path real = folder.resolve("real");
        AtomicFile.write(real, text("old"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));

        AtomicFile.write(link, text("new"));

        assertThat(link).isSymbolicLink();
        assertThat(real).hasContent("new");
    }

    @Test
    void aLinkToNothingStaysALinkAndGetsItsFile() throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("sub/second"));
        Files.createSymbolicLink(folder.resolve("sub/second"), Path.of("../real"));

        AtomicFile.write(link, text("new"));

        assertThat(link).isSymbolicLink();
        assertThat(folder.resolve("sub/second")).isSymbolicLink();
        assertThat(folder.resolve("real")).isRegularFile().hasContent("new");
    }

    @Test
    void linksInACircleAreRefused() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("other"));
        Files.createSymbolicLink(folder.resolve("other"), Path.of("link"));

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> AtomicFile.write(link, text("new")))
                .withMessage("cannot write " + link + ": the links lead in a circle");
        assertThat(files()).hasSize(2);
    }

    @Test
    void aReplacedFileKeepsItsPermissions() throws IOException {
        Path file = folder.resolve("f");
        AtomicFile.write(file, text("old"));
        for (String permissions : List.of("rw-------", "rwxrwxrwx")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

            AtomicFile.write(file, channel -> {
                assertThat(files()).hasSize(2).allSatisfy(each -> assertThat(
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(each))).isEqualTo(permissions));
                text(permissions).writeTo(channel);
            });

            assertThat(file).hasContent(permissions);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo(permissions);
        }
    }

    @Test
    void aReplacedFileKeepsItsOwnerAndItsGroup() throws IOException {
        Path file = folder.resolve("f");
        AtomicFile.write(file, text("old"));
        assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(file, "unix:uid")), "only root gives files away");
        Files.setAttribute(file, "unix:uid", 4711);
        Files.setAttribute(file, "unix:gid", 4712);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        AtomicFile.write(file, text("new"));

        assertThat(file).hasContent("new");
        assertThat(Files.readAttributes(file, "unix:uid,gid")).containsEntry("uid", 4711).containsEntry("gid", 4712);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
    }

    @Test
    void aGroupThatTheFileWasNotMeantForGetsNoMoreThanOthers() throws IOException {
        Path file = folder.resolve("f");
        AtomicFile.write(file, text("x"));
        for (String[] each : new String[][] {
            {"rw-r-----", "rw-------"}, {"rwxrwxr-x", "rwxr-xr-x"}, {"rw-r--rw-", "rw-r--rw-"},
            {"rwx-wx---", "rwx------"}
        }) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(each[0]));
            assertThat(PosixFilePermissions.toString(Ownership.of(file).withGroupAsOthers())).isEqualTo(each[1]);
        }
    }

    @Test
    void otherNamesOfAReplacedFileKeepTheOldContent() throws IOException {
        Path file = folder.resolve("f");
        AtomicFile.write(file, text("old"));
        Path other = Files.createLink(folder.resolve("other"), file);

        AtomicFile.write(file, text("new"));

        assertThat(file).hasContent("new");
        assertThat(other).hasContent("old");
    }

    @Test
    void anExitInTheMiddleLeavesTheOldFileAndNothingElse() throws Exception {
        Path file = folder.resolve("f");
        AtomicFile.write(file, text("old"));

        assertThat(ChildJvm.run(List.of(), ExitWhileWriting.class, file.toString())).containsExactly("exits");

        assertThat(file).hasContent("old");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void writesAtTheSameTimeDoNotMeet() throws IOException {
        Path inner = folder.resolve("inner");
        Path outer = folder.resolve("outer");

        AtomicFile.write(outer, channel -> {
            AtomicFile.write(inner, text("inner"));
            AtomicFile.write(inner, text("inner again"));
            text("outer").writeTo(channel);
        });

        assertThat(inner).hasContent("inner again");
        assertThat(outer).hasContent("outer");
        assertThat(files()).hasSize(2);
    }

    @Test
    void aNewFileHasTheUsualPermissions() throws IOException {
        Path usual = Files.createFile(folder.resolve("usual"));
        Path file = folder.resolve("f");

        AtomicFile.write(file, text("x"));

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(usual));
    }

    @Test
    void aFolderIsNotReplaced() {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> AtomicFile.write(folder, text("x")))
                .withMessage("cannot write " + folder + ": not a regular file");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aNameWithoutAFolderIsOfTheWorkingFolder() throws IOException {
        Path file = Path.of("AtomicFileTest-" + System.nanoTime());
        try {
            AtomicFile.write(file, text("x"));
            assertThat(file).hasContent("x");
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
