package dev.lanewise.zoo.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.zoo.DamagedJson;
import dev.lanewise.zoo.Promise;
import dev.lanewise.zoo.folder.Json;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Damaged listings of a hub: each is read, and then names nothing outside a model's folder, or is refused.
 * {@code -Dcheck.files=10000000} is the long form; failures name the seed.
 */
class HostileListingTest {
    private static final int FILES = Integer.getInteger("check.files", 2000);
    private static final int FIRST = Integer.getInteger("check.first", 0);
    private static final String SHA1 = "0123456789abcdef".repeat(3).substring(0, 40);
    private static final String SHA256 = "0123456789abcdef".repeat(4);

    private static final DamagedJson LISTINGS = new DamagedJson(List.of(
            "{\"id\": \"a/b\", \"sha\": \"" + SHA1 + "\", \"siblings\": [" + small("config.json") + ", "
                    + small("1_Pooling/config.json") + ", " + large("model.safetensors") + ", "
                    + small("../x/config.json") + "]}",
            "{\"siblings\":[" + large("model-00001-of-00002.safetensors") + ","
                    + large("model-00002-of-00002.safetensors")
                    + "," + small("model.safetensors.index.json") + "," + small("config.json") + ","
                    + small("tokenizer.json") + "],\"sha\":\"" + SHA1 + "\",\"tags\":[\"x\",{\"y\":[1.5e3,null]}]}",
            "{\"sha\":\"" + SHA1 + "\",\"siblings\":[" + small("adapter_config.json") + ","
                    + large("adapter_model.safetensors") + "]}"));

    private static String small(String name) {
        return "{\"rfilename\": \"" + name + "\", \"size\": 570, \"blobId\": \"" + SHA1 + "\"}";
    }

    private static String large(String name) {
        return "{\"rfilename\": \"" + name + "\", \"size\": 300000, \"blobId\": \"" + SHA1
                + "\", \"lfs\": {\"sha256\": \""
                + SHA256 + "\", \"size\": 300000, \"pointerSize\": 134}}";
    }

    @Test
    void aDamagedListingIsReadOrRefused() {
        int refused = 0;
        for (int seed = FIRST; seed < FIRST + FILES; seed++) {
            byte[] json = LISTINGS.next(new SplittableRandom(seed)).getBytes(StandardCharsets.UTF_8);
            int current = seed;
            refused += Promise.isRead(() -> read(json, current), "its listing", seed) ? 0 : 1;
        }
        assertThat(refused).isBetween(FILES / 4, FILES - FILES / 50);
    }

    private static void read(byte[] json, int seed) {
        try {
            Listing listing = Listing.of(Json.object(json, "its listing"));
            for (Listing.Remote file : listing.files()) {
                if (file.name().contains("..") || file.name().startsWith("/") || file.size() < 0
                        || file.digest().length() != (file.isGit() ? 40 : 64)) {
                    throw new AssertionError("seed " + seed + ": " + file);
                }
            }
            assertThat(listing.bytes()).isNotNegative();
        } catch (HubFault e) { // what is said of its parts does not name it
            throw new UncheckedIOException("its listing: " + e.getMessage(), e);
        }
    }
}
