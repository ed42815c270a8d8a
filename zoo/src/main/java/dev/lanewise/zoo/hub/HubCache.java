package dev.lanewise.zoo.hub;

import dev.lanewise.io.AtomicFile;
import dev.lanewise.io.WriteLock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One model's folder in the cache: {@code ORG--NAME/COMMIT} is complete, {@code ORG--NAME/.part-COMMIT} is not yet, and
 * {@code ORG--NAME/refs/REVISION} has the commit that a branch or tag stood for when it was last asked for.
 */
final class HubCache {
    private static final String PART = ".part-";
    private static final long LONGEST_REFERENCE = 100;
    private static final long LOCK_PAUSE_MILLIS = 200;

    private final HubSettings settings;
    private final ModelName model;
    private final Path folder;

    HubCache(HubSettings settings, ModelName model) {
        this.settings = settings;
        this.model = model;
        this.folder = settings.cache().resolve(model.folder(""));
    }

    /** The folder of a commit, if it is there. */
    @Nullable
    Path snapshot(String commit) {
        Path snapshot = folder.resolve(commit);
        return Files.isDirectory(snapshot) ? snapshot : null;
    }

    /** What there is for the revision without asking the hub, also in Hugging Face's own cache. */
    @Nullable
    Path known() throws IOException {
        String commit = commit(folder.resolve("refs").resolve(model.step()));
        Path own = commit == null ? null : snapshot(commit);
        if (own != null || settings.shared() == null) {
            return own;
        }
        Path shared = settings.shared().resolve(model.folder("models--"));
        String theirs = ModelName.isCommit(model.revision())
                ? model.revision()
                : commit(shared.resolve("refs").resolve(model.revision()));
        Path snapshot = theirs == null ? null : shared.resolve("snapshots").resolve(theirs);
        return snapshot != null && isWhole(snapshot) ? snapshot : null;
    }

    private @Nullable String commit(Path reference) throws IOException {
        if (ModelName.isCommit(model.revision())) {
            return model.revision();
        }
        if (!Files.isRegularFile(reference) || Files.size(reference) > LONGEST_REFERENCE) {
            return null;
        }
        String text = Files.readString(reference, StandardCharsets.ISO_8859_1).strip();
        return ModelName.isCommit(text) ? text : null;
    }

    /** Hugging Face's cache may have some files only: there is a configuration, and weights in one file. */
    private static boolean isWhole(Path snapshot) {
        return Files.isRegularFile(snapshot.resolve("config.json"))
                && Files.isRegularFile(snapshot.resolve("model.safetensors"));
    }

    /** The same commit in Hugging Face's cache, if it has all files in their sizes. */
    @Nullable
    Path shared(Listing listing) throws IOException {
        if (settings.shared() == null) {
            return null;
        }
        Path snapshot = settings.shared().resolve(model.folder("models--")).resolve("snapshots")
                .resolve(listing.commit());
        for (Listing.Remote file : listing.files()) {
            Path there = snapshot.resolve(file.name());
            if (!Files.isRegularFile(there) || Files.size(there) != file.size()) {
                return null;
            }
        }
        return snapshot;
    }

    /** Notes what the revision stands for. */
    void remember(String commit) throws IOException {
        Path reference = folder.resolve("refs").resolve(model.step());
        if (!commit.equals(model.revision()) && !commit.equals(commit(reference))) {
            Files.createDirectories(reference.getParent());
            AtomicFile.write(reference, commit.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** The right to fetch the model, once another process that fetches it is done. */
    WriteLock lock() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        long deadline = System.nanoTime() + settings.patience().waiting().toNanos();
        while (true) {
            try {
                return WriteLock.ofFolder(folder, "hub");
            } catch (IllegalStateException e) {
                if (System.nanoTime() > deadline) {
                    throw new HubFault(HubFault.Kind.REFUSED, "another process has been fetching it for "
                            + settings.patience().waiting().toSeconds() + " s");
                }
                Thread.sleep(LOCK_PAUSE_MILLIS);
            }
        }
    }

    /** A folder to fetch a commit to; those of other commits are given up. */
    Path begin(Listing listing) throws IOException {
        Path part = folder.resolve(PART + listing.commit());
        try (Stream<Path> others = Files.list(folder)) {
            for (Path each : others.filter(path -> path.getFileName().toString().startsWith(PART)).toList()) {
                if (!each.equals(part) || Files.isSymbolicLink(each)) {
                    delete(each);
                }
            }
        }
        Files.createDirectories(part);
        long missing = listing.bytes() - size(part);
        long free = Files.getFileStore(part).getUsableSpace();
        if (missing > free) {
            throw new HubFault(HubFault.Kind.REFUSED, "there are " + free / 1_000_000 + " MB free in the cache, and "
                    + missing / 1_000_000 + " MB are missing");
        }
        return part;
    }

    /** All of it is there: from now on it is found. */
    Path end(Path part, String commit) throws IOException {
        Path snapshot = folder.resolve(commit);
        Files.move(part, snapshot, StandardCopyOption.ATOMIC_MOVE);
        return snapshot;
    }

    /** Whether a file has the listed bytes. */
    static boolean isRight(Path file, Listing.Remote listed) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != listed.size()) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance(listed.isGit() ? "SHA-1" : "SHA-256");
            if (listed.isGit()) {
                digest.update(("blob " + listed.size() + "\0").getBytes(StandardCharsets.US_ASCII));
            }
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest()).equals(listed.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1 and SHA-256", e);
        }
    }

    private static long size(Path part) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.walk(part)) {
            List<Path> regular = files.filter(Files::isRegularFile).toList();
            for (Path file : regular) {
                sum += Files.size(file);
            }
        }
        return sum;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> content = Files.walk(folder)) { // follows no links
            for (Path each : content.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
