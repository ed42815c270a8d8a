package dev.lanewise.board.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lanewise.board.control.Control;
import dev.lanewise.board.runs.Json;
import dev.lanewise.board.runs.RunView;
import dev.lanewise.board.runs.Runs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All runs in short, and which of them are others than when a page last asked. Each change has a number, and the number
 * of the last one that a page knows of is its cursor: 0 before it knows any.
 */
final class RunList implements Changes.Feed {
    /** So many runs that are gone are remembered; a page that has not heard of the others is sent everything. */
    private static final int MOST_GONE = 10_000;

    private final Path parent;
    private final Runs runs;
    private final Lives lives;
    private final Map<String, Known> known = new HashMap<>();

    /** When runs went, the longest ago first. */
    private final SequencedMap<String, Long> gone = new LinkedHashMap<>();

    private long version;

    /** Until this change nothing is known of runs that went. */
    private long forgotten;

    private @Nullable Told last;

    /**
     * A run as it was last seen.
     *
     * @param version the number of its last change
     * @param described that of the last change of its description or its files
     */
    private record Known(RunView view, boolean isLive, long version, long described) {}

    /** The news after a cursor. */
    private record Told(long since, Changes.News news) {}

    RunList(Path parent, Runs runs, Lives lives) {
        this.parent = parent;
        this.runs = runs;
        this.lives = lives;
    }

    /** What can be asked of a run, if it is one of this JVM. */
    Optional<Control> control(Path folder) {
        return Optional.ofNullable(lives.byFolder().get(folder));
    }

    @Override
    public synchronized boolean look() {
        return look(runs.glance());
    }

    /** What has changed since a cursor, of runs that are all looked at now. */
    synchronized byte[] now(long cursor) throws IOException {
        look(runs.list());
        return since(cursor).json();
    }

    private boolean look(List<RunView> views) {
        Map<Path, Control> controls = lives.byFolder();
        long before = version;
        boolean isUrgent = forget(views);
        for (RunView view : views) {
            boolean isLive = controls.containsKey(parent.resolve(view.id()));
            Known old = known.get(view.id());
            if (old != null && old.view().equals(view) && old.isLive() == isLive) {
                continue;
            }
            version = before + 1;
            known.put(view.id(), new Known(view, isLive, version, old == null ? version : described(old, view)));
            gone.remove(view.id());
            isUrgent |= old == null || old.isLive() != isLive || !old.view().state().equals(view.state());
        }
        return isUrgent;
    }

    private long described(Known old, RunView view) {
        boolean isSame = Objects.equals(old.view().json(), view.json()) && old.view().files().equals(view.files());
        return isSame ? old.described() : version;
    }

    /** Takes out the runs that are gone; whether there are any. */
    private boolean forget(List<RunView> views) {
        if (views.size() == known.size() && views.stream().allMatch(view -> known.containsKey(view.id()))) {
            return false;
        }
        Map<String, Known> kept = new HashMap<>();
        for (RunView view : views) {
            Known old = known.remove(view.id());
            if (old != null) {
                kept.put(view.id(), old);
            }
        }
        boolean areGone = !known.isEmpty();
        if (areGone) {
            version++;
            known.keySet().forEach(id -> gone.putLast(id, version));
        }
        known.clear();
        known.putAll(kept);
        for (Iterator<Long> oldest = gone.values().iterator(); gone.size() > MOST_GONE;) {
            forgotten = oldest.next();
            oldest.remove();
        }
        return areGone;
    }

    @Override
    public synchronized long version() {
        return version;
    }

    @Override
    public synchronized Changes.News since(long cursor) throws IOException {
        if (last == null || last.since() != cursor || last.news().version() != version) {
            last = new Told(cursor, new Changes.News(version, json(cursor)));
        }
        return last.news();
    }

    private byte[] json(long cursor) throws IOException {
        boolean isAll = cursor == 0 || cursor < forgotten || cursor > version;
        List<Known> changed = new ArrayList<>();
        for (Known each : known.values()) {
            if (isAll || each.version() > cursor) {
                changed.add(each);
            }
        }
        changed.sort(Comparator.comparing(Known::view, Runs.NEWEST_FIRST));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("cursor", version);
            json.writeBooleanField("all", isAll);
            json.writeArrayFieldStart("runs");
            for (Known each : changed) {
                write(json, each);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("gone");
            for (Map.Entry<String, Long> each : gone.entrySet()) {
                if (!isAll && each.getValue() > cursor) {
                    json.writeString(each.getKey());
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Known run) throws IOException {
        RunView view = run.view();
        json.writeStartObject();
        json.writeStringField("id", view.id());
        json.writeBooleanField("live", run.isLive());
        json.writeStringField("state", view.state());
        if (view.reason() != null) {
            json.writeStringField("reason", view.reason());
        }
        json.writeStringField("begun", view.begun());
        json.writeNumberField("step", view.step());
        json.writeNumberField("described", run.described());
        json.writeObjectFieldStart("sizes");
        for (Map.Entry<String, Long> size : new TreeMap<>(view.sizes()).entrySet()) {
            json.writeNumberField(size.getKey(), size.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Writes what is known of a run as a whole: its description, null if it cannot be read, and its files. */
    static void describe(RunView run, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", run.id());
        json.writeFieldName("run");
        if (run.json() == null) {
            json.writeNull();
        } else {
            json.writeRawValue(run.json());
        }
        json.writeArrayFieldStart("files");
        for (String file : run.files()) {
            json.writeString(file);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
