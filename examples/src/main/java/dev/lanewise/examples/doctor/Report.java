package dev.lanewise.examples.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The page that tells facts and findings. */
final class Report {
    private static final int LABEL = 13;
    private static final double GIGA = 1e9;

    private Report() {}

    /** Sizes as they are sold: 16.0 GB are 16 x 2^30 bytes. */
    static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / (double) (1L << 30));
    }

    /** The facts, a text for each label, in the order of the page. */
    static Map<String, String> lines(Facts facts) {
        Map<String, String> lines = new LinkedHashMap<>();
        Facts.Java java = facts.java();
        Facts.Machine machine = facts.machine();
        Facts.Engine engine = facts.engine();
        lines.put("JDK", java.version() + ", " + java.vendor());
        lines.put("JVM", java.vm() + ", " + java.mode());
        lines.put("system", machine.system());
        lines.put("processors", processors(machine));
        lines.put("SIMD", simd(facts));
        lines.put("threads", engine.threads() + (engine.threads() == 1 ? " computes" : " compute"));
        lines.put("settings", engine.settings().isEmpty()
                ? "none of Lanewise's"
                : engine.settings().stream().map(setting -> "-D" + setting).collect(Collectors.joining(" ")));
        lines.put("memory", memory(machine));
        lines.put("heap", heap(facts));
        lines.put("huge pages", hugePages(facts));
        if (!facts.options().isEmpty()) {
            lines.put("options", String.join(" ", facts.options()));
        }
        if (facts.speeds() != null) {
            lines.put("speed", speed(facts.speeds(), engine.threads()));
            lines.put("bandwidth", String.format(Locale.ROOT, "%.1f GB/s, adding large tensors",
                    facts.speeds().bandwidth() / GIGA));
        }
        return lines;
    }

    private static String processors(Facts.Machine machine) {
        String cpu = machine.cpu().isEmpty() ? "" : ", " + machine.cpu();
        String quota = machine.quota() > 0
                ? String.format(Locale.ROOT, "; the container may use the time of %.1f", machine.quota())
                : "";
        return machine.available() + " of " + Math.max(machine.processors(), machine.available()) + cpu + quota;
    }

    private static String simd(Facts facts) {
        Facts.Engine engine = facts.engine();
        if (engine.kernels().isEmpty()) {
            return "none: " + engine.description();
        }
        int widest = facts.machine().vectorBits();
        return engine.bits() == 0
                ? engine.description()
                : engine.bits() + " bits" + (widest > 0 ? " (the processor has " + widest + ")" : "");
    }

    private static String memory(Facts.Machine machine) {
        if (machine.memory() == 0) {
            return "unknown";
        }
        return gigabytes(machine.memory()) + (machine.memoryLimit() > 0 && machine.memoryLimit() < machine.memory()
                ? "; the container may use " + gigabytes(machine.memoryLimit())
                : "");
    }

    private static String heap(Facts facts) {
        Facts.Memory memory = facts.memory();
        String collectors = memory.collectors().isEmpty()
                ? "no collector"
                : memory.collectors().getFirst().replaceAll(" .*", "").replace("Copy", "Serial").replace("PS",
                        "Parallel");
        boolean chosen = facts.options().stream().noneMatch(option -> option.matches("-XX:\\+Use.*GC"));
        String references = facts.flag("UseCompressedOops").isEmpty()
                ? ""
                : "; references of " + (facts.isOn("UseCompressedOops") ? 4 : 8) + " bytes";
        return "at most " + gigabytes(memory.most()) + ", " + collectors + (chosen ? " (the JVM's choice)" : "")
                + references;
    }

    private static String hugePages(Facts facts) {
        String kernel = facts.machine().hugePages();
        String asked = facts.isOn("UseTransparentHugePages") ? "asked for" : "not asked for";
        return (kernel.isEmpty() ? "unknown" : "the kernel's setting is " + kernel) + "; " + asked + " by the JVM"
                + (facts.isOn("AlwaysPreTouch") ? ", heap touched at the start" : "");
    }

    private static String speed(Facts.Speeds speeds, int threads) {
        return String.format(Locale.ROOT, "product %1$dx%1$dx%1$d: %2$.1f GFLOP/s on 1 thread", speeds.size(),
                speeds.one())
                + (threads == 1 ? "" : String.format(Locale.ROOT, ", %.1f on %d", speeds.all(), threads));
    }

    /** The whole page. */
    static List<String> page(Facts facts, List<Finding> findings) {
        StringBuilder page = new StringBuilder("Lanewise " + facts.engine().version() + " on this machine\n\n");
        lines(facts).forEach((label, text) -> page.append(wrapped(label, text)));
        page.append('\n');
        if (findings.isEmpty()) {
            page.append("Nothing found that makes programs slow.\n");
        } else {
            page.append("What is slow, and the line that mends it:\n");
            for (Finding finding : findings) {
                page.append("\n- ").append(finding.what()).append("\n    ").append(finding.remedy()).append('\n');
            }
        }
        return Objects.requireNonNull(page.toString()).lines().toList();
    }

    private static String wrapped(String label, String text) {
        StringBuilder lines = new StringBuilder(label).repeat(' ', LABEL - label.length());
        int column = LABEL;
        for (String word : text.split(" ")) {
            if (column > LABEL && column + 1 + word.length() > 100) {
                lines.append('\n').repeat(' ', LABEL);
                column = LABEL;
            } else if (column > LABEL) {
                lines.append(' ');
                column++;
            }
            lines.append(word);
            column += word.length();
        }
        return lines.append('\n').toString();
    }
}
