package dev.lanewise.bench.pretrained;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How long a process takes from its start until it has encoded its first text, and ended. */
final class EncoderStart {
    private EncoderStart() {}

    /** Prints the median seconds of some rounds in turns. */
    static void run(Path root, Path folder, String python, int rounds, Consumer<String> notes, PrintWriter out)
            throws IOException, InterruptedException {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("Lanewise", java(root, folder));
        String script = root.resolve("bench/peers/encoder_peer.py").toString();
        commands.put("PyTorch", List.of(python, script, folder.toString(), "torch"));
        if (Files.exists(folder.resolve("model.onnx"))) {
            commands.put("ONNX Runtime", List.of(python, script, folder.toString(), "onnx"));
        }
        Map<String, double[]> seconds = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) { // the first does not count: files are read from the disk
            for (Map.Entry<String, List<String>> each : List.copyOf(commands.entrySet())) {
                double taken = seconds(each.getValue());
                if (Double.isNaN(taken)) {
                    notes.accept(each.getKey() + " is skipped: its process failed");
                    commands.remove(each.getKey());
                } else if (round > 0) {
                    seconds.computeIfAbsent(each.getKey(), _ -> new double[rounds])[round - 1] = taken;
                }
            }
        }
        out.printf("seconds from the start of a process to the end of its first text, medians of %d, Lanewise "
                + "with the JVM's options of examples/run:%n", rounds);
        seconds.forEach((name, times) -> out.printf(
                "%-14s %8s%n", name, EncoderSpeed.number(EncoderSpeed.median(times))));
        out.flush();
    }

    /** As examples/run starts programs: see .config/launcher.sh for the conditions. */
    private static List<String> java(Path root, Path folder) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        Path quick = root.resolve("examples/quick-start.args");
        if (Files.exists(quick)) {
            command.add("@" + quick);
        }
        if (Runtime.getRuntime().availableProcessors() < 4) {
            command.add("-XX:CICompilerCount=3");
        }
        if (hasHugePages()) {
            command.add("-XX:+UseTransparentHugePages");
        }
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-cp", System.getProperty("java.class.path"),
                FirstEmbedding.class.getName(), folder.toString()));
        return command;
    }

    private static boolean hasHugePages() {
        Path setting = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
        try {
            String enabled = Files.exists(setting) ? Files.readString(setting) : "";
            return enabled.contains("[madvise]") || enabled.contains("[always]");
        } catch (IOException _) {
            return false; // hidden from this user: examples/run does without, too
        }
    }

    /** NaN if it fails. */
    private static double seconds(List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        double taken = (System.nanoTime() - start) * 1e-9;
        return process.waitFor() == 0 && !answer.isBlank() ? taken : Double.NaN;
    }
}
