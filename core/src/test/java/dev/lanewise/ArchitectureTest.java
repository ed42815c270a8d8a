package dev.lanewise;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
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
import org.junit.jupiter.api.Test;

/** Holds the arrows between the rooms of docs/architecture.md. */
class ArchitectureTest {
    private static final String ROOT = "dev.lanewise";
    private static final Path MAIN = Path.of("src/main/java");
    private static final int MAX_COLUMNS = 120;

    /** Every room and the other rooms it may import; a new room is drawn here before it is built. */
    private static final Map<String, Set<String>> ARROWS = new TreeMap<>(Map.ofEntries(
            Map.entry("text", Set.of()),
            Map.entry("threads", Set.of()),
            Map.entry("parallel", Set.of("text", "threads")),
            Map.entry("kernels", Set.of("kernels.gemm", "kernels.loops")),
            Map.entry("kernels.choice", Set.of("kernels", "kernels.scalar", "text")),
            Map.entry("kernels.drivers",
                    Set.of("kernels", "kernels.choice", "kernels.gemm", "kernels.scalar", "parallel")),
            Map.entry("kernels.gemm",
                    Set.of("kernels", "kernels.choice", "kernels.drivers", "kernels.scalar", "parallel")),
            Map.entry("kernels.loops", Set.of("kernels")),
            Map.entry("kernels.fusion", Set.of("kernels", "kernels.choice", "kernels.drivers", "kernels.loops")),
            Map.entry("kernels.scalar", Set.of("kernels", "kernels.gemm", "kernels.loops")),
            Map.entry("kernels.simd", Set.of("kernels", "kernels.loops", "kernels.scalar", "kernels.simd.gemm")),
            Map.entry("kernels.simd.gemm", Set.of("kernels", "kernels.gemm", "kernels.scalar", "kernels.simd")),
            Map.entry("tensor", Set.of("tensor.primitives", "text", "threads")),
            Map.entry("tensor.primitives",
                    Set.of("kernels", "kernels.choice", "kernels.drivers", "kernels.gemm", "tensor")),
            Map.entry("ops", Set.of("kernels.drivers", "tensor")),
            Map.entry("loss", Set.of("kernels.drivers", "tensor")),
            Map.entry("optim", Set.of("kernels", "kernels.choice", "kernels.drivers", "tensor", "text")),
            Map.entry("random", Set.of("kernels.drivers", "tensor")),
            Map.entry("program",
                    Set.of("kernels", "kernels.drivers", "kernels.fusion", "kernels.loops", "random", "tensor",
                            "tensor.primitives")),
            Map.entry("train", Set.of("program", "tensor")),
            Map.entry("nn", Set.of("ops", "random", "tensor", "text")),
            Map.entry("data", Set.of("random", "tensor", "text")),
            Map.entry("metrics", Set.of("tensor", "text")),
            Map.entry("io", Set.of("tensor", "text"))));

    /** Functions of {@link Math} whose last bit the JVM may choose; {@link StrictMath} has the same names, fixed. */
    private static final Set<String> INEXACT = Set.of(
            "acos", "asin", "atan", "atan2", "cbrt", "cos", "cosh", "exp", "expm1", "hypot", "log", "log10", "log1p",
            "pow", "sin", "sinh", "tan", "tanh");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(ROOT);

    @Test
    void everyRoomImportsOnlyWhereItsArrowsPoint() {
        Map<String, Integer> seen = new TreeMap<>();
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            String from = room(type);
            assertThat(ARROWS).as("rooms with arrows").containsKey(from);
            seen.merge(from, 1, Integer::sum);
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (isOurs(target) && !from.equals(room(target)) && !ARROWS.get(from).contains(room(target))) {
                    wrong.add(type.getName() + " must not use " + target.getName());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).as("classes seen in each room").containsKeys("kernels", "parallel");
        assertThat(seen.get("kernels")).isGreaterThanOrEqualTo(10);
    }

    @Test
    void everySourceFolderIsARoomThatWasSeen() throws IOException {
        Path root = MAIN.resolve("dev/lanewise");
        Set<String> folders = mainSources().stream()
                .map(Path::getParent)
                .filter(folder -> folder.startsWith(root))
                .map(folder -> root.relativize(folder).toString().replace(File.separatorChar, '.'))
                .collect(Collectors.toSet());
        Set<String> seen = CLASSES.stream().map(ArchitectureTest::room).collect(Collectors.toSet());
        assertThat(seen).containsExactlyInAnyOrderElementsOf(folders);
    }

    @Test
    void onlySimdKernelsUseTheVectorApi() {
        assertThat(CLASSES).hasSizeGreaterThanOrEqualTo(15);
        noClasses().that().resideOutsideOfPackage(ROOT + ".kernels.simd..")
                .should().dependOnClassesThat().resideInAPackage("jdk.incubator..")
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
        ModuleDescriptor module = module();
        Set<String> exported = module.exports().stream()
                .filter(export -> !export.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
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

    /** The formatter wraps code only, not comments. */
    @Test
    void noLineIsLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path folder : List.of(MAIN, Path.of("../bench/src/main/java"), Path.of("../examples/src/main/java"))) {
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

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(ROOT + ".");
    }

    /** The package below the root: {@code kernels.simd} of {@code dev.lanewise.kernels.simd.SimdMapKernels}. */
    private static String room(JavaClass type) {
        return type.getPackageName().substring(ROOT.length() + 1);
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
