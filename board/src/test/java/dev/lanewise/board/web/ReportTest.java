package dev.lanewise.board.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.board.Json;
import dev.lanewise.board.RunRecorder;
import dev.lanewise.board.SmallFit;
import dev.lanewise.io.FormatException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Pattern MODULE = Pattern.compile("\"([\\w./]+)\": \"data:text/javascript;base64,([^\"]+)\"");
    private static final Pattern IMPORT = Pattern.compile("\\b(?:from|import)\\s*\\(?\\s*['\"]([^'\"]+)['\"]");
    private static final Pattern ADDRESS = Pattern.compile("(?:src|href|url)\\s*[=(]\\s*[\"']?([^\"')\\s>]+)");
    private static final String BEGIN = "<script type=\"application/json\" id=\"report\">";
    private static final int MOST_BYTES = 5_000_000;

    @TempDir
    Path runs;

    private static String report(Path run) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Report.write(run, bytes);
        return bytes.toString(UTF_8);
    }

    /** What the browser takes for the data: all up to the first end of the element. */
    private static Map<String, @Nullable Object> data(String report) {
        int begin = report.indexOf(BEGIN) + BEGIN.length();
        return Json.object(report.substring(begin, report.indexOf("</script>", begin)));
    }

    @SuppressWarnings("unchecked") // as the format says
    private static Map<String, @Nullable Object> object(Map<String, @Nullable Object> in, String name) {
        return (Map<String, @Nullable Object>) in.get(name);
    }

    @SuppressWarnings("unchecked") // as the format says
    private static <T> List<T> list(Map<String, @Nullable Object> in, String name) {
        return (List<T>) in.get(name);
    }

    private Path recorded() {
        SmallFit fit = new SmallFit();
        RunRecorder recorder = fit.everything(RunRecorder.in(runs, "small"));
        fit.trainer.with(recorder).fit(fit.training, fit.validation, 3);
        return runs.resolve("small");
    }

    private Path described(String name, String rest) throws IOException {
        Path run = Files.createDirectories(runs.resolve(name));
        Files.writeString(run.resolve("run.json"),
                "{\"version\":1,\"name\":\"x\",\"begun\":\"2026-11-30T18:04:17Z\",\"state\":\"complete\"" + rest + "}");
        return run;
    }

    @Test
    void needsNothingBesideIt() throws IOException {
        String report = report(recorded());
        String page = report.replace(report.substring(report.indexOf(BEGIN), report.indexOf("</script>")), "");
        Map<String, String> modules = new LinkedHashMap<>();
        Matcher module = MODULE.matcher(page);
        while (module.find()) {
            modules.put(module.group(1), new String(Base64.getDecoder().decode(module.group(2)), UTF_8));
        }
        assertThat(modules.keySet()).contains("page/report.js", "page/embedded.js", "page/panels/confusion.js",
                "uplot/uPlot.esm.js").doesNotContain("page/live.js");
        modules.forEach((name, text) -> {
            // The chart library imports nothing, but speaks of it.
            Matcher imported = IMPORT.matcher(name.startsWith("page/") ? text : "");
            while (imported.find()) {
                assertThat(modules.keySet()).as(name + " imports").contains(imported.group(1));
            }
        });
        Matcher address = ADDRESS.matcher(MODULE.matcher(page).replaceAll(""));
        while (address.find()) {
            assertThat(address.group(1)).matches("data:.*|#.*");
        }
        assertThat(page).contains("import 'page/report.js'", "Copyright (c)", "<style>", ".confusion {", ".uplot");
        assertThat(page.indexOf("Content-Security-Policy")).isBetween(0, page.indexOf("<title>"));
        assertThat(page.indexOf("charset=")).isBetween(0, 1000);
    }

    @Test
    void holdsWhatThePageShows() throws IOException {
        Map<String, @Nullable Object> data = data(report(recorded()));
        Map<String, @Nullable Object> entry = object(data, "entry");
        assertThat(entry).containsEntry("id", "small").containsEntry("state", "complete").containsEntry("live", false);
        assertThat(object(entry, "run")).containsEntry("name", "small");
        assertThat(ReportTest.<Object>list(object(data, "curves"), "step")).isNotEmpty();
        Map<String, @Nullable Object> lines = object(data, "lines");
        assertThat(ReportTest.<Object>list(lines, "epochs.jsonl")).hasSize(3);
        assertThat(lines.keySet()).containsExactlyInAnyOrder("epochs.jsonl", "events.jsonl", "histograms.jsonl",
                "samples.jsonl");
        assertThat(object(entry, "sizes")).containsEntry("epochs.jsonl", 3L);
        assertThat(object(data, "files").keySet()).contains("predictions-0003.safetensors",
                "samples-0003-2.safetensors", "labels.safetensors")
                .doesNotContain("predictions-0002.safetensors", "examples.safetensors");
        assertThat(ReportTest.<Object>list(data, "left")).isEmpty();

        assertThat(Base64.getDecoder().decode((String) object(data, "files").get("labels.safetensors")))
                .isEqualTo(Files.readAllBytes(runs.resolve("small/labels.safetensors")));
        assertThat(ReportTest.<Object>list(object(data, "examples"), "at")).isNotEmpty();
    }

    @Test
    void textsOfTheRunEndNoElement() throws IOException {
        String hostile = "</script><script>alert(1)</script><!-- ]]> & \\u2028";
        Path run = described("hostile", ",\"settings\":{\"a\":\"" + hostile + "\"}");
        Files.writeString(run.resolve("events.jsonl"), "{\"step\":1,\"kind\":\"note\",\"text\":\"" + hostile + "\"}\n");
        String report = report(run);
        Map<String, @Nullable Object> data = data(report);
        assertThat(object(object(object(data, "entry"), "run"), "settings").get("a"))
                .isEqualTo(hostile.replace("\\u2028", "\u2028"));
        assertThat(report.substring(report.indexOf(BEGIN) + BEGIN.length()).split("<", 2)[0])
                .as("the data has no \"<\"").endsWith("}");
        assertThat(report).doesNotContain("<script>alert");
    }

    @Test
    void garbageIsPassedOver() throws IOException {
        Path run = described("garbage", "");
        Files.writeString(run.resolve("epochs.jsonl"),
                "{\"epoch\":1}\nnonsense\n[1]\n{\"epoch\":2} {}\n\n{\"epoch\":NaN}\n"
                        + "{\"epoch\":2,\"values\":{\"loss\":null}}\n{\"epoch\":3");
        Files.writeString(run.resolve("samples.jsonl"),
                "{\"step\":1,\"name\":\"x\",\"file\":\"../run.json\"}\n{\"step\":2,\"name\":7,\"text\":[]}\n");
        Map<String, @Nullable Object> data = data(report(run));
        assertThat(ReportTest.<Map<String, Object>>list(object(data, "lines"), "epochs.jsonl"))
                .extracting(line -> line.get("epoch")).containsExactly(1L, 2L);
        assertThat(ReportTest.<Object>list(object(data, "lines"), "samples.jsonl")).hasSize(1);
        assertThat(object(data, "files")).isEmpty();
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Path run = recorded();
        Files.delete(run.resolve("examples.safetensors"));
        Files.write(run.resolve("filters-0004.safetensors"), new byte[(1 << 20) + 1]);
        Files.delete(run.resolve("samples-0003-2.safetensors"));
        Map<String, @Nullable Object> data = data(report(run));
        assertThat(ReportTest.<String>list(data, "left")).containsExactlyInAnyOrder(
                "examples.safetensors cannot be read", "filters-0004.safetensors has 1048577 bytes",
                "samples-0003-2.safetensors cannot be read");
        assertThat(data).doesNotContainKey("examples");
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Path run = recorded();
        Path secret = Files.move(run.resolve("predictions-0003.safetensors"), runs.resolve("secret"));
        Files.createSymbolicLink(run.resolve("predictions-0003.safetensors"), secret);
        Files.move(run.resolve("epochs.jsonl"), runs.resolve("lines"));
        Files.createSymbolicLink(run.resolve("epochs.jsonl"), runs.resolve("lines"));
        assertThatThrownBy(() -> report(run)).isInstanceOf(IOException.class).hasMessageContaining("epochs.jsonl");
        Files.delete(run.resolve("epochs.jsonl"));
        assertThat(object(data(report(run)), "files")).doesNotContainKey("predictions-0003.safetensors");
    }

    @Test
    void aLargeRunGivesASmallReport() throws IOException {
        int classes = 100;
        int count = 3000;
        Path run = described("large", ",\"classes\":[" + IntStream.range(0, classes).mapToObj(i -> "\"class " + i + '"')
                .collect(Collectors.joining(",")) + "]");
        int[] labels = IntStream.range(0, count).map(i -> i % classes).toArray();
        new Safetensors(Map.of("pictures", Tensor.zeros(count, 28, 28)), Map.of(), Map.of())
                .save(run.resolve("examples.safetensors"));
        new Safetensors(Map.of(), Map.of("labels", IntTensor.of(labels)), Map.of())
                .save(run.resolve("labels.safetensors"));
        new Safetensors(Map.of("chance", Tensor.full(0.5f, count), "truth", Tensor.full(0.1f, count)),
                Map.of("predicted", IntTensor.of(IntStream.range(0, count).map(i -> i * 31 % classes).toArray())),
                Map.of()).save(run.resolve("predictions-0001.safetensors"));
        String counts = "1234,".repeat(39) + "1";
        for (int moment = 1; moment <= 200; moment++) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                lines.append("{\"step\":").append(moment * 10).append(",\"kind\":\"weight\",\"path\":\"").append(i)
                        .append("\",\"low\":-1,\"high\":1,\"counts\":[").append(counts).append("]}\n");
            }
            Files.writeString(run.resolve("histograms.jsonl"), lines, StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
        StringBuilder steps = new StringBuilder();
        for (int step = 1; step <= 20_000; step++) {
            steps.append("{\"step\":").append(step).append(",\"epoch\":1,\"time\":").append(step / 1000.0)
                    .append(",\"seen\":").append(step).append(",\"values\":{\"loss\":").append(1.0 / step)
                    .append("}}\n");
        }
        Files.writeString(run.resolve("steps.jsonl"), steps);

        String report = report(run);
        assertThat(report.length()).isLessThan(MOST_BYTES);
        Map<String, @Nullable Object> data = data(report);
        assertThat(ReportTest.<Object>list(object(data, "curves"), "step")).hasSizeBetween(1000, 2000);
        List<Object> moments = ReportTest.<Map<String, Object>>list(object(data, "lines"), "histograms.jsonl").stream()
                .map(line -> line.get("step")).distinct().toList();
        assertThat(moments).hasSizeBetween(50, 150).last().isEqualTo(2000L);
        assertThat(ReportTest.<Object>list(object(data, "examples"), "at")).hasSizeBetween(500, 650);
    }

    @Test
    void refusals() throws IOException {
        Path empty = Files.createDirectories(runs.resolve("empty"));
        assertThatThrownBy(() -> report(empty)).isInstanceOf(IOException.class)
                .hasMessageEndingWith("empty is no folder of a run: it has no run.json");
        assertThatThrownBy(() -> report(runs.resolve("absent"))).isInstanceOf(IOException.class)
                .hasMessageContaining("absent is no folder of a run");
        assertThatThrownBy(() -> report(Path.of("/"))).isInstanceOf(IOException.class);
        Path newer = described("newer", "");
        Files.writeString(newer.resolve("run.json"), "{\"version\":2,\"state\":\"complete\"}");
        assertThatThrownBy(() -> report(newer)).isInstanceOf(FormatException.class).hasMessageContaining("newer")
                .hasMessageContaining("format 2");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> Report.write(newer, out)).isInstanceOf(FormatException.class);
        assertThat(out.size()).as("nothing was written before it was clear that all is").isZero();
    }

    @Test
    void theFolderMayBeRelative() throws IOException {
        Path run = described("relative", "");
        Path relative = Path.of("").toAbsolutePath().relativize(run.toAbsolutePath());
        assertThat(object(data(report(relative)), "entry")).containsEntry("id", "relative");
    }

    @Test
    void picturesOfMistakesAndOfEachCell() {
        int count = 400;
        int[] labels = new int[count];
        int[] predicted = new int[count];
        float[] chance = new float[count];
        float[] truth = new float[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % 4;
            predicted[i] = i / 4 % 4;
            chance[i] = (i * 37 % count) / (float) count;
            truth[i] = i == 17 ? Float.NaN : 0.01f + (i * 53 % count) / (float) count;
        }
        List<Integer> chosen = new ArrayList<>();
        for (int i : ReportExamples.chosen(labels, predicted, chance, truth, count)) {
            chosen.add(i);
        }
        List<Integer> worst = IntStream.range(0, count).filter(i -> labels[i] != predicted[i]).boxed()
                .sorted((a, b) -> Float.compare(a == 17 ? 0 : truth[a], b == 17 ? 0 : truth[b])).limit(24).toList();
        assertThat(chosen).isSorted().doesNotHaveDuplicates().containsAll(worst).contains(17);
        for (int cell = 0; cell < 16; cell++) {
            int of = cell;
            List<Integer> confident = IntStream.range(0, count).filter(i -> labels[i] + 4 * predicted[i] == of).boxed()
                    .sorted((a, b) -> Float.compare(chance[b], chance[a])).toList();
            assertThat(chosen).containsAll(confident.subList(0, 6));
        }
        assertThat(ReportExamples.chosen(labels, predicted, chance, truth, 24)).hasSize(24)
                .containsExactlyInAnyOrder(worst.stream().mapToInt(i -> i).toArray());
        assertThat(ReportExamples.chosen(labels, predicted, chance, truth, 0)).isEmpty();
    }
}
