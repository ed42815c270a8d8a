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
    /** So many trainings that are over are kept, with their models, for drawings. */
    public static final int MOST_OVER = 8;

    private final List<Live> all = new CopyOnWriteArrayList<>();

    private record Live(Supplier<Optional<Path>> folder, Control control) {
        boolean isOver() {
            return folder.get().isPresent() && !control.isRunning();
        }
    }

    /**
     * Adds a training.
     *
     * @param folder that it writes, once it has begun
     */
    public synchronized void add(Supplier<Optional<Path>> folder, Control control) {
        List<Live> over = all.stream().filter(Live::isOver).toList();
        all.removeAll(over.subList(0, Math.max(0, over.size() - MOST_OVER)));
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
