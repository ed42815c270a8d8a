package dev.lanewise.gpu;

import dev.lanewise.gpu.families.Elementwise;
import dev.lanewise.gpu.families.Families;
import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.opencl.Device;
import dev.lanewise.gpu.opencl.OpenClException;
import dev.lanewise.gpu.opencl.Platform;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.program.Backend;
import dev.lanewise.program.Listing;
import dev.lanewise.text.Required;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** An OpenCL device that runs captured programs, with the bits of the CPU. */
public final class Gpu implements Backend {
    /** Work items of a group, where kernels do not depend on it. */
    private static final int GROUP = 64;

    private final Context context;
    private final KernelLibrary library;
    private final Stages stages = Families.stages();
    private final int group;

    private Gpu(Device device) {
        this(new Context(device), GROUP);
    }

    /** With groups of another size. */
    Gpu(Context context, int group) {
        this.context = context;
        this.library = new KernelLibrary(context);
        this.group = group;
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
        Listing plain = withoutForeignFusion(listing);
        plain.requireKnown("gpu: " + context.device().name(),
                op -> op.isView() || op.hasEffect() || stages.knows(op));
        return new DeviceProgram(context, plain, stages, library, group);
    }

    /** The same computation with only those fused steps that one kernel of the device can compute. */
    private static Listing withoutForeignFusion(Listing listing) {
        List<Listing.Step> steps = listing.steps().stream()
                .flatMap(step -> step.parts().isEmpty() || Elementwise.fuses(step, listing.values())
                        ? Stream.of(step)
                        : step.parts().stream())
                .toList();
        return new Listing(listing.values(), steps, listing.inputs(), listing.outputs(), listing.outside());
    }

    Context context() {
        return context;
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
