package dev.lanewise.kernels.choice;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.text.Printable;
import java.lang.System.Logger.Level;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides between SIMD and scalar kernels; depends only on the {@link Environment} given.
 *
 * @param kernels what to compute with
 * @param level how the line is logged: a warning if scalar kernels are used unasked
 * @param line says what was chosen and why
 * @param cause why the SIMD kernels could not be loaded, if that is the reason
 */
record KernelChoice(Kernels kernels, Level level, String line, @Nullable Throwable cause) {
    static final String PROPERTY = "lanewise.simd";
    static final String MODULE = "jdk.incubator.vector";
    private static final int NARROWEST = 128;

    /** The tiered-compilation level of C2. */
    private static final String WITH_C2 = "4";

    /**
     * The facts that decide.
     *
     * @param setting the value of {@code -Dlanewise.simd}
     * @param vmName system property {@code java.vm.name}
     * @param vmInfo system property {@code java.vm.info}: how the JVM executes code
     * @param vmVersion system property {@code java.vm.version}
     * @param vmOption gives the value of a {@code -XX} option of the JVM; null if there is none or it is not known
     * @param vectorModule whether the incubator module is present
     * @param widestVector bits of the widest vectors of this CPU that the JVM uses; asked only if the module is present
     * @param simdKernels loads the SIMD kernels; called only once every other condition is met
     */
    record Environment(
            String setting,
            String vmName,
            String vmInfo,
            String vmVersion,
            Function<String, @Nullable String> vmOption,
            boolean vectorModule,
            IntSupplier widestVector,
            Supplier<Kernels> simdKernels) {}

    /**
     * The choice for an environment.
     *
     * @throws IllegalArgumentException if there is no such setting
     * @throws UnsupportedOperationException if the setting requires SIMD kernels and they cannot be used
     */
    static KernelChoice in(Environment env) {
        boolean insists = switch (env.setting) {
            case "auto", "off" -> false;
            case "required", "128", "256", "512" -> true;
            default ->
                throw new IllegalArgumentException("-D" + PROPERTY + "=" + Printable.brief(env.setting)
                        + ": expected auto, off, required, 128, 256 or 512");
        };
        if (env.setting.equals("off")) {
            return scalar(Level.DEBUG, "-D" + PROPERTY + "=off", null);
        }
        String obstacle;
        Throwable cause = null;
        try {
            obstacle = obstacle(env);
            if (obstacle == null) {
                Kernels kernels = env.simdKernels.get();
                return new KernelChoice(
                        kernels, Level.DEBUG, "Lanewise computes with its " + kernels.name() + " kernels", null);
            }
        } catch (RuntimeException | LinkageError e) {
            obstacle = "the SIMD kernels cannot be loaded: " + e;
            cause = e;
        }
        if (insists) {
            throw new UnsupportedOperationException("-D" + PROPERTY + "=" + env.setting + ": " + obstacle, cause);
        }
        return scalar(Level.WARNING, obstacle, cause);
    }

    private static KernelChoice scalar(Level level, String reason, @Nullable Throwable cause) {
        String line = "Lanewise computes with its scalar kernels: " + reason;
        return new KernelChoice(KernelLookup.scalar(), level, line, cause);
    }

    /** What prevents SIMD kernels; null for nothing. A width given by number works even without C2. */
    private static @Nullable String obstacle(Environment env) {
        boolean forced = Character.isDigit(env.setting.charAt(0));
        if (!forced && !isHotSpot(env.vmName)) {
            return "the JVM is '" + env.vmName + "', and only HotSpot compiles the Vector API well";
        }
        if (!env.vectorModule) {
            return "the module " + MODULE + " is missing; start java with --add-modules " + MODULE;
        }
        String compiler = forced ? null : compilerObstacle(env);
        if (compiler != null) {
            return compiler;
        }
        int widest = env.widestVector.getAsInt();
        int wanted = forced ? Integer.parseInt(env.setting) : NARROWEST;
        return widest >= wanted
                ? null
                : wanted + "-bit vectors are needed, and this JVM has vectors of at most " + widest
                        + " bits on this CPU";
    }

    private static boolean isHotSpot(String vmName) {
        return vmName.contains("HotSpot") || vmName.contains("OpenJDK");
    }

    /** Without C2 vectors are objects, and a kernel is some 1000 times slower than its scalar version. */
    private static @Nullable String compilerObstacle(Environment env) {
        if (!env.vmName.endsWith("Server VM")) {
            return "the JVM is '" + env.vmName + "', which has no C2 compiler";
        }
        if (env.vmInfo.contains("interpreted")) {
            return "the JVM only interprets (-Xint)";
        }
        String level = env.vmOption.apply("TieredStopAtLevel");
        if (level != null && !level.equals(WITH_C2)) {
            return "the C2 compiler is switched off (-XX:TieredStopAtLevel=" + level + ")";
        }
        if (env.vmInfo.contains("emulated-client")) {
            return "the C2 compiler is switched off (the JVM calls itself '" + env.vmInfo + "')";
        }
        if ("false".equals(env.vmOption.apply("UseCompiler"))) {
            return "the JVM does not compile (-XX:-UseCompiler)";
        }
        if ("false".equals(env.vmOption.apply("EnableVectorSupport"))) {
            return "the C2 compiler does not know vectors (-XX:-EnableVectorSupport)";
        }
        if (env.vmVersion.contains("jvmci")) {
            return "the JVM (" + env.vmVersion + ") compiles with JVMCI in place of C2";
        }
        return null;
    }
}
