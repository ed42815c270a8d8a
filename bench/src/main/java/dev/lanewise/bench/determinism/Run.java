package dev.lanewise.bench.determinism;

import dev.lanewise.bench.peers.Child;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the program printed under one setting.
 *
 * @param hashes of all parts; empty if the program failed
 * @param complaint why it failed
 */
record Run(Setting setting, Map<Part, String> hashes, String complaint, Duration time) {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Messages of a JVM that does not support the setting. */
    private static final Pattern MISSING = Pattern.compile(
            "Unrecognized VM option.*|Option .* not supported.*|.*-bit vectors are needed, and this JVM has.*");

    /** These would change the setting. */
    private static final Map<String, String> ENVIRONMENT = Map.of("JDK_JAVA_OPTIONS", "", "JAVA_TOOL_OPTIONS", "",
            "_JAVA_OPTIONS", "");

    /** Starts the program and waits for its end. */
    static Run of(Setting setting, int seconds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(setting.arguments());
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), ProgramMain.class.getName(), "" + seconds));
        long start = System.nanoTime();
        Path complaints = Files.createTempFile("lanewise-determinism", ".log");
        try (Child child = Child.start(command, ENVIRONMENT, complaints)) {
            boolean ended = child.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            if (!ended) {
                return new Run(setting, Map.of(), "no end within " + PATIENCE.toSeconds() + " s", time);
            }
            String output = new String(child.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (child.process().exitValue() != 0) {
                return new Run(setting, Map.of(), complaint(output + child.complaints()), time);
            }
            return ended(setting, output, time);
        }
    }

    /** A run that ended well, if its output has all parts; what else it has, such as the JVM's warnings, is no part. */
    static Run ended(Setting setting, String output, Duration time) {
        Map<Part, String> hashes = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            String start = part + " ";
            output.lines()
                    .filter(line -> line.startsWith(start))
                    .forEach(line -> hashes.put(part, line.substring(start.length()).strip()));
        }
        List<Part> missing = Arrays.stream(Part.values()).filter(part -> !hashes.containsKey(part)).toList();
        return missing.isEmpty()
                ? new Run(setting, hashes, "", time)
                : new Run(setting, Map.of(), "it ended without a hash of " + missing, time);
    }

    /** The most telling line: what is missing, or the exception. */
    private static String complaint(String text) {
        List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        return lines.stream()
                .filter(line -> MISSING.matcher(line).matches())
                .findFirst()
                .or(() -> lines.stream().filter(line -> line.contains("Exception") || line.contains("Error"))
                        .findFirst())
                .or(() -> lines.stream().reduce((_, line) -> line))
                .map(Printable::sentence)
                .orElse("it failed without a message");
    }

    /** Whether this machine does not support the setting. */
    boolean isSkipped() {
        return hashes.isEmpty() && MISSING.matcher(complaint).matches();
    }

    /** One hash of all parts. */
    String hash() {
        return new Fingerprint().add(hashes.toString().getBytes(StandardCharsets.US_ASCII)).take();
    }

    /** The parts in which this differs from another run; empty if there are none. */
    String difference(Run other) {
        if (hashes.isEmpty()) {
            return complaint;
        }
        return Arrays.stream(Part.values())
                .filter(part -> !Objects.equals(hashes.get(part), other.hashes.get(part)))
                .map(Part::name)
                .collect(Collectors.joining(", "));
    }
}
