package dev.lanewise.gpu;

import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.opencl.Device;
import dev.lanewise.gpu.opencl.OpenClException;
import dev.lanewise.gpu.opencl.Platform;
import dev.lanewise.gpu.opencl.Program;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.program.Backend;
import dev.lanewise.program.Listing;
import dev.lanewise.text.Required;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** An OpenCL device that runs captured programs, with the bits of the CPU. */
public final class Gpu implements Backend {
    private final Context context;
    private final Program shared;

    private Gpu(Device device) {
        this.context = new Context(device);
        this.shared = context.compile(Sources.functions() + Sources.kernels(), Sources.OPTIONS);
    }

    /** All usable devices, graphics cards first. */
    public static List<Device> list() {
        return Platform.all().stream()
                .flatMap(platform -> platform.devices().stream())
                .filter(Device::isUsable)
                .sorted(Comparator.comparing((Device device) -> device.kind() != Device.Kind.GPU))
                .toList();
    }

    /** The first of the {@link #list}. */
    public static Gpu first() {
        List<Device> devices = list();
        if (devices.isEmpty()) {
            throw new OpenClException("gpu: OpenCL is there, but no device that can be used");
        }
        return new Gpu(devices.getFirst());
    }

    /** The first device whose name contains a text. */
    public static Gpu named(String part) {
        String wanted = Required.nonNull("named: the name", part).toLowerCase(Locale.ROOT);
        return list().stream()
                .filter(device -> device.name().toLowerCase(Locale.ROOT).contains(wanted))
                .findFirst()
                .map(Gpu::new)
                .orElseThrow(() -> new IllegalArgumentException("named: no device is called " + part + "; there are "
                        + list()));
    }

    @Override
    public Replay compile(Listing listing) {
        Listing plain = listing.unfused();
        plain.requireKnown("gpu: " + context.device().name(),
                op -> op.isView() || op.hasEffect() || Stages.knows(op));
        return new DeviceProgram(context, shared, plain);
    }

    @Override
    public boolean hasDoubles() {
        return context.device().hasDoubles();
    }

    @Override
    public String toString() {
        return "Gpu(" + context.device() + ")";
    }
}
