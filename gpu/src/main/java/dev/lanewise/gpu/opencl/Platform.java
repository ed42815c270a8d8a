package dev.lanewise.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A driver with its devices. */
public final class Platform {
    private static final int VERSION = 0x0901;
    private static final int NAME = 0x0902;
    private static final long ALL_DEVICES = 0xFFFFFFFFL;

    private final MemorySegment id;
    private final String name;
    private final String version;

    private Platform(MemorySegment id) {
        this.id = id;
        Functions cl = Functions.get();
        Info info = new Info("a platform", (property, size, answer, sizeOfAnswer) -> (int) cl.getPlatformInfo
                .invokeExact(id, property, size, answer, sizeOfAnswer));
        this.name = info.text(NAME);
        this.version = info.text(VERSION);
    }

    /**
     * The platforms of this system, in the order of the library.
     *
     * @throws OpenClException if there is no library, with the reason
     */
    public static List<Platform> all() {
        Functions cl = Functions.get();
        return ids("OpenCL: asking " + cl.library() + " for its platforms", Status.PLATFORM_NOT_FOUND,
                (room, ids, count) -> (int) cl.getPlatformIds.invokeExact(room, ids, count)).stream()
                .map(Platform::new)
                .toList();
    }

    /** Its devices of all kinds. */
    public List<Device> devices() {
        Functions cl = Functions.get();
        return ids("OpenCL: asking " + name + " for its devices", Status.DEVICE_NOT_FOUND,
                (room, ids, count) -> (int) cl.getDeviceIds.invokeExact(id, ALL_DEVICES, room, ids, count)).stream()
                .map(device -> new Device(this, device))
                .toList();
    }

    /** A function that gives handles. */
    @FunctionalInterface
    private interface Listing {
        int list(int room, MemorySegment ids, MemorySegment count) throws Throwable;
    }

    /**
     * All handles of a kind.
     *
     * @param none the status that says that there are none
     */
    private static List<MemorySegment> ids(String what, int none, Listing listing) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            int status = listing.list(0, MemorySegment.NULL, count);
            if (status == none) {
                return List.of();
            }
            Status.require(status, what);
            int room = count.get(JAVA_INT, 0);
            if (room <= 0 || room > 1024) {
                return List.of();
            }
            MemorySegment ids = arena.allocate(ADDRESS, room);
            Status.require(listing.list(room, ids, count), what);
            List<MemorySegment> all = new ArrayList<>();
            for (int i = 0; i < Math.min(room, count.get(JAVA_INT, 0)); i++) {
                all.add(ids.getAtIndex(ADDRESS, i));
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
