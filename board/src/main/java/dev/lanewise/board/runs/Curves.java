package dev.lanewise.board.runs;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Curves of a part of a run, thinned: the mean, the least and the greatest value of each group of neighbouring steps.
 */
public final class Curves {
    private final Buckets buckets;
    private final List<String> names;
    private final long count;

    Curves(Buckets buckets, Collection<String> names, long count) {
        this.buckets = buckets;
        this.names = List.copyOf(names);
        this.count = count;
    }

    /**
     * Writes them as {@code
     * {"step":[...],"time":[...],"count":n,"series":{"loss":{"mean":[...],"min":[...],"max":[...]}}}}, with the last
     * step and its time for each group, and {@code null} where a group has no value.
     */
    public void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("step");
        for (int i = 0; i < buckets.count(); i++) {
            json.writeNumber(buckets.step[i]);
        }
        json.writeEndArray();
        write(json, "time", i -> buckets.time[i], false);
        json.writeNumberField("count", count);
        json.writeObjectFieldStart("series");
        for (int i = StepLine.SAMPLES + 1; i < names.size(); i++) {
            writeSeries(json, i);
        }
        for (int i = 0; i <= StepLine.SAMPLES; i++) {
            writeSeries(json, i);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeSeries(JsonGenerator json, int place) throws IOException {
        Buckets.Column column = buckets.column(place);
        json.writeObjectFieldStart(names.get(place));
        write(json, "mean", column::mean, true);
        write(json, "min", column::min, true);
        write(json, "max", column::max, true);
        json.writeEndObject();
    }

    /** As floats where they suffice: a curve has no more digits, and these are half as long. */
    private void write(JsonGenerator json, String name, IntToDoubleFunction value, boolean asFloats)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (int i = 0; i < buckets.count(); i++) {
            double each = value.applyAsDouble(i);
            float small = (float) each;
            if (!Double.isFinite(each)) {
                json.writeNull();
            } else if (asFloats && Float.isFinite(small) && (small != 0 || each == 0)) {
                json.writeNumber(small);
            } else {
                json.writeNumber(each);
            }
        }
        json.writeEndArray();
    }
}
