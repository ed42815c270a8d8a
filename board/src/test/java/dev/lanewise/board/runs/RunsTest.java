package dev.lanewise.board.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunsTest {
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private Path run(String id, String json) throws IOException {
        Path run = Files.createDirectories(folder.resolve(id));
        Files.writeString(run.resolve("run.json"), json);
        return run;
    }

    private static String json(String state, long pid, String started) {
        return "{\"version\":1,\"state\":\"" + state + "\",\"begun\":\"2026-11-30T18:04:17Z\",\"step\":7,\"pid\":" + pid
                + ",\"started\":\"" + started + "\"}";
    }

    private RunView only() {
        List<RunView> all = new Runs(folder).list();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private RunView of(String json) throws IOException {
        run("a", json);
        return only();
    }

    private RunView ofLongAgo(String json) throws IOException {
        Files.setLastModifiedTime(run("a", json).resolve("run.json"), FileTime.from(LONG_AGO));
        return only();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"version\":2}|"
            + "the run is of format 2, from a newer version of Lanewise; this one reads 1",
        "{\"version\":1e300,\"state\":\"x\"}|the run is of format 9223372036854775807, from a newer version of "
                + "Lanewise; this one reads 1",
        "{\"state\":\"running\"}|run.json says no version of the format that is known",
        "{\"version\":0}|run.json says no version of the format that is known",
        "{\"version\":\"1\"}|run.json says no version of the format that is known",
        "{\"version\":1}|run.json has the unknown state \"\"",
        "{\"version\":1,\"state\":\"flying\"}|run.json has the unknown state \"flying\"",
        "[]|run.json is no JSON object", "''|run.json is no JSON object",
        "{} {}|run.json goes on after its JSON object"})
    void whatCannotBeReadSaysWhy(String json, String reason) throws IOException {
        RunView run = of(json);
        assertThat(run.state()).isEqualTo("unreadable");
        assertThat(run.reason()).isEqualTo(reason);
        assertThat(run.json()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
        value = {"{\"version\":1,\"state\":\"running\"|line 1, column 31", "{\"version\":NaN}|line 1",
            "garbage|line 1, column 1", "{\"version\":1,}|line 1, column 14", "{\"a\":\"\u0001\"}|line 1, column 7"})
    void whatIsNoJsonSaysWhere(String json, String place) throws IOException {
        RunView run = of(json);
        assertThat(run.state()).isEqualTo("unreadable");
        assertThat(run.reason()).startsWith("run.json is not well-formed JSON: ").contains(place).doesNotContain("\n");
    }

    @Test
    void hostileDescriptionsAreRefused() throws IOException {
        assertThat(of("[".repeat(100_000)).reason()).isEqualTo("run.json is no JSON object");
        assertThat(of("{\"a\":" + "[".repeat(100_000)).reason()).startsWith("run.json is not well-formed JSON: ");
        assertThat(of("{\"version\":1,\"state\":\"complete\",\"x\":\"" + "x".repeat(5_000_000) + "\"}").reason())
                .matches("run.json has 5000\\d\\d\\d bytes, more than the 4194304 that are read");
        assertThat(of("{\"version\":1,\"state\":\"" + "\\u0007".repeat(5000) + "\"}").reason()).hasSizeLessThan(200);
        Files.write(folder.resolve("a/run.json"), new byte[1000]);
        assertThat(only().state()).isEqualTo("unreadable");
        Files.write(folder.resolve("a/run.json"), new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
        assertThat(only().reason()).startsWith("run.json is not well-formed JSON: ");
    }

    @Test
    void unknownMembersStay() throws IOException {
        RunView run = of("{\"version\":1, \"state\":\"complete\",\n\"new\":{\"a\":[1,null,\"\\u00e4<\"]},\"step\":3}");
        assertThat(run.json())
                .isEqualTo("{\"version\":1,\"state\":\"complete\",\"new\":{\"a\":[1,null,\"\u00e4<\"]},\"step\":3}");
        assertThat(run.step()).isEqualTo(3);
        assertThat(run.reason()).isNull();
    }

    @Test
    void theWriterMustLive() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        String started = self.info().startInstant().map(Instant::toString).orElse("");
        assertThat(ofLongAgo(json("running", self.pid(), started)).state()).isEqualTo("running");
        assertThat(ofLongAgo(json("paused", self.pid(), started)).state()).isEqualTo("paused");
        assertThat(ofLongAgo(json("running", self.pid(), "garbage")).state()).isEqualTo("running");
        assertThat(ofLongAgo(json("running", self.pid(), "2020-01-01T00:00:00Z")).state()).isEqualTo("interrupted");
        assertThat(ofLongAgo(json("running", Integer.MAX_VALUE, started)).state()).isEqualTo("interrupted");
        assertThat(ofLongAgo(json("paused", -7, started)).state()).isEqualTo("interrupted");
        assertThat(ofLongAgo("{\"version\":1,\"state\":\"running\"}").state()).isEqualTo("interrupted");
        assertThat(ofLongAgo(json("complete", -7, started)).state()).isEqualTo("complete");
        // Of another machine, or in a container: its files move.
        Path run = run("a", json("running", Integer.MAX_VALUE, started));
        assertThat(only().state()).isEqualTo("running");
        Files.setLastModifiedTime(run.resolve("run.json"), FileTime.from(LONG_AGO));
        Files.writeString(run.resolve("steps.jsonl"), "{}\n");
        assertThat(only().state()).isEqualTo("running");
    }

    @Test
    void sizesAreOfWholeLines() throws IOException {
        Path run = run("a", json("running", ProcessHandle.current().pid(), ""));
        Runs runs = new Runs(folder);
        assertThat(runs.list().getFirst().sizes()).isEmpty();
        Path steps = run.resolve("steps.jsonl");
        Files.writeString(steps, "no line");
        assertThat(runs.list().getFirst().sizes()).isEmpty();
        Files.writeString(steps, "\n{\"half\":", StandardOpenOption.APPEND);
        assertThat(runs.list().getFirst().sizes()).isEqualTo(Map.of("steps.jsonl", 8L));
        Files.writeString(steps, "x".repeat(100_000), StandardOpenOption.APPEND);
        assertThat(runs.list().getFirst().sizes()).isEqualTo(Map.of("steps.jsonl", 8L));
        Files.writeString(steps, "}\n", StandardOpenOption.APPEND);
        assertThat(runs.list().getFirst().sizes()).isEqualTo(Map.of("steps.jsonl", 100_018L));
        Files.writeString(steps, "{}\n{"); // of a run that was resumed
        assertThat(runs.list().getFirst().sizes()).isEqualTo(Map.of("steps.jsonl", 3L));
        Files.writeString(run.resolve("other.jsonl"), "{}\n");
        Files.delete(steps);
        assertThat(runs.list().getFirst().sizes()).isEmpty();
    }

    @Test
    void onlyFilesOfTheFormatAreListed() throws IOException {
        Path run = run("a", json("complete", 1, ""));
        for (String name : List.of("filters-0001.safetensors", "predictions-0010.safetensors",
                "samples-0001-2.safetensors", "labels.safetensors",
                "examples.safetensors", "state.safetensors", ".filters-0001.safetensors.tmp", "filters-1.txt", "x")) {
            Files.writeString(run.resolve(name), "");
        }
        Files.createDirectory(run.resolve("filters-0002.safetensors"));
        assertThat(only().files()).containsExactly("examples.safetensors", "filters-0001.safetensors",
                "labels.safetensors", "predictions-0010.safetensors", "samples-0001-2.safetensors");
    }

    @Test
    void theNewestIsFirst() throws IOException {
        run("a", json("complete", 1, ""));
        run("b", json("complete", 1, "").replace("2026-11-30", "2026-12-01"));
        run("c", "garbage");
        Files.createDirectories(folder.resolve("no run"));
        Files.writeString(folder.resolve("file"), "");
        Files.createDirectories(folder.resolve("d/run.json"));
        assertThat(new Runs(folder).list()).extracting(RunView::id).containsExactly("b", "a", "c");
        assertThat(new Runs(folder.resolve("missing")).list()).isEmpty();
        assertThat(new Runs(folder.resolve("file")).list()).isEmpty();
    }

    @Test
    void aRunAppearsWhenItsDescriptionDoes() throws IOException {
        Runs runs = new Runs(folder);
        Path run = Files.createDirectories(folder.resolve("a"));
        assertThat(runs.list()).isEmpty();
        Files.write(run.resolve("run.json"), json("complete", 1, "").getBytes(StandardCharsets.UTF_8));
        assertThat(runs.list()).extracting(RunView::state).containsExactly("complete");
        Files.delete(run.resolve("run.json"));
        assertThat(runs.list()).isEmpty();
    }

    @Test
    void aGlanceSeesWhatRunsAndWhatIsNew() throws IOException, InterruptedException {
        Path ended = run("a", json("complete", 1, ""));
        Path running = run("b", json("running", ProcessHandle.current().pid(), ""));
        Thread.sleep(150); // a folder that has just changed is looked at again
        Runs runs = new Runs(folder);
        List<RunView> all = runs.glance();
        assertThat(all).extracting(RunView::id).containsExactlyInAnyOrder("a", "b");
        Files.writeString(running.resolve("steps.jsonl"), "{}\n");
        run("c", json("complete", 1, ""));
        all = runs.glance();
        assertThat(all).hasSize(3);
        assertThat(all.stream().filter(run -> run.id().equals("b")).findFirst().orElseThrow().sizes())
                .containsEntry("steps.jsonl", 3L);
        Files.writeString(ended.resolve("run.json.new"), json("running", ProcessHandle.current().pid(), ""));
        Files.move(ended.resolve("run.json.new"), ended.resolve("run.json"), StandardCopyOption.REPLACE_EXISTING);
        Thread.sleep(2000);
        assertThat(runs.glance().stream().filter(run -> run.id().equals("a")).findFirst().orElseThrow().state())
                .isEqualTo("running");
    }
}
