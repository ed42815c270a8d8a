package dev.lanewise.zoo.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanewise.text.Printable;
import dev.lanewise.zoo.folder.ModelFiles;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a hub has of a model, as far as it is read here.
 *
 * @param commit the commit that the revision stands for
 * @param files what is to be fetched, the smallest first
 */
record Listing(String commit, List<Remote> files) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]+");
    private static final int SHA1 = 40;
    private static final int SHA256 = 64;
    private static final long LARGEST_COMPANION = 200_000_000;

    /** A file, with its SHA-256, or the SHA-1 that git gives it. */
    record Remote(String name, long size, String digest) {
        boolean isGit() {
            return digest.length() == SHA1;
        }
    }

    /** Chooses among the files: what is read, and of weights in one file and in shards the one file. */
    static Listing of(ObjectNode json) throws HubFault {
        String commit = json.path("sha").asText();
        if (!ModelName.isCommit(commit)) {
            throw refused("its listing has no commit");
        }
        Map<String, Remote> files = new TreeMap<>();
        for (JsonNode each : json.path("siblings")) {
            String name = each.path("rfilename").asText();
            if (ModelFiles.isCompanion(name) || ModelFiles.isWeights(name)) {
                files.put(name, remote(name, each));
            }
        }
        if (files.containsKey("model.safetensors")) {
            files.keySet().removeIf(ModelFiles::isSharded);
        }
        if (files.keySet().stream().noneMatch(ModelFiles::isWeights)) {
            throw refused("it has no weights in safetensors files (model.safetensors); others are not read");
        }
        if (!files.containsKey("config.json") && !files.containsKey("adapter_config.json")) {
            throw refused("it has no config.json");
        }
        return new Listing(commit,
                files.values().stream().sorted(Comparator.comparingLong(Remote::size)).toList());
    }

    private static Remote remote(String name, JsonNode json) throws HubFault {
        JsonNode size = json.path("lfs").has("size") ? json.path("lfs").path("size") : json.path("size");
        String digest = json.path("lfs").has("sha256")
                ? json.path("lfs").path("sha256").asText()
                : json.path("blobId").asText();
        int length = json.path("lfs").has("sha256") ? SHA256 : SHA1;
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0
                || digest.length() != length || !HEX.matcher(digest).matches()) {
            throw refused("its listing has no size and checksum of " + Printable.quoted(name));
        }
        if (!ModelFiles.isWeights(name) && size.longValue() > LARGEST_COMPANION) {
            throw refused(Printable.quoted(name) + " has " + size + " bytes, more than the " + LARGEST_COMPANION
                    + " that such a file may have");
        }
        return new Remote(name, size.longValue(), digest);
    }

    private static HubFault refused(String message) {
        return new HubFault(HubFault.Kind.REFUSED, message);
    }

    long bytes() {
        return files.stream().mapToLong(Remote::size).reduce(0,
                (sum, size) -> sum + size < 0 ? Long.MAX_VALUE : sum + size);
    }
}
