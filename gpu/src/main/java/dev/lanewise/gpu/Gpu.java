package dev.lanewise.gpu;

import dev.lanewise.gpu.families.Elementwise;
import dev.lanewise.gpu.families.Families;
import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.opencl.Device;
import dev.lanewise.gpu.opencl.OpenClException;
import dev.lanewise.gpu.steps.Stages;
import dev.lanewise.program.Backend;
import dev.lanewise.program.Listing;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An OpenCL device that runs captured programs, with the bits of the CPU. It needs a driver of the system that knows
 * OpenCL 1.2, and a JVM that may call it ({@code --enable-native-access}). For any number of threads, whose programs
 * take turns; those of other devices run meanwhile.
 *
 * {@snippet :
 * Gpu gpu = Gpu.first();
 * TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.<Batch<Tensor, IntTensor>>capture(batch -> {
 *     Tensor loss = Losses.crossEntropy(model.forward(batch.inputs()), batch.targets());
 *     loss.backward();
 *     optimizer.step();
 *     return loss;
 * }).on(gpu);
 * }
 *
 * <p>Kernels are compiled when a program first needs them, and kept in the user's cache folder for later JVMs: another
 * one is set by {@code -Dlanewise.gpu.cache}, none by {@code off}. When a device is taken into use it is asked for
 * arithmetic that is hard to round; one that fails is reported in the log, and {@link #isExact} says so.
 *
 * <p>There is nothing to close: the device's memory is released when the garbage collector finds that a program is not
 * used any more, and a collection is asked for where a new one does not fit.
 */
public final class Gpu implements Backend {
    /** Work items of a group, where kernels do not depend on it. */
    private static final int GROUP = 64;

    private static final System.Logger LOG = System.getLogger("dev.lanewise");

    private final Context context;
    private final KernelLibrary library;
    private final List<String> differences;
    private final int group;
    private final @Nullable Fallback fallback;
    private final Stages stages = Families.stages();

    private Gpu(Device device) {
        this(new Context(device), GROUP);
    }

    /** With groups of another size. */
    Gpu(Context context, int group) {
        this(context, new KernelCache(CacheFolder.ofThisJvm()), group);
    }

    /** With kernels of a cache; asks the device whether its arithmetic is exact. */
    Gpu(Context context, KernelCache cache, int group) {
        this.context = context;
        this.library = new KernelLibrary(context, cache);
        this.group = group;
        this.fallback = null;
        this.differences = SelfCheck.differences(context, library, group);
        if (!differences.isEmpty()) {
            LOG.log(Level.WARNING, () -> "gpu: " + context.device().name()
                    + " does not compute as the CPU does, and results will have other bits: "
                    + String.join("; ", differences));
        }
    }

    private Gpu(Gpu like, Context context, @Nullable Fallback fallback) {
        this.context = context;
        this.library = like.library;
        this.group = like.group;
        this.differences = like.differences;
        this.fallback = fallback;
    }

    /**
     * All devices that can be used, graphics cards first; those of which their drivers say nothing are left out.
     *
     * @return empty if none of them can be used
     * @throws OpenClException if OpenCL is not there, or has no driver or no device, or the JVM does not let us call
     * it;     the message says which
     */
    public static List<Device> list() {
        return OpenCl.all().stream()
                .filter(Device::isUsable)
                .sorted(Comparator.comparing((Device device) -> device.kind() != Device.Kind.GPU))
                .toList();
    }

    /**
     * The first of the {@link #list}.
     *
     * @throws OpenClException if there is none, or its driver refuses it
     */
    public static Gpu first() {
        List<Device> devices = list();
        if (devices.isEmpty()) {
            throw new OpenClException("gpu: none of the devices can be used: " + OpenCl.all());
        }
        return new Gpu(devices.getFirst());
    }

    /**
     * The first device whose name contains a text, whatever its case.
     *
     * @throws IllegalArgumentException if there is none; the message names those that there are
     * @throws OpenClException if OpenCL is not there, or the device's driver refuses it
     */
    public static Gpu named(String part) {
        String wanted = Required.nonNull("named: the name", part).toLowerCase(Locale.ROOT);
        List<Device> devices = list();
        return devices.stream()
                .filter(device -> device.name().toLowerCase(Locale.ROOT).contains(wanted))
                .findFirst()
                .map(Gpu::new)
                .orElseThrow(() -> new IllegalArgumentException("named: no device is called "
                        + Printable.quoted(part) + "; there are " + devices));
    }

    /**
     * The same device, with ops that it does not know run on the CPU: each such step copies its values there and back.
     * The log says which they are, once for each program, and {@link #onCpu} does. Without it, programs with such ops
     * are refused.
     */
    public Gpu withFallback() {
        return new Gpu(this, context, new Fallback(context.device().name()));
    }

    /**
     * The same device, of whose memory no more is allocated than this. A program that needs more is refused with all
     * sizes. What any program on the device takes in this JVM counts, within this limit or not.
     *
     * @throws IllegalArgumentException if the limit is less than a byte
     */
    public Gpu withLimit(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("withLimit: " + bytes + " bytes is no limit of memory");
        }
        return new Gpu(this, context.limited(bytes), fallback);
    }

    /** One of the {@link #list}. */
    public static Gpu of(Device device) {
        return new Gpu(Required.nonNull("of: the device", device));
    }

    @Override
    public Replay compile(Listing listing) {
        return compile(withoutForeignFusion(Required.nonNull("compile: the listing", listing)), stages);
    }

    /** Prepares a program with the ops that some families know. */
    Replay compile(Listing plain, Stages known) {
        if (fallback == null) {
            plain.requireKnown("gpu: " + context.device().name(),
                    op -> op.isView() || op.hasEffect() || known.knows(op));
        }
        ElementLimit.require(plain);
        DeviceProgram program;
        synchronized (library) {
            program = new DeviceProgram(context, plain, known, library, group, fallback != null);
        }
        if (fallback != null) {
            fallback.add(program.onCpu(), plain.steps().size());
        }
        return program;
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
        return fallback != null || context.device().hasDoubles();
    }

    /** The device. */
    public Device device() {
        return context.device();
    }

    /** Whether the device has passed the check of its arithmetic, and so gives the bits of the CPU. */
    public boolean isExact() {
        return differences.isEmpty();
    }

    /**
     * A sentence for each kind of arithmetic that the device computes otherwise than the CPU; empty if there is none.
     */
    public List<String> differences() {
        return differences;
    }

    /**
     * The ops that run on the CPU for want of kernels, each with the number of its steps in all programs that were
     * compiled {@linkplain #withFallback with this fallback}.
     */
    public SortedMap<String, Integer> onCpu() {
        return fallback == null ? Collections.emptySortedMap() : fallback.steps();
    }

    /**
     * Bytes of the device's memory that programs of this JVM hold; those of dropped programs go when they are found.
     */
    public long allocated() {
        return context.allocated();
    }

    /** How often the driver's compiler was called for this device. */
    int compilations() {
        return library.compilations();
    }

    @Override
    public String toString() {
        return "Gpu(" + context.device() + ")";
    }
}
