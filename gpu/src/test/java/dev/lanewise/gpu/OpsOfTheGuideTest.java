package dev.lanewise.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.gpu.families.Families;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.tensor.Op;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/gpu.md says of ops without a kernel and of those that need doubles, by all ops that core has. */
class OpsOfTheGuideTest {
    private static final Path GUIDE = Path.of("../docs/gpu.md");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    /** The names in the last cells of the table's rows that begin so. */
    private static SortedSet<String> listed(String begin) throws IOException {
        try (Stream<String> lines = Files.lines(GUIDE)) {
            return lines.filter(line -> line.startsWith("| " + begin))
                    .flatMap(line -> NAME.matcher(line.substring(line.indexOf('|', 1))).results())
                    .map((MatchResult found) -> found.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static SortedSet<String> names(Predicate<Op> which) throws Exception {
        SortedSet<String> names = new TreeSet<>();
        for (Class<?> type : opTypes()) {
            SampleOps.of(type).filter(which).forEach(op -> names.add(op.name()));
        }
        return names;
    }

    /** All classes of ops in core, but for the fused op, which stands for others. */
    private static List<Class<?>> opTypes() throws Exception {
        URI core = Op.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        if (Files.isDirectory(Path.of(core))) {
            return opTypes(Path.of(core));
        }
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(core), Map.of())) {
            return opTypes(jar.getPath("/"));
        }
    }

    private static List<Class<?>> opTypes(Path root) throws Exception {
        try (Stream<Path> files = Files.walk(root)) {
            List<Class<?>> types = files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.startsWith("dev") && file.endsWith(".class"))
                    .<Class<?>>map(file -> SampleOps.type(file.replaceAll("\\.class$", "").replaceAll("[/\\\\]", ".")))
                    .filter(Op.class::isAssignableFrom)
                    .filter(Class::isRecord)
                    .toList();
            assertThat(types).hasSizeGreaterThan(150);
            return types;
        }
    }

    @Test
    void opsWithoutAKernelAreThoseOfTheTable() throws Exception {
        Stages stages = Families.stages();
        assertThat(names(op -> !op.isView() && !op.hasEffect() && !stages.knows(op)))
                .isEqualTo(listed("no kernel"))
                .contains("ctc", "svd", "poisson", "lgamma", "atan2");
    }

    @Test
    void opsThatNeedDoublesAreThoseOfTheTable() throws Exception {
        Stages stages = Families.stages();
        assertThat(names(op -> stages.knows(op) && op.needsDoubles()))
                .isEqualTo(listed("kernels of doubles"))
                .contains("pow", "layerNorm");
    }

    @Test
    void noOpIsInTwoRows() throws Exception {
        assertThat(listed("no kernel")).doesNotContainAnyElementsOf(listed("kernels of doubles"));
    }
}
