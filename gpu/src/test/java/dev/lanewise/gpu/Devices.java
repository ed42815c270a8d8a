package dev.lanewise.gpu;

import dev.lanewise.gpu.opencl.Device;
import dev.lanewise.gpu.opencl.OpenClException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The device that tests run on; without one they are skipped with the reason. */
public final class Devices {
    private static @Nullable Gpu gpu;
    private static @Nullable String missing;

    private Devices() {}

    /** The first device, the same for all tests. */
    public static synchronized Gpu first() {
        if (gpu == null && missing == null) {
            try {
                gpu = Gpu.first();
            } catch (OpenClException e) {
                missing = e.getMessage();
            }
        }
        Assumptions.assumeTrue(gpu != null, "OpenCL was not found, so nothing was run on a device: " + missing);
        return Objects.requireNonNull(gpu);
    }

    /** The device of {@link #first}. */
    public static Device device() {
        return first().context().device();
    }
}
