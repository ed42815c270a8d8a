package dev.lanewise.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultFileTest {
    private static final List<Row> ROWS = List.of(new Row("exp 1000", 1, "pytorch", 0.5, 2),
            new Row("w", 2, "jax", 3, 1.5));

    @TempDir
    private Path folder;

    @Test
    void eachComparisonIsAnObjectWithSixFields() throws IOException {
        assertThat(ResultFile.text(ROWS)).isEqualTo("""
                [
                {"workload":"exp 1000","threads":1,"peer":"pytorch","ours_us":0.5000,"peer_us":2.0000,"ratio":4.0000},
                {"workload":"w","threads":2,"peer":"jax","ours_us":3.0000,"peer_us":1.5000,"ratio":0.5000}
                ]
                """);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = folder.resolve("r.json");
        Files.writeString(file, "old");

        ResultFile.write(file, ROWS);

        assertThat(ResultFile.read(file)).isEqualTo(ROWS);
        assertThat(folder.toFile().list()).containsExactly("r.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]", "[{}]", "[{\"workload\": \"w\"}]", "[", "no", ""})
    void otherFilesAreRefusedByName(String content) throws IOException {
        Path file = folder.resolve("r.json");
        Files.writeString(file, content);

        assertThatThrownBy(() -> ResultFile.read(file)).isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": ");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path file = folder.resolve("none.json");

        assertThatThrownBy(() -> ResultFile.read(file)).hasMessageStartingWith(file + ": cannot be read");
    }
}
