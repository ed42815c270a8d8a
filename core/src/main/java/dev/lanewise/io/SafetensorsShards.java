package dev.lanewise.io;

import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * Saves tensors in one file or, with an index, in several. All are on the disk under temporary names before the first
 * is given its own; the old index goes before that and the new one comes last, so that no index is ever seen with files
 * of another save.
 */
final class SafetensorsShards {
    private static final String ENDING = ".safetensors";

    /** Held while files take their names: the files of two saves at the same time would mix. */
    private static final ReentrantLock COMMIT = new ReentrantLock();

    private final Path file;
    private final SaveOptions options;
    private final Safetensors content;

    private SafetensorsShards(Path file, Safetensors content, SaveOptions options) {
        this.file = file;
        this.content = content;
        this.options = options;
    }

    /** Saves, and returns what is to be opened: the file, or the index of several. */
    static Path write(Path file, Safetensors content, SaveOptions options) {
        Required.nonNull("save: the path", file);
        Required.nonNull("save: the set of options", options);
        List<SafetensorsItem> items = SafetensorsItem.of(content, options.floats());
        if (!options.isSharded()) {
            AtomicFile.write(file, SafetensorsWriter.content(items, content.metadata()));
            return file;
        }
        return new SafetensorsShards(file, content, options).write(items);
    }

    private Path write(List<SafetensorsItem> items) {
        String name = name(file);
        if (!name.endsWith(ENDING)) {
            throw new IllegalArgumentException("save: the name of a file that may become several ends in " + ENDING
                    + ", and " + Printable.path(file) + " does not");
        }
        String stem = name.substring(0, name.length() - ENDING.length());
        Path index = file.resolveSibling(name + SafetensorsIndex.ENDING);
        Map<Path, List<SafetensorsItem>> files = named(stem, divided(items));
        Map<Path, AtomicFile.Content> contents = new LinkedHashMap<>();
        files.forEach((path, part) -> contents.put(path, SafetensorsWriter.content(part, content.metadata())));
        boolean isOne = files.size() == 1;
        if (!isOne) {
            contents.put(index, indexOf(files));
        }
        try (PendingFiles pending = new PendingFiles()) {
            contents.forEach(pending::write);
            COMMIT.lock();
            try {
                pending.commit();
                deleteOld(stem, files.keySet(), isOne ? index : file);
            } finally {
                COMMIT.unlock();
            }
        }
        return isOne ? file : index;
    }

    /** Each file's tensors, as Hugging Face's libraries divide them. */
    private List<List<SafetensorsItem>> divided(List<SafetensorsItem> items) {
        List<List<SafetensorsItem>> shards = new ArrayList<>();
        List<SafetensorsItem> current = new ArrayList<>();
        long bytes = 0;
        for (SafetensorsItem item : items) {
            if (item.bytes() > options.shardBytes()) {
                shards.add(List.of(item));
                continue;
            }
            if (item.bytes() > options.shardBytes() - bytes) {
                shards.add(current);
                current = new ArrayList<>();
                bytes = 0;
            }
            current.add(item);
            bytes += item.bytes();
        }
        if (!current.isEmpty() || shards.isEmpty()) {
            shards.add(current);
        }
        return shards;
    }

    private Map<Path, List<SafetensorsItem>> named(String stem, List<List<SafetensorsItem>> shards) {
        Map<Path, List<SafetensorsItem>> files = new LinkedHashMap<>();
        for (int i = 0; i < shards.size(); i++) {
            files.put(shards.size() == 1
                    ? file
                    : file.resolveSibling(String.format(
                            Locale.ROOT, "%s-%05d-of-%05d%s", stem, i + 1, shards.size(), ENDING)),
                    shards.get(i));
        }
        return files;
    }

    /** The last part of a path, as an index names files. */
    static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    /** The index, laid out as {@code json.dump(..., indent=2, sort_keys=True)} does. */
    private static AtomicFile.Content indexOf(Map<Path, List<SafetensorsItem>> files) {
        long total = 0;
        Map<String, String> places = new TreeMap<>(Comparator.comparing(
                (String name) -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
        for (Map.Entry<Path, List<SafetensorsItem>> each : files.entrySet()) {
            for (SafetensorsItem item : each.getValue()) {
                total += item.bytes();
                places.put(item.name(), name(each.getKey()));
            }
        }
        StringBuilder json = new StringBuilder("{\n  \"metadata\": {\n    \"total_size\": ").append(total)
                .append("\n  },\n  \"weight_map\": {");
        String separator = "\n";
        for (Map.Entry<String, String> place : places.entrySet()) {
            json.append(separator).append("    ");
            JsonText.quote(place.getKey(), json);
            json.append(": ");
            JsonText.quote(place.getValue(), json);
            separator = ",\n";
        }
        ByteBuffer text = SafetensorsWriter.utf8(json.append("\n  }\n}\n"));
        if (text.remaining() > SafetensorsHeader.MAX_BYTES) {
            throw new IllegalArgumentException("save: the index would have " + text.remaining()
                    + " bytes, more than the " + SafetensorsHeader.MAX_BYTES + " that are allowed");
        }
        return channel -> {
            for (ByteBuffer rest = text.duplicate(); rest.hasRemaining();) {
                channel.write(rest);
            }
        };
    }

    /**
     * Deletes what an earlier save of this name has left: its shards, and the file or index that is replaced. Folders
     * of such names are nobody's save.
     */
    private void deleteOld(String stem, Set<Path> written, Path replaced) {
        delete(replaced);
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try {
            for (Path path : shards(stem, folder)) {
                if (!written.contains(file.resolveSibling(path.getFileName()))) {
                    delete(path);
                }
            }
        } catch (IOException e) {
            throw Failures.unchecked("list", folder, e);
        }
        PendingFile.force(folder);
    }

    /** What has the name of a shard. */
    private static List<Path> shards(String stem, Path folder) throws IOException {
        Pattern shard = Pattern.compile(Pattern.quote(stem) + "-\\d{5,}-of-\\d{5,}" + Pattern.quote(ENDING));
        List<Path> shards = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder,
                path -> shard.matcher(name(path)).matches())) {
            paths.forEach(shards::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return shards;
    }

    private static void delete(Path path) {
        try {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw Failures.unchecked("delete", path, e);
        }
    }
}
