package dev.lanewise.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {
    private static final String HOSTILE = "m\u001b[2J\u202e\nerror";

    @TempDir
    Path folder;

    private static void assertPrintable(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString().lines()).allSatisfy(line -> assertThat(line.replace("\t", ""))
                .doesNotMatch(".*[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}].*")
                .doesNotStartWith("error"));
    }

    @Test
    void theStackTraceOfAHostilePathIsPrintable() {
        Path file = folder.resolve(HOSTILE);
        for (Throwable thrown : List.of(
                catchThrowable(() -> Safetensors.load(file)), catchThrowable(() -> Idx.read(file)),
                catchThrowable(() -> Safetensors.save(file.resolve("a"), Map.of("w", Tensor.ones(1)), Map.of())))) {
            assertPrintable(thrown);
            assertThat(thrown).isInstanceOf(UncheckedIOException.class)
                    .hasCauseExactlyInstanceOf(NoSuchFileException.class);
            assertThat(thrown.getCause().getStackTrace()).isNotEmpty();
        }
    }

    @Test
    void soIsThatOfEveryKindOfCause() {
        IOException behind = new IOException("behind", new IOException(HOSTILE));
        IOException suppressing = new IOException("above");
        suppressing.addSuppressed(new IOException(HOSTILE));
        for (IOException cause : List.of(
                new AccessDeniedException(HOSTILE), new FileSystemException(HOSTILE, HOSTILE, HOSTILE),
                new IOException(HOSTILE), behind, suppressing)) {
            assertPrintable(Failures.unchecked("read", folder, cause));
        }
    }

    @Test
    void aCauseThatCanBeShownIsKept() {
        IOException cause = new IOException("disk full", new IOException("no space"));
        assertThat(Failures.unchecked("write", folder, cause)).hasCause(cause)
                .extracting(Throwable::getCause).isSameAs(cause);
    }

    @Test
    void anInterruptedReaderClosesTheFileForAllAndTheOthersSaySo() {
        Path file = folder.resolve("m.safetensors");
        Safetensors.save(file, Map.of("w", Tensor.ones(3)), Map.of());
        try (SafetensorsFile open = Safetensors.open(file)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> open.tensor("w")).isInstanceOf(UncheckedIOException.class)
                    .hasMessage("cannot read " + file + ": the thread was interrupted");
            assertThat(Thread.interrupted()).isTrue();
            assertThatThrownBy(() -> open.tensor("w")).isInstanceOf(UncheckedIOException.class)
                    .hasMessage("cannot read " + file
                            + ": it was closed meanwhile, or by the interrupt of a thread that was reading it");
        } finally {
            Thread.interrupted();
        }
    }
}
