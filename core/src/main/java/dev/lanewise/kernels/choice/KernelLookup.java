package dev.lanewise.kernels.choice;

import dev.lanewise.kernels.Kernels;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the kernels that this JVM computes with, once, and logs the choice in one line of the system logger
 * {@code dev.lanewise}; unknown settings are named there as well.
 *
 * <p>The SIMD kernels are reached by name only: nothing here links to a class that needs the incubator module, so its
 * absence costs speed and never a {@link NoClassDefFoundError}.
 */
public final class KernelLookup {
    private static final String SIMD_KERNELS = "dev.lanewise.kernels.choice.SimdKernels";
    private static final String VECTOR_WIDTH = "dev.lanewise.kernels.simd.VectorWidth";

    private KernelLookup() {}

    /** Holds the outcome as a constant to the JIT: kernels, or why there are none. */
    private static final class Found {
        static final @Nullable Kernels KERNELS;
        static final @Nullable RuntimeException FAILURE;

        /** What the log was told. */
        static final String LINE;

        static {
            Kernels kernels = null;
            RuntimeException failure = null;
            String line = "";
            try {
                KernelChoice choice = lookUp();
                kernels = choice.kernels();
                line = choice.line();
            } catch (IllegalArgumentException | UnsupportedOperationException e) {
                failure = e; // thrown from an initializer, it would reach callers as a linkage error
            }
            KERNELS = kernels;
            FAILURE = failure;
            LINE = line;
        }
    }

    /**
     * The set that this JVM computes with, chosen at the first call by {@code -Dlanewise.simd}:
     *
     * <ul>
     *   <li>{@code auto} (the default): SIMD kernels at the widest vectors, if the JVM is HotSpot with its C2 compiler
     *       and was started with {@code --add-modules jdk.incubator.vector}; else scalar kernels, and a warning that
     *       says why;
     *   <li>{@code off}: scalar kernels;
     *   <li>{@code required}: as {@code auto}, but throws where {@code auto} would warn;
     *   <li>{@code 128}, {@code 256}, {@code 512}: SIMD kernels with vectors of so many bits, with or without C2;
     *       throws without the module, or if the CPU has no vectors that wide.
     * </ul>
     *
     * <p>All sets compute the same bits. One line in the system logger {@code dev.lanewise} says what was chosen: at
     * level {@code WARNING} if scalar kernels are used unasked, else {@code DEBUG}.
     *
     * <p>A failure is permanent: each caller gets an exception of its own that says why.
     *
     * @throws IllegalArgumentException if the property has any other value
     * @throws UnsupportedOperationException if the property requires SIMD kernels and they cannot be used
     */
    public static Kernels active() {
        Kernels kernels = Found.KERNELS;
        if (kernels != null) {
            return kernels;
        }
        RuntimeException failure = Objects.requireNonNull(Found.FAILURE);
        throw failure instanceof IllegalArgumentException
                ? new IllegalArgumentException(failure.getMessage(), failure)
                : new UnsupportedOperationException(failure.getMessage(), failure);
    }

    /**
     * The name of the {@link #active} set.
     *
     * @throws IllegalArgumentException as {@link #active}
     * @throws UnsupportedOperationException as {@link #active}
     */
    public static String name() {
        return active().name();
    }

    /**
     * The sentence that the log was told of the choice, such as {@code Lanewise computes with its simd-512 kernels};
     * for scalar kernels with the reason.
     *
     * @throws IllegalArgumentException as {@link #active}
     * @throws UnsupportedOperationException as {@link #active}
     */
    public static String description() {
        active();
        return Found.LINE;
    }

    /** The set in plain Java, whatever the JVM computes with. */
    public static Kernels scalar() {
        return ScalarKernels.SET;
    }

    private static KernelChoice lookUp() {
        System.Logger log = System.getLogger("dev.lanewise");
        for (String line : Settings.complaints(System.getProperties())) {
            log.log(Level.WARNING, line);
        }
        KernelChoice choice = KernelChoice.in(environment());
        log.log(choice.level(), choice.line(), choice.cause());
        return choice;
    }

    private static KernelChoice.Environment environment() {
        return new KernelChoice.Environment(
                System.getProperty(KernelChoice.PROPERTY, "auto"),
                System.getProperty("java.vm.name", ""),
                System.getProperty("java.vm.info", ""),
                System.getProperty("java.vm.version", ""),
                VmOptions::value,
                findVectorModule(),
                () -> (Integer) byName(VECTOR_WIDTH, type -> type.getMethod("widest").invoke(null)),
                () -> (Kernels) byName(SIMD_KERNELS, type -> type.getDeclaredConstructor().newInstance()));
    }

    /** Whether the incubator module is present, in our own layer or the boot layer; if so, makes our module read it. */
    private static boolean findVectorModule() {
        Module own = KernelLookup.class.getModule();
        Optional<Module> vector = Optional.ofNullable(own.getLayer())
                .flatMap(layer -> layer.findModule(KernelChoice.MODULE))
                .or(() -> ModuleLayer.boot().findModule(KernelChoice.MODULE));
        vector.ifPresent(own::addReads);
        return vector.isPresent();
    }

    /** A question to a class that is linked by name only. */
    @FunctionalInterface
    private interface Question {
        Object ask(Class<?> type) throws ReflectiveOperationException;
    }

    private static Object byName(String name, Question question) {
        try {
            return question.ask(Class.forName(name));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new LinkageError(name + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(name + " cannot be called", e);
        }
    }
}
