package dev.lanewise.zoo.hub;

import dev.lanewise.text.Printable;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where models come from and go to, and how long that may take.
 *
 * @param endpoint the hub, ending in a slash
 * @param token sent to the endpoint and to nobody else
 * @param offline whether only what is there is used
 * @param cache the folder for models
 * @param shared Hugging Face's own cache, which is read only
 * @param proxies how the network is reached
 * @param patience how long requests may take
 */
record HubSettings(
        URI endpoint,
        @Nullable String token,
        boolean offline,
        Path cache,
        @Nullable Path shared,
        ProxySelector proxies,
        Patience patience) {

    private static final Set<String> YES = Set.of("1", "true", "yes", "on");

    /**
     * How long things may take.
     *
     * @param connect to reach a server
     * @param silence without a byte of an answer
     * @param pause before what has failed is tried again, doubled each time
     * @param attempts so often it is tried in vain
     * @param bytesPerSecond a file takes no longer than its size by this, and {@code silence}
     * @param waiting for another process that fetches the same model
     */
    record Patience(
            Duration connect, Duration silence, Duration pause, int attempts, long bytesPerSecond, Duration waiting) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(15), Duration.ofSeconds(30),
                Duration.ofMillis(500), 5, 10_000, Duration.ofHours(1));

        /** The time for so many bytes. */
        Duration whole(long bytes) {
            return silence.plusSeconds(bytes / bytesPerSecond);
        }
    }

    /** The token is left out. */
    @Override
    public String toString() {
        return "Hub(" + endpoint.getHost() + (offline ? ", offline" : "") + ", " + Printable.path(cache) + ")";
    }

    /** As the environment says it. */
    static HubSettings of(Map<String, String> environment) {
        Path home = Path.of(System.getProperty("user.home", "."));
        Path caches = folder(environment, "XDG_CACHE_HOME", home.resolve(".cache"));
        Path hugging = folder(environment, "HF_HOME", caches.resolve("huggingface"));
        String token = environment.getOrDefault("HF_TOKEN", "").strip();
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("Hub: the environment's HF_TOKEN has characters that no token has");
        }
        return new HubSettings(endpoint(environment.getOrDefault("HF_ENDPOINT", "").strip()),
                token.isEmpty() ? null : token,
                YES.contains(environment.getOrDefault("HF_HUB_OFFLINE", "").toLowerCase(Locale.ROOT)),
                folder(environment, "LANEWISE_HUB_CACHE", caches.resolve("lanewise").resolve("hub")),
                folder(environment, "HF_HUB_CACHE", hugging.resolve("hub")), Proxies.of(environment), Patience.USUAL);
    }

    private static Path folder(Map<String, String> environment, String name, Path otherwise) {
        String text = environment.getOrDefault(name, "");
        return text.isEmpty() ? otherwise : Path.of(text);
    }

    private static URI endpoint(String text) {
        String fault = "Hub: the environment's HF_ENDPOINT is no https://HOST";
        try {
            URI uri = new URI(text.isEmpty() ? "https://huggingface.co/" : text.endsWith("/") ? text : text + "/");
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawQuery() != null
                    || uri.getRawFragment() != null || !scheme.equals("https") && !scheme.equals("http")) {
                throw new IllegalArgumentException(fault);
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(fault);
        }
    }
}
