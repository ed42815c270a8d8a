package dev.lanewise;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Holds the arrows between the rooms of docs/architecture.md. */
class ArchitectureTest {
    private static final String ROOT = "dev.lanewise";
    private static final Path MAIN = Path.of("src/main/java");
    private static final int MAX_COLUMNS = 120;

    /** Every room and the other rooms it needs; a new room is drawn here before it is built. */
    private static final Map<String, Set<String>> ARROWS = new TreeMap<>(Map.ofEntries(
            Map.entry("jfr", Set.of()),
            Map.entry("text", Set.of()),
            Map.entry("threads", Set.of()),
            Map.entry("parallel", Set.of("text", "threads")),
            Map.entry("kernels.loops", Set.of()),
            Map.entry("kernels", Set.of("kernels.loops")),
            Map.entry("kernels.scalar", Set.of("kernels", "kernels.loops")),
            Map.entry("kernels.simd", Set.of("kernels", "kernels.loops", "kernels.scalar")),
            Map.entry("kernels.simd.gemm", Set.of("kernels", "kernels.scalar", "kernels.simd")),
            Map.entry("kernels.choice",
                    Set.of("kernels", "kernels.loops", "kernels.scalar", "kernels.simd", "kernels.simd.gemm", "text")),
            Map.entry("kernels.conv",
                    Set.of("kernels", "kernels.choice", "kernels.drivers", "kernels.gemm", "parallel")),
            Map.entry("kernels.dense", Set.of()),
            Map.entry("kernels.drivers", Set.of("kernels", "kernels.choice", "parallel")),
            Map.entry("kernels.gemm", Set.of("kernels", "kernels.choice", "kernels.drivers", "parallel")),
            Map.entry("kernels.precise", Set.of()),
            Map.entry("kernels.sequence",
                    Set.of("kernels", "kernels.choice", "kernels.drivers", "kernels.gemm", "parallel")),
            Map.entry("kernels.fusion", Set.of("kernels", "kernels.choice", "kernels.drivers", "kernels.loops")),
            Map.entry("tensor",
                    Set.of("jfr", "kernels.choice", "kernels.drivers", "tensor.primitives", "text", "threads")),
            Map.entry("tensor.primitives",
                    Set.of("kernels", "kernels.choice", "kernels.drivers", "kernels.gemm", "kernels.precise",
                            "tensor")),
            Map.entry("fields", Set.of("text")),
            Map.entry("state", Set.of("tensor", "text")),
            Map.entry("ops",
                    Set.of("kernels.conv", "kernels.dense", "kernels.drivers", "kernels.gemm", "kernels.sequence",
                            "random", "tensor", "tensor.primitives", "text")),
            Map.entry("loss", Set.of("kernels.drivers", "tensor", "text")),
            Map.entry("optim",
                    Set.of("fields", "kernels", "kernels.choice", "kernels.drivers", "state", "tensor", "text")),
            Map.entry("random", Set.of("kernels.drivers", "state", "tensor", "text")),
            Map.entry("program",
                    Set.of("jfr", "kernels", "kernels.drivers", "kernels.fusion", "kernels.loops", "ops", "random",
                            "tensor", "tensor.primitives", "text")),
            Map.entry("inference", Set.of("data", "nn", "program", "replay", "tensor", "text")),
            Map.entry("replay", Set.of("data", "program", "tensor")),
            Map.entry("train",
                    Set.of("data", "inference", "io", "jfr", "metrics", "nn", "optim", "program", "replay", "state",
                            "tensor", "text")),
            Map.entry("train.callbacks",
                    Set.of("io", "nn", "optim", "state", "tensor", "tensorboard", "text", "train", "train.terminal")),
            Map.entry("train.terminal", Set.of("tensor", "text", "train")),
            Map.entry("nn",
                    Set.of("fields", "ops", "program", "random", "state", "tensor", "text", "threads")),
            Map.entry("nn.activations", Set.of("nn", "tensor", "text")),
            Map.entry("nn.attention", Set.of("nn", "nn.norm", "ops", "random", "tensor", "text")),
            Map.entry("nn.conv", Set.of("nn", "nn.norm", "ops", "random", "tensor", "text")),
            Map.entry("nn.embedding", Set.of("nn", "ops", "random", "tensor", "text")),
            Map.entry("nn.pool", Set.of("nn", "ops", "tensor", "text")),
            Map.entry("nn.norm", Set.of("nn", "ops", "random", "tensor", "text")),
            Map.entry("nn.pad", Set.of("nn", "tensor", "text")),
            Map.entry("nn.recurrent", Set.of("nn", "ops", "random", "tensor", "text")),
            Map.entry("nn.vision", Set.of("nn", "ops", "tensor", "text")),
            Map.entry("data", Set.of("parallel", "random", "state", "tensor", "text")),
            Map.entry("data.tables", Set.of("data", "io", "random", "state", "tensor", "text")),
            Map.entry("data.images", Set.of("data", "io", "ops", "random", "tensor", "text")),
            Map.entry("metrics", Set.of("state", "tensor", "text")),
            Map.entry("io", Set.of("state", "tensor", "text")),
            Map.entry("tensorboard", Set.of("io", "program", "tensor", "text"))));

    /** Rooms that may need each other, tensors and the ops that they are made of; elsewhere an arrow back is a fault. */
    private static final Set<Set<String>> CIRCLES = Set.of(Set.of("tensor", "tensor.primitives"));

    /** Functions of {@link Math} whose last bit the JVM may choose; {@link StrictMath} has the same names, fixed. */
    private static final Set<String> INEXACT = Set.of(
            "acos", "asin", "atan", "atan2", "cbrt", "cos", "cosh", "exp", "expm1", "hypot", "log", "log10", "log1p",
            "pow", "sin", "sinh", "tan", "tanh");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(ROOT);

    private static Rooms rooms;

    @BeforeAll
    static void lookIntoTheRooms(TestReporter reporter) throws IOException {
        rooms = Rooms.of(CLASSES, mainSources(), MAIN.resolve("dev/lanewise"));
        Map<String, Integer> seen = new TreeMap<>();
        CLASSES.forEach(type -> seen.merge(Rooms.name(type), 1, Integer::sum));
        reporter.publishEntry("classes seen", CLASSES.size() + " in " + seen.size() + " rooms: " + seen);
        assertThat(CLASSES).as("classes seen").hasSizeGreaterThanOrEqualTo(300);
        assertThat(seen).as("classes seen in each room").containsOnlyKeys(ARROWS.keySet());
    }

    /** Both ways: no room needs one that it may not, and no arrow is left that nothing needs any more. */
    @Test
    void everyRoomNeedsWhatItsArrowsSayAndNothingElse() {
        for (Map.Entry<String, Set<String>> arrows : ARROWS.entrySet()) {
            Map<String, Set<String>> needs = new TreeMap<>(rooms.needs().get(arrows.getKey()));
            Set<String> unused = new TreeSet<>(arrows.getValue());
            unused.removeAll(needs.keySet());
            assertThat(unused).as("arrows of %s that nothing needs", arrows.getKey()).isEmpty();
            needs.keySet().removeAll(arrows.getValue());
            assertThat(needs).as("what %s must not need", arrows.getKey()).isEmpty();
        }
    }

    @Test
    void noRoomsNeedEachOtherButThosePermitted() {
        assertThat(rooms.circles()).isEqualTo(CIRCLES);
    }

    @Test
    void everySourceFolderIsARoomThatWasSeen() throws IOException {
        Path root = MAIN.resolve("dev/lanewise");
        Set<String> folders = mainSources().stream()
                .map(Path::getParent)
                .filter(folder -> folder.startsWith(root))
                .map(folder -> root.relativize(folder).toString().replace(File.separatorChar, '.'))
                .collect(Collectors.toSet());
        Set<String> seen = CLASSES.stream().map(Rooms::name).collect(Collectors.toSet());
        assertThat(seen).containsExactlyInAnyOrderElementsOf(folders);
    }

    @Test
    void onlySimdKernelsUseTheVectorApi() {
        noClasses().that().resideOutsideOfPackage(ROOT + ".kernels.simd..")
                .should().dependOnClassesThat().resideInAPackage("jdk.incubator..")
                .check(CLASSES);
    }

    /** And there only what is reached if the module is present, so that images without it work. */
    @Test
    void onlyTheEventsUseTheFlightRecorder() {
        DescribedPredicate<JavaClass> elsewhere = DescribedPredicate.describe("classes other than the events",
                type -> !type.getName().startsWith(ROOT + ".jfr.FlightEvents"));
        noClasses().that(elsewhere).should().dependOnClassesThat().resideInAPackage("jdk.jfr..").check(CLASSES);
    }

    /** As above: the module java.desktop may be absent. */
    @Test
    void onlyTheDecoderUsesJavasPictures() {
        DescribedPredicate<JavaClass> elsewhere = DescribedPredicate.describe("classes other than the decoder",
                type -> !type.getName().startsWith(ROOT + ".data.images.ImageIODecoder"));
        noClasses().that(elsewhere).should().dependOnClassesThat().resideInAnyPackage("javax.imageio..", "java.awt..")
                .check(CLASSES);
    }

    @Test
    void onlyTheParallelRoomForks() {
        DescribedPredicate<JavaClass> forks = DescribedPredicate.describe("fork or start threads",
                type -> type.getName().startsWith("java.util.concurrent.ForkJoin")
                        || type.getName().startsWith("java.util.concurrent.Recursive")
                        || type.getName().equals("java.util.concurrent.CompletableFuture")
                        || type.getName().startsWith("java.util.concurrent.Executor"));
        noClasses().that().resideOutsideOfPackage(ROOT + ".parallel")
                .should().dependOnClassesThat(forks)
                .check(CLASSES);
    }

    @Test
    void noResultDependsOnMathFunctionsThatDifferBetweenMachines() {
        DescribedPredicate<JavaAccess<?>> inexact = DescribedPredicate.describe(
                "a function of Math with a free last bit",
                access -> access.getTargetOwner().isEquivalentTo(Math.class) && INEXACT.contains(access.getName()));
        noClasses().should().accessTargetWhere(inexact).check(CLASSES);
    }

    @Test
    void exportedPackagesShowNoTypeOfTheKernels() throws IOException {
        Set<String> exported = exported();
        assertThat(exported).isNotEmpty().noneMatch(name -> name.startsWith(ROOT + ".kernels"));

        DescribedPredicate<JavaClass> publicType = DescribedPredicate.describe("public types of exported packages",
                type -> exported.contains(type.getPackageName()) && isVisible(type));
        assertThat(CLASSES.that(publicType)).isNotEmpty();
        classes().that(publicType).should(showNoTypeIn(resideInAPackage(ROOT + ".kernels.."))).check(CLASSES);
    }

    @Test
    void theLibraryNeedsNothingAtRunTimeButTheJdk() throws IOException {
        Set<String> needed = module().requires().stream()
                .filter(requires -> !requires.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                .map(ModuleDescriptor.Requires::name)
                .collect(Collectors.toSet());
        assertThat(needed).contains("java.base").allMatch(name -> name.startsWith("java."));
    }

    @Test
    void noSourceFileIsLong() throws IOException {
        for (Path folder : List.of(MAIN, Path.of("src/test/java"))) {
            assertThat(sources(folder)).hasSizeGreaterThanOrEqualTo(15)
                    .allSatisfy(file -> assertThat(Files.readAllLines(file))
                            .as(file.toString())
                            .hasSizeLessThanOrEqualTo(file.endsWith("Tensor.java") ? 800 : 400));
        }
    }

    /** Who imports all packages, as shells and notebooks do, can name each type. */
    @Test
    void noTwoPublicTypesOfExportedPackagesHaveOneName() throws IOException {
        Set<String> exported = exported();
        Map<String, List<String>> byName = CLASSES.stream()
                .filter(type -> exported.contains(type.getPackageName()) && type.getEnclosingClass().isEmpty()
                        && isVisible(type.getModifiers()))
                .collect(Collectors.groupingBy(JavaClass::getSimpleName,
                        Collectors.mapping(JavaClass::getName, Collectors.toList())));
        assertThat(byName).hasSizeGreaterThan(200).allSatisfy((name, types) -> assertThat(types).hasSize(1));
    }

    private static Set<String> exported() throws IOException {
        return module().exports().stream().filter(export -> !export.isQualified())
                .map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
    }

    /** The formatter wraps code only, not comments. */
    @Test
    void noLineIsLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path folder : List.of(MAIN, Path.of("../bench/src/main/java"), Path.of("../examples/src/main/java"),
                Path.of("../gpu/src/main/java"), Path.of("../board/src/main/java"), Path.of("../zoo/src/main/java"))) {
            assertThat(sources(folder)).isNotEmpty();
            for (Path file : sources(folder)) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    if (lines.get(i).codePoints().count() > MAX_COLUMNS) {
                        tooLong.add(file + ", line " + (i + 1));
                    }
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    private static List<Path> mainSources() throws IOException {
        return sources(MAIN);
    }

    private static List<Path> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static ModuleDescriptor module() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("target/classes/module-info.class"))) {
            return ModuleDescriptor.read(in);
        }
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers()) && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static ArchCondition<JavaClass> showNoTypeIn(DescribedPredicate<JavaClass> internal) {
        return new ArchCondition<>("show no internal type") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Stream<JavaClass> supertypes = Stream
                        .concat(type.getSuperclass().stream(), type.getInterfaces().stream())
                        .flatMap(shown -> shown.getAllInvolvedRawTypes().stream());
                Stream<JavaClass> fields = type.getFields().stream()
                        .filter(field -> isVisible(field.getModifiers()))
                        .map(JavaField::getType)
                        .flatMap(shown -> shown.getAllInvolvedRawTypes().stream());
                Stream<JavaClass> codeUnits = type.getCodeUnits().stream()
                        .filter(unit -> isVisible(unit.getModifiers()))
                        .flatMap(ArchitectureTest::signature);
                Stream.of(supertypes, fields, codeUnits)
                        .flatMap(shown -> shown)
                        .filter(internal)
                        .map(shown -> type.getName() + " shows " + shown.getName())
                        .distinct()
                        .forEach(line -> events.add(SimpleConditionEvent.violated(type, line)));
            }
        };
    }

    private static Stream<JavaClass> signature(JavaCodeUnit unit) {
        return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
                .flatMap(shown -> shown.getAllInvolvedRawTypes().stream());
    }
}
