package dev.lanewise.board.web;

import dev.lanewise.board.control.Control;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The trainings of this JVM, by the folders that they write. */
public final class Lives {
    private final List<Live> all = new CopyOnWriteArrayList<>();

    private record Live(Supplier<Optional<Path>> folder, Control control) {}

    /**
     * Adds a training.
     *
     * @param folder that it writes, once it has begun
     */
    public void add(Supplier<Optional<Path>> folder, Control control) {
        all.add(new Live(folder, control));
    }

    /** What can be asked, by the absolute path of the folder; the one that was added last of several. */
    Map<Path, Control> byFolder() {
        Map<Path, Control> controls = new LinkedHashMap<>();
        for (Live live : all) {
            live.folder().get().ifPresent(folder -> controls.put(folder.toAbsolutePath().normalize(), live.control()));
        }
        return controls;
    }
}
