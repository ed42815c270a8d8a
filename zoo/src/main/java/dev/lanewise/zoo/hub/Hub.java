package dev.lanewise.zoo.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanewise.io.FormatException;
import dev.lanewise.io.WriteLock;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Models by name from <a href="https://huggingface.co">Hugging Face's hub</a>: fetched once, checked, and kept in a
 * cache.
 *
 * {@snippet :
 * Path folder = Hub.standard().fetch("sentence-transformers/all-MiniLM-L6-v2");
 * ModelFolder model = ModelFolder.open(folder);
 * }
 *
 * <p>Only files that are read are fetched: configurations, tokenizers and safetensors, each with the checksum that the
 * hub lists (SHA-256, or git's SHA-1 of small files). What breaks off is gone on with, also by a later process; a model
 * is in the cache whole or not at all. The environment decides, as for Hugging Face's own tools:
 *
 * <ul>
 * <li>{@code HF_ENDPOINT}: another hub, {@code https://HOST}</li>
 * <li>{@code HF_TOKEN}: for models that are not public; it is sent to the hub alone</li>
 * <li>{@code HF_HUB_OFFLINE=1}: only what is in the cache is used, as when the hub cannot be reached</li>
 * <li>{@code HF_HOME}, {@code HF_HUB_CACHE}: where Hugging Face's own cache is, whose models are used and left as they
 * are</li>
 * <li>{@code LANEWISE_HUB_CACHE}: where this cache is; else {@code lanewise/hub} in {@code XDG_CACHE_HOME}, mostly
 * {@code ~/.cache}</li>
 * <li>{@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY}, {@code NO_PROXY}</li>
 * </ul>
 *
 * <p>The cache has a folder for each commit of a model, {@code ORG--NAME/COMMIT}; any may be deleted. Several threads
 * and processes may fetch at the same time: one fetches, the others wait for it.
 */
public final class Hub {
    private static final int LONGEST_LISTING = 16_000_000;

    private final HubSettings settings;
    private final Consumer<String> say;

    Hub(HubSettings settings, Consumer<String> say) {
        this.settings = settings;
        this.say = say;
    }

    /**
     * The hub that the environment names.
     *
     * @throws IllegalArgumentException if the environment has an endpoint, a token or a proxy that is none
     */
    public static Hub standard() {
        return new Hub(HubSettings.of(System.getenv()), _ -> {});
    }

    /** Whether this is a model's name, {@code ORG/NAME} or {@code ORG/NAME@REVISION}, whether there is one or not. */
    public static boolean isName(String text) {
        return ModelName.parsed(text) != null;
    }

    /** Has each file that is fetched told, for example {@code fetching model.safetensors (90.9 MB)}. */
    public Hub telling(Consumer<String> listener) {
        return new Hub(settings, Required.nonNull("Hub: the listener", listener));
    }

    /**
     * The folder of a model, fetched if it is not in the cache as the hub has it now.
     *
     * @param model {@code ORG/NAME}, or {@code ORG/NAME@REVISION} for another branch, a tag or a commit than
     *     {@code main}
     * @throws IllegalArgumentException if that is no name
     * @throws UncheckedIOException in one sentence, if it is neither in the cache nor can be fetched
     */
    public Path fetch(String model) {
        ModelName name = ModelName.of(model);
        try {
            return fetch(name, new HubCache(settings, name));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(name, new HubFault(HubFault.Kind.BROKEN, "interrupted"));
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    private UncheckedIOException failure(ModelName name, IOException e) {
        String reason = e instanceof HubFault fault
                ? fault.getMessage() + (fault.kind() == HubFault.Kind.UNREACHABLE
                        ? ", and it is not in the cache " + Printable.path(settings.cache())
                        : "")
                : Printable.sentence(e.getClass().getSimpleName() + ": " + e.getMessage());
        String shown = withoutToken(reason);
        return new UncheckedIOException("cannot fetch " + name + " from " + settings.endpoint().getHost() + ": "
                + shown, shown.equals(reason) ? e : new IOException(shown));
    }

    /** A server may quote what it was sent. */
    private String withoutToken(String message) {
        String token = settings.token();
        return token == null ? message : message.replace(token, "***");
    }

    private Path fetch(ModelName name, HubCache cache) throws IOException, InterruptedException {
        Path known = cache.known();
        if (known != null && (settings.offline() || ModelName.isCommit(name.revision()))) {
            return known;
        }
        if (settings.offline()) {
            throw new HubFault(HubFault.Kind.UNREACHABLE, "HF_HUB_OFFLINE is set");
        }
        try (HubClient client = new HubClient(settings)) {
            return fetch(name, cache, client);
        } catch (HubFault e) {
            if (known == null || e.kind() == HubFault.Kind.REFUSED) {
                throw e;
            }
            say.accept(settings.endpoint().getHost() + (e.kind() == HubFault.Kind.UNREACHABLE
                    ? " cannot be reached"
                    : " is out of order (" + withoutToken(String.valueOf(e.getMessage())) + ")")
                    + "; " + name + " is taken from the cache, commit " + known.getFileName());
            return known;
        }
    }

    private Path fetch(ModelName name, HubCache cache, HubClient client) throws IOException, InterruptedException {
        Listing listing = listing(name, client);
        Path there = there(listing, cache);
        if (there == null) {
            WriteLock lock = cache.lock();
            try {
                there = there(listing, cache); // another has fetched it meanwhile
                if (there == null) {
                    there = fetch(name, listing, cache, client);
                }
            } finally {
                lock.release();
            }
        }
        cache.remember(listing.commit());
        return there;
    }

    private static @Nullable Path there(Listing listing, HubCache cache) throws IOException {
        Path own = cache.snapshot(listing.commit());
        return own != null ? own : cache.shared(listing);
    }

    private Listing listing(ModelName name, HubClient client) throws HubFault, InterruptedException {
        byte[] answer = client.get("api/models/" + name.organisation() + "/" + name.name() + "/revision/"
                + name.step() + "?blobs=true", LONGEST_LISTING);
        try {
            ObjectNode json = Json.object(answer, "its listing");
            return Listing.of(json);
        } catch (FormatException e) {
            throw new HubFault(HubFault.Kind.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private Path fetch(ModelName name, Listing listing, HubCache cache, HubClient client)
            throws IOException, InterruptedException {
        Path part = cache.begin(listing);
        for (Listing.Remote file : listing.files()) {
            Path target = part.resolve(file.name());
            Files.createDirectories(target.getParent());
            if (!HubCache.isRight(target, file)) {
                say.accept("fetching %s (%.1f MB)".formatted(file.name(), file.size() / 1e6));
                fetch(name, listing.commit(), file, target, client);
            }
        }
        return cache.end(part, listing.commit());
    }

    /** Goes on with what is there; if that has led to other bytes than are listed, it begins again, once. */
    private static void fetch(ModelName name, String commit, Listing.Remote file, Path target, HubClient client)
            throws IOException, InterruptedException {
        boolean isResumed = HubClient.length(target) > 0;
        if (HubClient.length(target) >= file.size()) {
            Files.deleteIfExists(target);
            isResumed = false;
        }
        String path = name.organisation() + "/" + name.name() + "/resolve/" + commit + "/" + file.name();
        client.complete(path, target, file.size());
        if (HubCache.isRight(target, file)) {
            return;
        }
        Files.delete(target);
        if (isResumed) {
            client.complete(path, target, file.size());
            if (HubCache.isRight(target, file)) {
                return;
            }
            Files.delete(target);
        }
        throw new HubFault(HubFault.Kind.REFUSED, Printable.quoted(file.name()) + " has other bytes than the checksum "
                + "says");
    }

    /** For example {@code Hub(huggingface.co, /home/me/.cache/lanewise/hub)}. */
    @Override
    public String toString() {
        return settings.toString();
    }
}
