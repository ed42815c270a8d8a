package dev.lanewise.gpu;

import dev.lanewise.gpu.opencl.Device;
import dev.lanewise.gpu.opencl.OpenClException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The device that tests run on; without one they are skipped with the reason. */
public final class TestDevice {
    private static @Nullable Gpu gpu;
    private static @Nullable String missing;

    private TestDevice() {}

    /** The first device, the same for all tests. */
    public static synchronized Gpu first() {
        if (gpu == null && missing == null) {
            try {
                gpu = Gpu.first();
            } catch (OpenClException e) {
                missing = "OpenCL was not found, so nothing was run on a device: " + e.getMessage();
                System.out.println(missing); // .ci/run repeats it at its end
            }
        }
        Assumptions.assumeTrue(gpu != null, String.valueOf(missing));
        return Objects.requireNonNull(gpu);
    }

    /** The device of {@link #first}. */
    public static Device device() {
        return first().context().device();
    }

    /** The same, if it computes in double precision. */
    public static Gpu withDoubles() {
        Gpu first = first();
        Assumptions.assumeTrue(first.hasDoubles(), "the device has no doubles, which the CPU computes this with");
        return first;
    }
}
