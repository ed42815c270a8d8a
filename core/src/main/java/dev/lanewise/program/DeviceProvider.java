package dev.lanewise.program;

import java.util.List;

/**
 * Finds devices of one kind of driver, such as OpenCL's, and opens them. {@link Devices} finds the providers on the
 * class path or module path by {@link java.util.ServiceLoader}: each has a constructor without parameters, and a file
 * {@code META-INF/services/dev.lanewise.program.DeviceProvider} with its name.
 */
public interface DeviceProvider {
    /** A word for its kind of driver, such as {@code opencl}. */
    String name();

    /**
     * The devices of this machine, those that cannot be used as well, in the same order each time.
     *
     * @throws DeviceException if there is no driver to be asked
     */
    List<DeviceInfo> devices();

    /**
     * Opens a device.
     *
     * @param index into {@link #devices}
     * @throws DeviceException if its driver refuses
     */
    Backend open(int index);
}
