package dev.lanewise.gpu;

import dev.lanewise.gpu.opencl.Device;
import dev.lanewise.gpu.opencl.OpenClException;
import dev.lanewise.gpu.opencl.Platform;
import dev.lanewise.program.Backend;
import dev.lanewise.program.DeviceInfo;
import dev.lanewise.program.DeviceProvider;
import java.util.ArrayList;
import java.util.List;

/** The devices of OpenCL's drivers, for {@link dev.lanewise.program.Devices}. */
public final class OpenCl implements DeviceProvider {
    /** What to do where there is none. */
    private static final String INSTALL = "install the driver of the graphics card, or PoCL for the processor alone";

    private static final String UNUSABLE = "its driver says that it is not available, or has no compiler";

    @Override
    public String name() {
        return "opencl";
    }

    @Override
    public List<DeviceInfo> devices() {
        return all().stream().map(this::info).toList();
    }

    @Override
    public Backend open(int index) {
        List<Device> all = all();
        if (index < 0 || index >= all.size()) {
            throw new IllegalArgumentException("open: device " + index + " of " + all.size());
        }
        return Gpu.of(all.get(index));
    }

    /**
     * The devices of all platforms, in the order of the library, whether they can be used or not.
     *
     * @throws OpenClException if there is no library, no platform or no device; the message says which
     */
    static List<Device> all() {
        List<Platform> platforms = Platform.all();
        if (platforms.isEmpty()) {
            throw new OpenClException("OpenCL: the library is there, but no driver (platform); " + INSTALL);
        }
        List<Device> all = platforms.stream().flatMap(platform -> platform.devices().stream()).toList();
        if (all.isEmpty()) {
            throw new OpenClException("OpenCL: there are drivers, but no device: " + platforms);
        }
        return all;
    }

    private DeviceInfo info(Device device) {
        List<String> notes = new ArrayList<>();
        if (!device.hasDoubles()) {
            notes.add("no doubles");
        }
        if (!device.roundsDivision()) {
            notes.add("division not correctly rounded");
        }
        if (!device.hasFma()) {
            notes.add("fma slow");
        }
        if (!device.hasDenormals()) {
            notes.add("denormals are 0");
        }
        return new DeviceInfo(name(), device.name(), kind(device), device.memory(),
                device.platform().name() + " " + device.driver(), notes, device.isUsable() ? "" : UNUSABLE);
    }

    private static DeviceInfo.Kind kind(Device device) {
        return switch (device.kind()) {
            case CPU -> DeviceInfo.Kind.CPU;
            case GPU -> DeviceInfo.Kind.GPU;
            case ACCELERATOR -> DeviceInfo.Kind.ACCELERATOR;
        };
    }
}
