package dev.lanewise.data.images;

import dev.lanewise.text.Required;
import java.nio.file.Path;

/**
 * A file that could not be decoded.
 *
 * @param file which
 * @param reason why, in one sentence that names the file
 */
public record BrokenImage(Path file, String reason) {
    /**
     * What is wrong with a file.
     *
     * @throws IllegalArgumentException if one is null
     */
    public BrokenImage {
        Required.nonNull("BrokenImage: the path of the file", file);
        Required.nonNull("BrokenImage: the reason", reason);
    }
}
