package dev.lanewise.board.runs;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A line of {@code steps.jsonl}; one object reads one line after the other. */
final class StepLine {
    static final int LR = 0;
    static final int MEMORY = 1;

    /** Samples a second since the line before, within one epoch. */
    static final int SAMPLES = 2;

    /** More names than a person can look at come from no training. */
    private static final int MOST_SERIES = 64;

    private static final int LONGEST_NAME = 200;

    /** What a page can count to. */
    private static final long LAST_STEP = (1L << 53) - 1;

    private final Map<String, Integer> names = new LinkedHashMap<>();
    private double[] values = new double[MOST_SERIES];
    long step;
    long epoch;
    long seen;
    double time;

    StepLine() {
        names.put("lr", LR);
        names.put("memory", MEMORY);
        names.put("samples", SAMPLES);
    }

    /** The series and their places in {@link #values}, in the order in which they appeared. */
    Map<String, Integer> names() {
        return Collections.unmodifiableMap(names);
    }

    /** The values of the line by series, NaN for what it has not. */
    double[] values() {
        return values;
    }

    /**
     * Reads a line.
     *
     * @return false if it is none of the format
     */
    boolean read(byte[] bytes, int start, int length) throws IOException {
        Arrays.fill(values, 0, names.size(), Double.NaN);
        step = -1;
        epoch = 0;
        seen = -1;
        time = Double.NaN;
        try (JsonParser json = Json.FACTORY.createParser(bytes, start, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                boolean isNumber = json.nextToken().isNumeric();
                switch (name) {
                    case "step" -> step = isNumber ? (long) json.getDoubleValue() : -1;
                    case "epoch" -> epoch = isNumber ? (long) json.getDoubleValue() : 0;
                    case "seen" -> seen = isNumber ? (long) json.getDoubleValue() : -1;
                    case "time" -> time = isNumber ? json.getDoubleValue() : Double.NaN;
                    case "lr" -> values[LR] = isNumber ? json.getDoubleValue() : Double.NaN;
                    case "memory" -> values[MEMORY] = isNumber ? json.getDoubleValue() : Double.NaN;
                    case "values" -> readValues(json);
                    default -> json.skipChildren();
                }
                if (json.currentToken() == JsonToken.START_OBJECT || json.currentToken() == JsonToken.START_ARRAY) {
                    json.skipChildren();
                }
            }
            return step >= 0 && step <= LAST_STEP && json.currentToken() == JsonToken.END_OBJECT
                    && json.nextToken() == null;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private void readValues(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (json.nextToken().isNumeric()) {
                int place = place(name);
                if (place > SAMPLES) {
                    values[place] = json.getDoubleValue();
                }
            } else {
                json.skipChildren();
            }
        }
    }

    private int place(String name) {
        Integer known = names.get(name);
        if (known != null) {
            return known;
        }
        if (names.size() == MOST_SERIES || name.length() > LONGEST_NAME) {
            return -1;
        }
        int place = names.size();
        names.put(name, place);
        return place;
    }
}
