package dev.lanewise.board.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurvesTest {
    private static final long END = Long.MAX_VALUE - 1;

    @TempDir
    Path folder;

    private Path file;

    /** What was written. */
    private record Line(long step, long epoch, double time, long seen, Map<String, Double> values, double rate) {
        String json() {
            StringBuilder text = new StringBuilder("{\"step\":" + step + ",\"epoch\":" + epoch + ",\"time\":" + time
                    + ",\"seen\":" + seen + ",\"lr\":" + 1.0 / step + ",\"values\":{");
            values.forEach((name, value) -> text.append(text.charAt(text.length() - 1) == '{' ? "" : ",").append('"')
                    .append(name).append("\":").append(Double.isFinite(value) ? String.valueOf(value) : "null"));
            return text.append("}}\n").toString();
        }
    }

    /** What was answered. */
    private record Answer(List<Double> step, List<@Nullable Double> time, long count,
            Map<String, List<@Nullable Double>> series) {
        List<@Nullable Double> of(String name) {
            return series.getOrDefault(name, List.of());
        }
    }

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve(RunFolder.STEPS);
    }

    private static List<Line> lines(Random random, int count) {
        List<Line> lines = new ArrayList<>();
        long step = 0;
        long seen = 0;
        double time = 0;
        long epoch = 1;
        for (int i = 0; i < count; i++) {
            step += 1 + random.nextInt(3) * (long) random.nextInt(20);
            time += 0.001 + random.nextDouble();
            seen += random.nextInt(64);
            if (random.nextInt(50) == 0) {
                epoch++;
                seen = 0;
            }
            Map<String, Double> values = new HashMap<>();
            values.put("loss", random.nextInt(10) == 0 ? Double.NaN : random.nextGaussian() * 1e3);
            if (random.nextBoolean()) {
                values.put("late \\u00e4", i * 1.5);
            }
            Line last = lines.isEmpty() ? null : lines.getLast();
            double rate = last == null || last.epoch() != epoch
                    ? Double.NaN
                    : (seen - last.seen()) / (time - last.time());
            lines.add(new Line(step, epoch, time, seen, values, rate));
        }
        return lines;
    }

    private void write(List<Line> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.json()));
        Files.writeString(file, text);
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static Answer ask(StepIndex index, long from, long to, int points) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
            index.curves(from, to, points).write(json);
        }
        return parsed(text.toString());
    }

    private static Answer parsed(String text) throws IOException {
        Map<String, List<@Nullable Double>> arrays = new HashMap<>();
        long count = -1;
        try (JsonParser json = Json.FACTORY.createParser(text)) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.START_ARRAY) {
                    String name = json.getParsingContext().getParent().pathAsPointer().toString();
                    List<@Nullable Double> array = new ArrayList<>();
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        array.add(json.currentToken() == JsonToken.VALUE_NULL ? null : json.getDoubleValue());
                    }
                    arrays.put(name, array);
                } else if (json.currentToken().isNumeric()) {
                    count = json.getLongValue();
                }
            }
        }
        List<Double> step = List.copyOf(arrays.getOrDefault("/step", List.of()));
        List<@Nullable Double> time = arrays.getOrDefault("/time", List.of());
        Map<String, List<@Nullable Double>> series = new HashMap<>();
        arrays.forEach((name, array) -> {
            if (name.startsWith("/series/")) {
                series.put(name.substring("/series/".length()), array);
            }
        });
        return new Answer(step, time, count, series);
    }

    /** Every answer is a division of the lines asked for into neighbours, with the right figures for each. */
    private static void check(List<Line> all, Answer answer, long from, long to, int points) {
        List<Line> lines = all.stream().filter(line -> line.step() >= from && line.step() <= to).toList();
        assertThat(answer.count()).isEqualTo(all.size());
        assertThat(answer.step()).hasSizeLessThanOrEqualTo(points);
        assertThat(answer.step().size()).isGreaterThanOrEqualTo(Math.min(lines.size(), points - 1) / 2);
        int at = 0;
        for (int i = 0; i < answer.step().size(); i++) {
            List<Line> bucket = new ArrayList<>();
            while (at < lines.size() && lines.get(at).step() <= answer.step().get(i)) {
                bucket.add(lines.get(at++));
            }
            assertThat(bucket).isNotEmpty();
            assertThat(bucket.getLast().step()).isEqualTo(answer.step().get(i).longValue());
            assertThat(bucket.getLast().time()).isEqualTo(answer.time().get(i));
            check(bucket.stream().map(line -> line.values().getOrDefault("loss", Double.NaN)).toList(), answer, "loss",
                    i);
            check(bucket.stream().map(line -> line.values().getOrDefault("late \\u00e4", Double.NaN)).toList(), answer,
                    "late \u00e4", i);
            check(bucket.stream().map(line -> 1.0 / line.step()).toList(), answer, "lr", i);
            check(bucket.stream().map(Line::rate).toList(), answer, "samples", i);
        }
        assertThat(at).isEqualTo(lines.size());
    }

    private static void check(List<Double> values, Answer answer, String name, int bucket) {
        double[] finite = values.stream().mapToDouble(value -> value).filter(Double::isFinite).toArray();
        if (finite.length == 0) {
            for (String figure : List.of("/mean", "/min", "/max")) {
                List<@Nullable Double> series = answer.of(name + figure);
                assertThat(series.isEmpty() ? null : series.get(bucket)).isNull();
            }
            return;
        }
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (double value : finite) {
            min = Math.min(min, value);
            max = Math.max(max, value);
            sum += value;
        }
        double large = Math.max(Math.abs(min), Math.abs(max));
        assertThat(answer.of(name + "/mean").get(bucket)).isCloseTo(sum / finite.length, within(1e-6 * large));
        assertThat(answer.of(name + "/min").get(bucket)).isEqualTo(Double.parseDouble(Float.toString((float) min)));
        assertThat(answer.of(name + "/max").get(bucket)).isEqualTo(Double.parseDouble(Float.toString((float) max)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64, 65, 1000, 5000})
    void areThoseOfEachLineForAnyPart(int count) throws IOException {
        Random random = new Random(count);
        List<Line> lines = lines(random, count);
        write(lines);
        for (int most : new int[] {2, 16, 64, 256, StepIndex.MOST}) {
            StepIndex index = new StepIndex(file, most);
            check(lines, ask(index, 0, END, 5000), 0, END, 5000);
            long last = lines.getLast().step();
            for (int i = 0; i < 40; i++) {
                long from = random.nextLong(last + 2);
                long to = random.nextInt(5) == 0 ? END : from + random.nextLong(last + 2);
                int points = 1 + random.nextInt(random.nextBoolean() ? 10 : 1000);
                Answer answer = ask(index, from, to, points);
                List<Line> inside = lines.stream().filter(line -> line.step() >= from && line.step() <= to).toList();
                check(lines, answer, from, to, inside.isEmpty() ? 1 : points);
            }
        }
    }

    @Test
    void growWithTheFileAsIfItWereReadAtOnce() throws IOException {
        Random random = new Random(3);
        List<Line> lines = lines(random, 3000);
        StepIndex index = new StepIndex(file, 32);
        assertThat(ask(index, 0, END, 10).step()).isEmpty();
        long seen = -1;
        for (int at = 0; at < lines.size();) {
            int next = Math.min(lines.size(), at + random.nextInt(200));
            StringBuilder text = new StringBuilder();
            lines.subList(at, next).forEach(line -> text.append(line.json()));
            int cut = random.nextInt(text.length() + 1);
            append(text.substring(0, cut));
            ask(index, 0, END, 10);
            append(text.substring(cut));
            at = next;
            List<Line> there = lines.subList(0, at);
            check(there, ask(index, 0, END, 20), 0, END, 20);
            check(there, ask(index, seen + 1, END, 7), seen + 1, END, 7);
            seen = there.isEmpty() ? -1 : there.getLast().step();
        }
    }

    @Test
    void leaveOutALastLineWithoutItsBreak() throws IOException {
        append("{\"step\":1,\"time\":1,\"values\":{\"loss\":1}}\n{\"step\":2,\"time\":2,\"values\":{\"loss\":2}}");
        StepIndex index = new StepIndex(file);
        assertThat(ask(index, 0, END, 10).step()).containsExactly(1.0);
        append("\n");
        assertThat(ask(index, 0, END, 10).step()).containsExactly(1.0, 2.0);
    }

    @Test
    void leaveOutLinesThatAreNone() throws IOException {
        append("garbage\n\n{\"step\":1,\"time\":1,\"values\":{\"loss\":1}}\n[]\n{}\n{\"step\":\"x\"}\n{\"step\":-3}\n"
                + "{\"step\":2,\"values\":[1]}\n{\"step\":2,\"time\":2,\"values\":{\"loss\":3}}\n"
                + "{\"step\":3,\"values\":{\"loss\":4}} {\"step\":4}\n{\"step\":5,\"values\":{\"loss\":\"6\"}\n\0\0\0\n"
                + "{\"step\":1e400}\n{\"step\":6,\"more\":{\"a\":[{}]},\"values\":{\"loss\":{\"step\":9}}}\n"
                + "x".repeat(3_000_000) + "\n" + "[".repeat(100_000) + "\n{\"step\":7,\"values\":{\"loss\":1e999}}\n");
        Answer answer = ask(new StepIndex(file), 0, END, 10);
        assertThat(answer.step()).containsExactly(1.0, 2.0, 6.0, 7.0);
        assertThat(answer.of("loss/mean")).containsExactly(1.0, null, null, null);
    }

    @Test
    void leaveOutLinesThatGoBack() throws IOException {
        append("{\"step\":5}\n{\"step\":3}\n{\"step\":5}\n{\"step\":6}\n");
        Answer answer = ask(new StepIndex(file), 0, END, 10);
        assertThat(answer.step()).containsExactly(5.0, 6.0);
        assertThat(answer.count()).isEqualTo(2);
    }

    @Test
    void beginAgainWhenTheFileIsAnother() throws IOException {
        List<Line> lines = lines(new Random(1), 500);
        write(lines);
        StepIndex index = new StepIndex(file, 64);
        ask(index, 0, END, 10);
        write(lines.subList(0, 100)); // shorter
        check(lines.subList(0, 100), ask(index, 0, END, 10), 0, END, 10);
        List<Line> others = lines(new Random(2), 700);
        write(others); // longer, in place
        check(others, ask(index, 0, END, 10), 0, END, 10);
        Files.move(Files.writeString(folder.resolve("new"), lines.getFirst().json()), file,
                StandardCopyOption.REPLACE_EXISTING);
        check(lines.subList(0, 1), ask(index, 0, END, 10), 0, END, 10);
        Files.delete(file);
        assertThat(ask(index, 0, END, 10).step()).isEmpty();
        write(others);
        check(others, ask(index, 0, END, 10), 0, END, 10);
    }

    @Test
    void nameAtMostSoManySeries() throws IOException {
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            values.append(i == 0 ? "" : ",").append("\"s").append(i).append("\":").append(i);
        }
        append("{\"step\":1,\"values\":{" + values + "}}\n{\"step\":2,\"lr\":7,\"values\":{\"lr\":8,\"s5\":1,\"" + "n"
                .repeat(1000) + "\":1}}\n");
        Answer answer = ask(new StepIndex(file), 0, END, 10);
        assertThat(answer.series()).hasSize(3 * 64);
        assertThat(answer.of("s5/mean")).containsExactly(5.0, 1.0);
        assertThat(answer.of("lr/mean")).containsExactly(null, 7.0);
    }

    @Test
    void keepLargeSums() throws IOException {
        append("{\"step\":1,\"values\":{\"a\":1.7e308,\"b\":1e-300}}\n{\"step\":2,\"values\":{\"a\":1.7e308,\"b\":1e-300}}\n");
        Answer answer = ask(new StepIndex(file), 0, END, 1);
        assertThat(answer.of("a/mean")).containsExactly(1.7e308);
        assertThat(answer.of("b/max")).containsExactly(1e-300);
    }

    @Test
    void doNotFollowLinks() throws IOException {
        Path other = Files.write(folder.resolve("other"), "{\"step\":1}\n".getBytes(StandardCharsets.UTF_8));
        Files.createSymbolicLink(file, other);
        StepIndex index = new StepIndex(file);
        assertThatIOException().isThrownBy(() -> index.curves(0, END, 10));
    }
}
