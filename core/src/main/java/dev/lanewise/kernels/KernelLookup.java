package dev.lanewise.kernels;

import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the kernels this JVM computes with, once, and says so in one line to the system logger {@code dev.lanewise};
 * settings that do not exist are named there as well.
 *
 * <p>The SIMD kernels are reached by name only: nothing here links to a class that needs the incubator module, so its
 * absence costs speed and never a {@link NoClassDefFoundError}.
 */
final class KernelLookup {
    private static final String SIMD_KERNELS = "dev.lanewise.kernels.simd.SimdKernels";

    private KernelLookup() {}

    /** Holds the outcome as a constant for the JIT: kernels, or why there are none. */
    private static final class Found {
        static final @Nullable Kernels KERNELS;
        static final @Nullable RuntimeException FAILURE;

        static {
            Kernels kernels = null;
            RuntimeException failure = null;
            try {
                kernels = lookUp();
            } catch (IllegalArgumentException | UnsupportedOperationException e) {
                failure = e; // thrown from an initializer, it would reach callers as a linkage error
            }
            KERNELS = kernels;
            FAILURE = failure;
        }
    }

    /** What failed once fails again: each caller is told why, by an exception of its own. */
    static Kernels active() {
        Kernels kernels = Found.KERNELS;
        if (kernels != null) {
            return kernels;
        }
        RuntimeException failure = Objects.requireNonNull(Found.FAILURE);
        throw failure instanceof IllegalArgumentException
                ? new IllegalArgumentException(failure.getMessage(), failure)
                : new UnsupportedOperationException(failure.getMessage(), failure);
    }

    private static Kernels lookUp() {
        System.Logger log = System.getLogger("dev.lanewise");
        for (String line : Settings.complaints(System.getProperties())) {
            log.log(Level.WARNING, line);
        }
        KernelChoice choice = KernelChoice.in(environment());
        log.log(choice.level(), choice.line(), choice.cause());
        return choice.kernels();
    }

    private static KernelChoice.Environment environment() {
        return new KernelChoice.Environment(
                System.getProperty(KernelChoice.PROPERTY, "auto"),
                System.getProperty("java.vm.name", ""),
                System.getProperty("java.vm.info", ""),
                System.getProperty("java.vm.version", ""),
                VmOptions::value,
                findVectorModule(),
                () -> (Integer) callSimdKernels("widestVector"),
                () -> (Kernels) callSimdKernels("create"));
    }

    /** Whether the incubator module is there, in our own layer or the boot layer; if so, makes our module read it. */
    private static boolean findVectorModule() {
        Module own = KernelLookup.class.getModule();
        Optional<Module> vector = Optional.ofNullable(own.getLayer())
                .flatMap(layer -> layer.findModule(KernelChoice.MODULE))
                .or(() -> ModuleLayer.boot().findModule(KernelChoice.MODULE));
        vector.ifPresent(own::addReads);
        return vector.isPresent();
    }

    private static Object callSimdKernels(String method) {
        try {
            return Class.forName(SIMD_KERNELS).getMethod(method).invoke(null);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new LinkageError(SIMD_KERNELS + "." + method + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(SIMD_KERNELS + "." + method + " cannot be called", e);
        }
    }
}
