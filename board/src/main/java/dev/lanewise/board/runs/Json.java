package dev.lanewise.board.runs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** How JSON is read here: as strictly as it is defined, and no deeper than the format goes. */
public final class Json {
    private static final int DEEPEST = 50;

    /** For readers and writers; safe for many threads. */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // names come from files, and interned ones stay
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private Json() {}
}
