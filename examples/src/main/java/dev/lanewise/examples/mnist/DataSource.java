package dev.lanewise.examples.mnist;

import java.nio.file.Path;
import java.util.List;

/** Where the digits of a run come from. */
public sealed interface DataSource {

    /**
     * Four IDX files, gzipped or not.
     *
     * @param trainImages pictures to learn from
     * @param trainLabels their digits
     * @param testImages  pictures to test with
     * @param testLabels  their digits
     */
    record IdxFiles(Path trainImages, Path trainLabels, Path testImages, Path testLabels) implements DataSource {
        /** All four. */
        List<Path> all() {
            return List.of(trainImages, trainLabels, testImages, testLabels);
        }
    }

    /**
     * The digits that the program draws, {@link BuiltInDigits}.
     *
     * @param reason one clause that says why, such as {@code --synthetic was given}
     */
    record BuiltIn(String reason) implements DataSource {}
}
