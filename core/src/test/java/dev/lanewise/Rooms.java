package dev.lanewise;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which rooms (packages) need which: by what the compiled classes use, and by what the sources name, so that an import
 * that only a comment needs counts as well.
 *
 * @param needs room, room that it needs, and who needs whom there
 */
record Rooms(Map<String, Map<String, Set<String>>> needs) {
    private static final Pattern NAMED = Pattern.compile("dev\\.lanewise\\.([a-z.]+)\\.([A-Z]\\w*)");

    static Rooms of(JavaClasses classes, List<Path> sources, Path root) throws IOException {
        Rooms rooms = new Rooms(new TreeMap<>());
        for (JavaClass type : classes) {
            String from = name(type);
            rooms.needs.computeIfAbsent(from, _ -> new TreeMap<>());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith("dev.lanewise.")) {
                    rooms.add(from, name(target), type.getSimpleName() + " uses " + target.getSimpleName());
                }
            }
        }
        for (Path source : sources) {
            Path file = root.relativize(source);
            Path folder = file.getParent();
            if (folder == null) {
                continue; // the module's own description
            }
            String from = folder.toString().replace(file.getFileSystem().getSeparator(), ".");
            Matcher named = NAMED.matcher(Files.readString(source));
            while (named.find()) {
                rooms.add(from, named.group(1), file.getFileName() + " names " + named.group(2));
            }
        }
        return rooms;
    }

    /** The package below the root: {@code kernels.simd} of {@code dev.lanewise.kernels.simd.SimdMapKernels}. */
    static String name(JavaClass type) {
        return type.getPackageName().substring("dev.lanewise.".length());
    }

    private void add(String from, String to, String who) {
        if (!from.equals(to)) {
            needs.computeIfAbsent(from, _ -> new TreeMap<>()).computeIfAbsent(to, _ -> new TreeSet<>()).add(who);
        }
    }

    /** Rooms that need each other, directly or through others, a set for each circle. */
    Set<Set<String>> circles() {
        Set<Set<String>> circles = new HashSet<>();
        for (String room : needs.keySet()) {
            Set<String> circle = new TreeSet<>(Set.of(room));
            for (String other : reach(room)) {
                if (reach(other).contains(room)) {
                    circle.add(other);
                }
            }
            if (circle.size() > 1) {
                circles.add(circle);
            }
        }
        return circles;
    }

    private Set<String> reach(String from) {
        Set<String> reached = new TreeSet<>();
        reach(from, reached);
        return reached;
    }

    private void reach(String from, Set<String> reached) {
        for (String next : needs.getOrDefault(from, Map.of()).keySet()) {
            if (reached.add(next)) {
                reach(next, reached);
            }
        }
    }
}
