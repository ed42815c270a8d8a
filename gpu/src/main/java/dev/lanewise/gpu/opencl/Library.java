package dev.lanewise.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.lanewise.text.Printable;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The library that holds OpenCL's functions: the ICD loader, which knows the drivers of the system. A driver's own
 * library will do where there is no loader; its functions are then taken from the table that each of its objects
 * begins with.
 *
 * @param name under which it was opened, as messages show it
 */
@SuppressWarnings("restricted") // calling a library of the system is what it is for
record Library(String name, SymbolLookup symbols) {
    /** Where to look for it, in this order, unless {@code lanewise.opencl} names a file. */
    private static final List<String> NAMES = switch (System.getProperty("os.name", "").toLowerCase(Locale.ROOT)) {
        case String os when os.startsWith("win") -> List.of("OpenCL.dll");
        case String os when os.startsWith("mac") -> List.of("/System/Library/Frameworks/OpenCL.framework/OpenCL");
        default -> List.of("libOpenCL.so.1", "libOpenCL.so", "libnvidia-opencl.so.1");
    };

    /** The setting that names another file. */
    static final String SETTING = "lanewise.opencl";

    /** For {@code dlopen}: resolve all symbols now. */
    private static final int NOW = 2;

    /**
     * Opens it.
     *
     * @throws OpenClException with the system's reason for each name that was tried
     */
    static Library open() {
        String set = System.getProperty(SETTING);
        List<String> reasons = new ArrayList<>();
        for (String name : set == null ? NAMES : List.of(set)) {
            try {
                return new Library(Printable.sentence(name), SymbolLookup.libraryLookup(name, Arena.global()));
            } catch (IllegalCallerException e) {
                throw new OpenClException("OpenCL: this JVM does not let " + who()
                        + " call native code; start it with --enable-native-access=" + who());
            } catch (IllegalArgumentException e) {
                reasons.add(reason(name).map(Printable::sentence)
                        .orElseGet(() -> Printable.quoted(name) + " cannot be opened"));
            }
        }
        throw new OpenClException("OpenCL: no library was found (" + String.join("; ", reasons) + "); "
                + (set == null
                        ? "install the driver of the graphics card, or PoCL for the processor alone"
                        : "-D" + SETTING + " must name OpenCL's library"));
    }

    /** The module to be named, as the JVM wants it. */
    private static String who() {
        Module module = Library.class.getModule();
        return module.isNamed() ? module.getName() : "ALL-UNNAMED";
    }

    /** Why the system does not open a library, in its words; {@code libraryLookup} keeps them to itself. */
    private static Optional<String> reason(String name) {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> open = linker.defaultLookup().find("dlopen");
        Optional<MemorySegment> error = linker.defaultLookup().find("dlerror");
        if (open.isEmpty() || error.isEmpty()) {
            return Optional.empty();
        }
        MethodHandle dlopen = linker.downcallHandle(open.get(), FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
        MethodHandle dlerror = linker.downcallHandle(
                error.get(), FunctionDescriptor.of(ADDRESS.withTargetLayout(Text.LAYOUT)));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = (MemorySegment) dlopen.invokeExact(arena.allocateFrom(name), NOW);
            if (handle.address() != 0) {
                return Optional.empty();
            }
            MemorySegment text = (MemorySegment) dlerror.invokeExact();
            return text.address() == 0 ? Optional.empty() : Optional.of(text.getString(0));
        } catch (Throwable e) { // the reason is a courtesy
            return Optional.empty();
        }
    }
}
