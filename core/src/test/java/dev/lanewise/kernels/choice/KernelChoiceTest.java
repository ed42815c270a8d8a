package dev.lanewise.kernels.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.choice.KernelChoice.Environment;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelChoiceTest {
    private static final String HOTSPOT = "OpenJDK 64-Bit Server VM";
    private static final String MIXED = "mixed mode, sharing";
    private static final String VERSION = "25.0.3+9-LTS";
    private static final Function<String, @Nullable String> DEFAULTS = options(Map.of());
    private static final IntSupplier WIDEST = () -> 256;
    private static final Kernels SIMD = new SimdKernels();

    /** A JVM with C2 in which some options have other values; EnableVectorSupport is locked, so it is not seen. */
    private static Function<String, @Nullable String> options(Map<String, String> set) {
        Map<String, String> values = new HashMap<>(Map.of("TieredStopAtLevel", "4", "UseCompiler", "true"));
        values.putAll(set);
        return values::get;
    }

    private static Environment hotSpot(String setting) {
        return new Environment(setting, HOTSPOT, MIXED, VERSION, DEFAULTS, true, WIDEST, () -> SIMD);
    }

    private static Environment loading(String setting, Supplier<Kernels> simd) {
        return new Environment(setting, HOTSPOT, MIXED, VERSION, DEFAULTS, true, WIDEST, simd);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "required", "128", "256"})
    void simdKernelsServeQuietlyWhereNothingStandsInTheirWay(String setting) {
        KernelChoice choice = KernelChoice.in(hotSpot(setting));
        assertThat(choice.kernels()).isSameAs(SIMD);
        assertThat(choice.level()).isEqualTo(Level.DEBUG);
        assertThat(choice.line()).isEqualTo("Lanewise computes with its " + SIMD.name() + " kernels");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|', textBlock = """
            Eclipse OpenJ9 VM              | mixed mode       | 25.0.3        | true  | 512 | only HotSpot
            Substrate VM                   | static mode      | 25.0.3        | true  | 512 | only HotSpot
            OpenJDK 64-Bit Server VM       | mixed mode       | 25.0.3        | false | 512 | --add-modules jdk.incubator.vector
            OpenJDK 64-Bit Zero VM         | interpreted mode | 25.0.3        | true  | 512 | no C2
            OpenJDK Client VM              | mixed mode       | 25.0.3        | true  | 512 | no C2
            OpenJDK 64-Bit Server VM       | interpreted mode, sharing      | 25.0.3 | true | 512 | -Xint
            OpenJDK 64-Bit Server VM       | mixed mode, emulated-client    | 25.0.3 | true | 512 | emulated-client
            Java HotSpot(TM) 64-Bit Server VM | mixed mode | 25+37-jvmci-b01 | true  | 512 | JVMCI
            OpenJDK 64-Bit Server VM       | mixed mode       | 25.0.3        | true  | 64  | at most 64 bits
            """)
    void anObstacleWarnsUnderAutoAndThrowsUnderRequired(
            String vmName, String vmInfo, String vmVersion, boolean module, int widest, String reason) {
        KernelChoice choice = KernelChoice
                .in(new Environment("auto", vmName, vmInfo, vmVersion, DEFAULTS, module, () -> widest, () -> SIMD));
        assertThat(choice.kernels().name()).isEqualTo("scalar");
        assertThat(choice.level()).isEqualTo(Level.WARNING);
        assertThat(choice.line()).startsWith("Lanewise computes with its scalar kernels: ").contains(reason);

        Environment required = new Environment("required", vmName, vmInfo, vmVersion, DEFAULTS, module, () -> widest,
                () -> SIMD);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> KernelChoice.in(required))
                .withMessageStartingWith("-Dlanewise.simd=required: ")
                .withMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|', textBlock = """
            TieredStopAtLevel   | 0     | -XX:TieredStopAtLevel=0
            TieredStopAtLevel   | 1     | -XX:TieredStopAtLevel=1
            TieredStopAtLevel   | 2     | -XX:TieredStopAtLevel=2
            TieredStopAtLevel   | 3     | -XX:TieredStopAtLevel=3
            UseCompiler         | false | -XX:-UseCompiler
            EnableVectorSupport | false | -XX:-EnableVectorSupport
            """)
    void anOptionThatTakesC2AwayIsAnObstacleWhateverTheJvmCallsItself(String option, String value, String reason) {
        Function<String, @Nullable String> options = options(Map.of(option, value));
        Environment auto = new Environment("auto", HOTSPOT, MIXED, VERSION, options, true, WIDEST, () -> SIMD);
        assertThat(KernelChoice.in(auto).line())
                .startsWith("Lanewise computes with its scalar kernels: ")
                .contains(reason);

        Environment forced = new Environment("128", HOTSPOT, MIXED, VERSION, options, true, WIDEST, () -> SIMD);
        assertThat(KernelChoice.in(forced).kernels()).isSameAs(SIMD);
    }

    @Test
    void optionsThatCannotBeReadAreNoObstacle() {
        Environment env = new Environment("auto", HOTSPOT, MIXED, VERSION, _ -> null, true, WIDEST, () -> SIMD);
        assertThat(KernelChoice.in(env).kernels()).isSameAs(SIMD);
    }

    @Test
    void offNeitherWarnsNorLoadsAnything() {
        KernelChoice choice = KernelChoice.in(loading("off", () -> {
            throw new AssertionError("loaded");
        }));
        assertThat(choice.kernels().name()).isEqualTo("scalar");
        assertThat(choice.level()).isEqualTo(Level.DEBUG);
    }

    @Test
    void aWidthNeedsTheModuleButNotTheCompiler() {
        Environment interpreted = new Environment("128", HOTSPOT, "interpreted mode", VERSION, DEFAULTS, true, WIDEST,
                () -> SIMD);
        assertThat(KernelChoice.in(interpreted).kernels()).isSameAs(SIMD);

        Environment bare = new Environment("128", HOTSPOT, MIXED, VERSION, DEFAULTS, false, WIDEST, () -> SIMD);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> KernelChoice.in(bare))
                .withMessage("-Dlanewise.simd=128: the module jdk.incubator.vector is missing; "
                        + "start java with --add-modules jdk.incubator.vector");
    }

    @Test
    void aWidthBeyondTheCpuIsRefused() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> KernelChoice.in(hotSpot("512")))
                .withMessage("-Dlanewise.simd=512: 512-bit vectors are needed, "
                        + "and this JVM has vectors of at most 256 bits on this CPU");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "on", "AUTO", "64", "1024", " auto"})
    void anyOtherSettingIsAnError(String setting) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KernelChoice.in(hotSpot(setting)))
                .withMessage("-Dlanewise.simd=" + setting + ": expected auto, off, required, 128, 256 or 512");
    }

    @Test
    void aFailureToLoadIsNeverHidden() {
        LinkageError failure = new NoClassDefFoundError("SimdGemmKernels");
        Supplier<Kernels> broken = () -> {
            throw failure;
        };
        KernelChoice choice = KernelChoice.in(loading("auto", broken));
        assertThat(choice.kernels().name()).isEqualTo("scalar");
        assertThat(choice.level()).isEqualTo(Level.WARNING);
        assertThat(choice.line()).contains("SimdGemmKernels");
        assertThat(choice.cause()).isSameAs(failure);

        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> KernelChoice.in(loading("256", broken)))
                .withCause(failure);
    }
}
