package dev.lanewise.examples.doctor;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.tensor.Engine;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Collects the facts: from the JVM's management beans, from Linux's files where there are any, and from the library.
 */
final class Inspection {
    private static final List<String> FLAGS = List.of(
            "AlwaysPreTouch", "TieredStopAtLevel", "UseCompressedOops", "UseEpsilonGC", "UseTransparentHugePages");

    /** Options that are shown; properties may hold secrets, and are not, but for Lanewise's own. */
    private static final Pattern SHOWN = Pattern.compile("(-X|--|-agent|-javaagent:).*");

    /** Those that {@code examples/run} adds. */
    private static final Pattern LAUNCHER = Pattern.compile(
            "-XX:(CompileCommand|Tier[34]BackEdgeThreshold|AOTCache|CICompilerCount)=.*|-XX:.VerifySharedSpaces|"
                    + "-Xlog:.*");

    private Inspection() {}

    /** The facts, without speeds. */
    static Facts facts(String version) {
        Runtime.Version java = Runtime.version();
        return new Facts(
                new Facts.Java(System.getProperty("java.runtime.version", java.toString()), java.feature(),
                        java.update(), System.getProperty("java.vendor", "unknown"),
                        System.getProperty("java.vm.name", "unknown"), System.getProperty("java.vm.info", ""),
                        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()),
                machine(),
                new Facts.Memory(Runtime.getRuntime().maxMemory(),
                        ManagementFactory.getGarbageCollectorMXBeans().stream()
                                .map(GarbageCollectorMXBean::getName)
                                .toList()),
                engine(version),
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(option -> SHOWN.matcher(option).matches() && !LAUNCHER.matcher(option).matches())
                        .map(Printable::brief)
                        .toList(),
                flags(), null);
    }

    private static Facts.Machine machine() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        String processors = text("/proc/cpuinfo");
        Container container = Container.ofThisProcess();
        long total = 1024 * firstNumber(value(text("/proc/meminfo"), "MemTotal"));
        return new Facts.Machine(
                system.getName() + " " + system.getVersion() + " on " + system.getArch(),
                Printable.brief(value(processors, "model name")), vectorBits(processors),
                (int) processors.lines().filter(line -> line.startsWith("processor")).count(),
                system.getAvailableProcessors(), container.processors(), system.getSystemLoadAverage(),
                total > 0 ? total : system.getTotalMemorySize(), container.memory(),
                chosen(text("/sys/kernel/mm/transparent_hugepage/enabled")));
    }

    /** Bits of a vector of floats, by the flags that Linux names; 0 if it names none. */
    static int vectorBits(String cpuinfo) {
        List<String> flags = List.of((value(cpuinfo, "flags") + " " + value(cpuinfo, "Features")).split(" "));
        if (flags.containsAll(List.of("avx512f", "avx512bw", "avx512dq", "avx512vl"))) {
            return 512;
        }
        if (flags.contains("avx2")) {
            return 256;
        }
        return flags.contains("sse2") || flags.contains("asimd") ? 128 : 0;
    }

    /** What stands after a name and a colon, on the first such line; empty if there is none. */
    private static String value(String text, String name) {
        return text.lines()
                .filter(line -> line.matches(name + "\\s*:.*"))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("");
    }

    private static long firstNumber(String text) {
        String digits = text.replaceAll("\\D.*", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    /** The word in brackets: {@code always [madvise] never}. */
    static String chosen(String text) {
        return text.replaceAll("(?s).*\\[(\\w+)].*|.*", "$1");
    }

    private static Facts.Engine engine(String version) {
        List<String> settings = System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("lanewise."))
                .sorted()
                .map(name -> Printable.brief(name + "=" + System.getProperty(name)))
                .toList();
        try {
            return new Facts.Engine(version, Engine.kernels(), Engine.description(), Parallel.threads(), settings);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            return new Facts.Engine(version, "", String.valueOf(e.getMessage()),
                    Runtime.getRuntime().availableProcessors(), settings);
        }
    }

    private static Map<String, String> flags() {
        HotSpotDiagnosticMXBean bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        Map<String, String> flags = new TreeMap<>();
        for (String name : FLAGS) {
            String value = flag(bean, name);
            if (value != null) {
                flags.put(name, value);
            }
        }
        return flags;
    }

    private static @Nullable String flag(@Nullable HotSpotDiagnosticMXBean bean, String name) {
        try {
            return bean == null ? null : bean.getVMOption(name).getValue();
        } catch (IllegalArgumentException _) {
            return null; // a JVM without it
        }
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException _) {
            return ""; // not Linux, or not for us to read
        }
    }
}
