package dev.lanewise.program;

import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * How a computation is captured.
 *
 * @param keepsGradients whether gradients that no update within the computation uses stay on their leaves, and
 *     accumulate from run to run
 * @param verifiedRuns how many runs after the capture are eager, and compared with what was captured
 * @param arena holds the buffers; null for buffers of the program's own
 * @param backend the device that runs the program; null for the CPU
 */
public record Options(
        boolean keepsGradients, int verifiedRuns, @Nullable Arena arena, @Nullable Backend backend) {
    /** The property that has every program verified: {@code -Dlanewise.capture=verify}, or {@code verify:N} runs. */
    public static final String PROPERTY = "lanewise.capture";

    /** How many runs are verified if the property is just {@code verify}. */
    public static final int VERIFIED_RUNS = 3;

    /** Checks the values. */
    public Options {
        if (verifiedRuns < 0) {
            throw new IllegalArgumentException("verify: " + verifiedRuns + " runs");
        }
    }

    /**
     * Gradients are dropped, nothing is verified unless {@code -Dlanewise.capture=verify} says so, buffers are the
     * program's own, and the CPU runs it.
     *
     * @throws IllegalArgumentException if the property says anything but {@code replay}, {@code verify} or
     *     {@code verify:N}
     */
    public static Options defaults() {
        return new Options(false, verifiedRuns(System.getProperty(PROPERTY, "replay")), null, null);
    }

    private static int verifiedRuns(String setting) {
        if (setting.equals("replay")) {
            return 0;
        }
        if (setting.equals("verify")) {
            return VERIFIED_RUNS;
        }
        if (setting.matches("verify:[0-9]{1,9}")) {
            return Integer.parseInt(setting.substring("verify:".length()));
        }
        throw new IllegalArgumentException(
                "-D" + PROPERTY + "=" + setting + ": expected replay, verify or verify:N with a number of runs");
    }

    /** These options with gradients kept. */
    public Options keepGradients() {
        return new Options(true, verifiedRuns, arena, backend);
    }

    /**
     * These options with a given number of verified runs, whatever the property says.
     *
     * @throws IllegalArgumentException if {@code runs} is negative
     */
    public Options verify(int runs) {
        return new Options(keepsGradients, runs, arena, backend);
    }

    /**
     * These options with the buffers in an arena, shared by programs that never run at the same time.
     *
     * @throws IllegalArgumentException if it is null
     */
    public Options on(Arena shared) {
        return new Options(keepsGradients, verifiedRuns, Required.nonNull("on: the arena", shared), backend);
    }

    /**
     * These options with the program run by a device.
     *
     * @throws IllegalArgumentException if it is null
     */
    public Options on(Backend device) {
        return new Options(keepsGradients, verifiedRuns, arena, Required.nonNull("on: the device", device));
    }
}
