package dev.lanewise.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.lanewise.text.Printable;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A driver with its devices. */
public final class Platform {
    private static final int VERSION = 0x0901;
    private static final int NAME = 0x0902;
    /** More handles than this are refused: a driver that claims them has lost its way. */
    private static final int MOST = 1024;

    private static final long ALL_DEVICES = 0xFFFFFFFFL;

    private static final System.Logger LOG = System.getLogger("dev.lanewise");

    private final Functions cl;
    private final MemorySegment id;
    private final String name;
    private final String version;

    private Platform(MemorySegment id, Functions cl) {
        this.id = id;
        this.cl = cl;
        Facts info = new Facts("a platform", (property, size, answer, sizeOfAnswer) -> (int) cl.getPlatformInfo
                .invokeExact(id, property, size, answer, sizeOfAnswer));
        this.name = Printable.brief(info.text(NAME));
        this.version = Printable.brief(info.text(VERSION));
    }

    /**
     * The platforms of this system, in the order of the library. One that does not say what it is, is reported in the
     * log and left out.
     *
     * @throws OpenClException if there is no library, with the reason
     */
    public static List<Platform> all() {
        return all(Functions.get());
    }

    static List<Platform> all(Functions cl) {
        String what = "OpenCL: asking " + cl.library() + " for its platforms";
        return each(ids(what, Status.PLATFORM_NOT_FOUND,
                (room, ids, count) -> (int) cl.getPlatformIds.invokeExact(room, ids, count)),
                platform -> new Platform(platform, cl));
    }

    /** Its devices of all kinds. What the driver fails to say of them is reported in the log, and they are left out. */
    public List<Device> devices() {
        try {
            return each(ids("OpenCL: asking " + name + " for its devices", Status.DEVICE_NOT_FOUND,
                    (room, ids, count) -> (int) cl.getDeviceIds.invokeExact(id, ALL_DEVICES, room, ids, count)),
                    device -> new Device(this, device, cl));
        } catch (OpenClException e) {
            report(e);
            return List.of();
        }
    }

    private static void report(OpenClException e) {
        LOG.log(Level.WARNING, () -> e.getMessage() + "; it is left out");
    }

    /** What handles stand for, without those that a driver fails to describe. */
    private static <T> List<T> each(List<MemorySegment> ids, Function<MemorySegment, T> describe) {
        List<T> all = new ArrayList<>();
        for (MemorySegment id : ids) {
            try {
                all.add(describe.apply(id));
            } catch (OpenClException e) {
                report(e);
            }
        }
        return all;
    }

    /** A function that gives handles. */
    @FunctionalInterface
    private interface Handles {
        int list(int room, MemorySegment ids, MemorySegment count) throws Throwable;
    }

    /**
     * All handles of a kind.
     *
     * @param none the status that says that there are none
     */
    private static List<MemorySegment> ids(String what, int none, Handles handles) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            int status = handles.list(0, MemorySegment.NULL, count);
            if (status == none) {
                return List.of();
            }
            Status.require(status, what);
            int room = count.get(JAVA_INT, 0);
            if (room == 0) {
                return List.of();
            }
            if (room < 0 || room > MOST) {
                throw new OpenClException(what + ": there are said to be " + room);
            }
            MemorySegment ids = arena.allocate(ADDRESS, room);
            Status.require(handles.list(room, ids, count), what);
            List<MemorySegment> all = new ArrayList<>();
            for (int i = 0; i < room; i++) {
                MemorySegment handle = ids.getAtIndex(ADDRESS, i);
                if (handle.address() != 0) {
                    all.add(handle);
                }
            }
            return all;
        } catch (Throwable e) {
            throw Calls.failed(e);
        }
    }

    MemorySegment id() {
        return id;
    }

    /** The name that the driver gives itself. */
    public String name() {
        return name;
    }

    /** For example {@code OpenCL 3.0 CUDA 12.4.131}. */
    public String version() {
        return version;
    }

    @Override
    public String toString() {
        return name + " (" + version + ")";
    }
}
