package dev.lanewise.examples.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Made-up facts, and the exact lines that they give. */
class FindingsTest {
    private static final long GB = 1L << 30;

    /** A machine on which nothing is slow, to be spoilt in one place or two. */
    private static final class Made {
        private final Map<String, String> flags = new TreeMap<>(
                Map.of("UseCompressedOops", "true", "UseTransparentHugePages", "true"));
        private final List<String> options = new ArrayList<>(List.of("--add-modules=jdk.incubator.vector"));
        private final List<String> settings = new ArrayList<>();
        private String version = "25.0.3+9-LTS";
        private String mode = "mixed mode, sharing";
        private boolean module = true;
        private int vectorBits = 512;
        private int processors = 8;
        private int available = 8;
        private double quota;
        private double load = 0.5;
        private long memoryLimit;
        private String pages = "madvise";
        private long heap = 8 * GB;
        private String kernels = "simd-512";
        private String description = "Lanewise computes with its simd-512 kernels";
        private int threads = 8;
        private Facts.@Nullable Speeds speeds = new Facts.Speeds(512, 100, 700, 4e10);

        /** Sets one fact by a word such as {@code threads=4}. */
        @SuppressWarnings("StatementSwitchToExpressionSwitch")
        private void set(String change) {
            String value = change.substring(change.indexOf('=') + 1);
            switch (change.substring(0, change.indexOf('='))) {
                case "version" -> version = value;
                case "mode" -> mode = value;
                case "module" -> module = Boolean.parseBoolean(value);
                case "vectorBits" -> vectorBits = Integer.parseInt(value);
                case "available" -> available = Integer.parseInt(value);
                case "quota" -> quota = Double.parseDouble(value);
                case "load" -> load = Double.parseDouble(value);
                case "limit" -> memoryLimit = Long.parseLong(value) * GB;
                case "pages" -> pages = value;
                case "heap" -> heap = Long.parseLong(value) * GB / 1024;
                case "kernels" -> kernels = value;
                case "description" -> description = value;
                case "threads" -> threads = Integer.parseInt(value);
                case "faster" -> speeds = new Facts.Speeds(512, 100, 100 * Double.parseDouble(value), 4e10);
                case "option" -> options.add(value);
                case "setting" -> settings.add(value);
                case "flag" -> flags.put(value.split("=")[0], value.split("=")[1]);
                default -> throw new IllegalArgumentException(change);
            }
        }

        private Facts facts() {
            Runtime.Version parsed = Runtime.Version.parse(version);
            return new Facts(
                    new Facts.Java(version, parsed.feature(), parsed.update(), "Eclipse Adoptium",
                            "OpenJDK 64-Bit Server VM", mode, module),
                    new Facts.Machine("Linux 6.1 on amd64", "Some CPU", vectorBits, processors, available, quota, load,
                            16 * GB, memoryLimit, pages),
                    new Facts.Memory(heap, List.of("G1 Young Generation")),
                    new Facts.Engine("1", kernels, description, threads, settings), options, flags, speeds);
        }
    }

    static Facts facts(String... changes) {
        Made made = new Made();
        Arrays.stream(changes).forEach(made::set);
        return made.facts();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "load=0.5 | |",
        "mode=interpreted mode;kernels=scalar | the JVM interprets and compiles nothing"
                + " | remove -Xint (or -Djava.compiler=NONE)",
        "flag=TieredStopAtLevel=1;kernels=scalar | the JVM's optimising compiler C2 is off (TieredStopAtLevel is 1)"
                + " | remove -XX:TieredStopAtLevel=1; IDEs add it to start faster",
        "module=false;kernels=scalar | SIMD is off: the module jdk.incubator.vector is missing | add --add-modules "
                + "jdk.incubator.vector (or set JDK_JAVA_OPTIONS=\"--add-modules jdk.incubator.vector\")",
        "setting=lanewise.simd=off;kernels=scalar | SIMD is off | remove -Dlanewise.simd=off",
        "kernels=scalar;description=the JVM is 'OpenJ9' | SIMD is off: the JVM is 'OpenJ9'"
                + " | run on a HotSpot JDK 25 with its C2 compiler",
        "kernels=;description=-Dlanewise.simd=x: expected auto | Lanewise cannot compute: -Dlanewise.simd=x: expected "
                + "auto | remove -Dlanewise.simd, or mend what it says",
        "setting=lanewise.simd=256;kernels=simd-256 | vectors have 256 bits, and this processor's have 512"
                + " | remove -Dlanewise.simd=256",
        "option=-XX:UseAVX=2;kernels=simd-256 | vectors have 256 bits, and this processor's have 512"
                + " | remove -XX:UseAVX=2",
        "kernels=simd-256 | vectors have 256 bits, and this processor's have 512; the JVM avoids them"
                + " | try -XX:UseAVX=3, and measure",
        "kernels=simd-256;vectorBits=256 | |",
        "option=-agentlib:jdwp=transport=dt_socket | a debugger may be attached; breakpoints keep methods from being "
                + "compiled | run without a debugger to measure (remove -agentlib:jdwp=transport=dt_socket)",
        "option=-javaagent:jacoco.jar | an agent may change classes; kernels that it lengthens are not inlined, which "
                + "is slow | run without it to measure, or keep dev.lanewise.kernels.simd out of it "
                + "(-javaagent:jacoco.jar)",
        "version=27 | JDK 27 is newer than those that Lanewise is tested on"
                + " | if something fails or is slow, compare with JDK 25",
        "version=25.0.2+3 | JDK 25.0.2+3 is old; JDK 25.0.2 has run at half speed, by luck"
                + " | update to JDK 25.0.3 or newer",
        "threads=9 | 9 threads compute on 8 processors | set -Dlanewise.threads=8, or leave it away",
        "threads=1 | 1 thread of 8 compute | set -Dlanewise.threads=8, or leave it away, unless others need them",
        "available=2;threads=2;quota=1.5 | the container may use the time of 1.5 processors, and 2 threads compute: all "
                + "are stopped when it is used up | set -Dlanewise.threads=1, or give the container whole processors",
        "available=2;threads=2;quota=2 | |",
        "load=9.25 | other programs are at work: in the last minute 9.3 threads wanted to run on 8 processors"
                + " | measure when the machine is quiet",
        "faster=1.1 | 8 threads multiply no more than 1.10 times as fast as one | look for other programs, or for "
                + "processors that share a core: compare -Dlanewise.threads=4",
        "heap=20480 | the heap may grow to 20.0 GB, and there are 16.0 GB of memory: the machine would swap, or end the "
                + "program | set -Xmx12g",
        "limit=4 | the heap may grow to 8.0 GB, and there are 4.0 GB of memory: the machine would swap, or end the "
                + "program | set -Xmx3g",
        "heap=512 | the heap may take 0.5 GB of 16.0 GB; collecting garbage takes long when it is nearly full"
                + " | set -Xmx8g",
        "option=-XX:-UseCompressedOops;flag=UseCompressedOops=false | references take eight bytes, not four"
                + " | remove -XX:-UseCompressedOops",
        "flag=UseEpsilonGC=true | nothing collects garbage (Epsilon) | remove -XX:+UseEpsilonGC",
        "flag=UseTransparentHugePages=false | memory comes in small pages, so that large tensors take longer to make "
                + "and to walk | add -XX:+UseTransparentHugePages",
        "flag=UseTransparentHugePages=false;pages=always | |",
        "flag=UseTransparentHugePages=false;pages= | |",
        "pages=never | the kernel gives no huge pages, so that large tensors take longer to make and to walk | as root: "
                + "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled; then add -XX:+UseTransparentHugePages"
    })
    void factsGiveTheseLines(String changes, @Nullable String what, @Nullable String remedy) {
        List<Finding> expected = what == null ? List.of() : List.of(new Finding(what, String.valueOf(remedy)));
        assertThat(Findings.of(facts(changes.split(";")))).isEqualTo(expected);
    }
}
