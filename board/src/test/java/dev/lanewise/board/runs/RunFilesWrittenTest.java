package dev.lanewise.board.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFilesWrittenTest {
    @TempDir
    Path folder;

    private Path file(String content) throws Exception {
        return Files.writeString(folder.resolve("steps.jsonl"), content);
    }

    @Test
    void linesOfLaterStepsAndEpochsAreDropped() throws Exception {
        String first = "{\"step\":1,\"epoch\":1,\"values\":{\"step\":9}}\n";
        String second = "{\"epoch\":2,\"step\":2}\n";
        Path file = file(first + second + "{\"step\":3}\n");
        assertThat(Earlier.end(file, 2, 2)).isEqualTo(first.length() + second.length());
        assertThat(Earlier.end(file, 2, 1)).isEqualTo(first.length());
        assertThat(Earlier.end(file, 0, 9)).isZero();
        assertThat(Earlier.end(folder.resolve("none"), 9, 9)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"step\":2}", "{\"step\":2\n", "[]\n", "\n", "{}\n", "{\"step\":\"2\"}\n",
        "{\"step\":1e400}\n", "{\"step\":99999999999999999999}\n", "{\"step\":-1}\n", "\0\0\n", "{\"step\":2}x\n"})
    void whatFollowsADamagedLineIsDropped(String damaged) throws Exception {
        String whole = "{\"step\":1}\n";
        assertThat(Earlier.end(file(whole + damaged + whole), 5, 5)).isEqualTo(whole.length());
    }

    @Test
    void aFileGrowsByWholeLines() throws Exception {
        LineFile file = LineFile.open(file("{\"step\":1}\nhalf"), 11);
        assertThat(file.add("{\"step\":2}")).isTrue();
        assertThat(Files.readString(file.path())).isEqualTo("{\"step\":1}\n");
        file.flush();
        assertThat(Files.readString(file.path())).isEqualTo("{\"step\":1}\n{\"step\":2}\n");
        file.close();
        assertThat(file.add("{\"step\":3}")).isTrue();
        assertThatThrownBy(file::flush).isInstanceOf(java.io.IOException.class);
        assertThat(Files.readString(file.path())).isEqualTo("{\"step\":1}\n{\"step\":2}\n");
        int added = 0;
        while (file.add("x".repeat(1000))) {
            added++;
        }
        assertThat(added).isBetween(1000, 1100); // it does not grow for ever
    }

    @Test
    void aRunHasOneWriter() {
        RunFolder run = RunFolder.create(folder, "a");
        RunWriter writer = RunWriter.open(run, 0, 0, _ -> {});
        assertThatThrownBy(() -> RunWriter.open(run, 0, 0, _ -> {})).isInstanceOf(IllegalStateException.class);
        writer.close();
        RunWriter.open(run, 0, 0, _ -> {}).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "a/b", "a\\b", ".a", "", " ", "a\0", "ä"})
    void anIdOfACheckpointLeadsToNoOtherFolder(String id) {
        if (id.isEmpty()) {
            assertThat(RunFolder.requireId(id)).isEmpty(); // none
        } else {
            assertThatThrownBy(() -> RunFolder.requireId(id)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("is no folder of a run");
        }
        assertThat(RunFolder.requireId(RunFolder.id(id + "x"))).isNotEmpty();
    }

    @Test
    void aDamagedDescriptionIsNoneAndALaterVersionIsRefused() throws Exception {
        RunFolder run = RunFolder.create(folder, "a");
        assertThat(EarlierRun.read(run)).isEqualTo(EarlierRun.NONE);
        for (String damaged : List.of("", "{", "[1]", "{\"version\":1,\"model\":[{}", "{\"samples\":\"x\"}", "\0")) {
            Files.writeString(run.file(RunFolder.RUN), damaged);
            assertThat(EarlierRun.read(run)).as(damaged).isEqualTo(EarlierRun.NONE);
        }
        Files.writeString(run.file(RunFolder.RUN), "{\"version\":1,\"begun\":\"b\",\"new\":{\"a\":[1]},"
                + "\"samples\":5,\"model\":[{\"path\":\"\"}],\"notes\":[\"n\"]}");
        assertThat(EarlierRun.read(run)).isEqualTo(new EarlierRun("b", 5, "[{\"path\":\"\"}]", List.of("n")));
        Files.writeString(run.file(RunFolder.RUN), "{\"version\":2}");
        assertThatThrownBy(() -> EarlierRun.read(run)).isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("the run was recorded in version 2 of the format, and cannot go on in version 1");
    }
}
