package dev.lanewise.board.record;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lanewise.board.runs.EarlierRun;
import dev.lanewise.board.runs.JsonText;
import dev.lanewise.board.runs.Origin;
import dev.lanewise.board.runs.RunFolder;
import dev.lanewise.nn.Summary;
import dev.lanewise.tensor.Shape;
import dev.lanewise.train.Fit;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@value RunFolder#RUN} says. */
final class Manifest {
    private static final int MOST_NOTES = 20;

    private final Plan plan;
    private final String begun;
    private final String since = Instant.now().toString();
    private final List<String> notes = new ArrayList<>();
    private final long parameters;
    private String state = "running";
    private String reason = "";
    private String optimizer = "";
    private long samples;

    /** The rows of the summary as JSON; empty for none. */
    private String model;

    /**
     * What is known of a run.
     *
     * @param before what was known when it was interrupted
     */
    Manifest(Plan plan, Fit fit, EarlierRun before) {
        this.plan = plan;
        begun = before.begun().isEmpty()
                ? Instant.now().truncatedTo(ChronoUnit.MILLIS).toString()
                : before.begun();
        samples = before.samples();
        model = before.model();
        notes.addAll(before.notes());
        parameters = fit.model().parameterCount();
    }

    /** When the run began. */
    String begun() {
        return begun;
    }

    void state(String now, String why) {
        state = now;
        reason = why;
    }

    /** The optimizer with its settings, as they are now. */
    void optimizer(String text) {
        optimizer = text;
    }

    /** Samples of an epoch, as soon as one is over. */
    void samples(long count) {
        samples = count;
    }

    /** Whether the summary of the model is known. */
    boolean hasModel() {
        return !model.isEmpty();
    }

    void model(Summary summary) {
        model = JsonText.array(out -> {
            for (Summary.Row row : summary.rows()) {
                write(out, row);
            }
        });
    }

    /** Notes a sentence, once; the first ones are kept. */
    void note(String sentence) {
        if (notes.size() < MOST_NOTES && !notes.contains(sentence)) {
            notes.add(sentence);
        }
    }

    String json(Fit fit, double seconds) {
        return JsonText.object(out -> {
            out.writeNumberField("version", RunFolder.VERSION);
            out.writeStringField("name", plan.name());
            out.writeStringField("begun", begun);
            out.writeStringField("since", since); // another one where lines were dropped, as the run was resumed
            out.writeStringField("state", state);
            if (!reason.isEmpty()) {
                out.writeStringField("reason", reason);
            }
            Origin.here().write(out); // by which a reader can tell whether the training goes on
            out.writeNumberField("epochs", fit.epochs());
            out.writeNumberField("batches", fit.batches());
            if (samples > 0) {
                out.writeNumberField("samples", samples);
            }
            out.writeNumberField("step", fit.step());
            JsonText.number(out, "seconds", Stopwatch.rounded(seconds));
            out.writeObjectFieldStart("settings");
            for (Map.Entry<String, String> each : plan.settings().entrySet()) {
                out.writeStringField(each.getKey(), each.getValue());
            }
            out.writeEndObject();
            if (!optimizer.isEmpty()) {
                out.writeStringField("optimizer", optimizer);
            }
            texts(out, "results", fit.resultNames());
            out.writeNumberField("parameters", parameters);
            if (hasModel()) {
                out.writeFieldName("model");
                out.writeRawValue(model);
            }
            given(out);
            texts(out, "notes", notes);
        });
    }

    private static void texts(JsonGenerator out, String name, List<String> texts) throws IOException {
        out.writeArrayFieldStart(name);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }

    private static void write(JsonGenerator out, Summary.Row row) throws IOException {
        out.writeStartObject();
        out.writeStringField("path", row.path());
        out.writeStringField("block", row.block());
        texts(out, "outputs", row.outputs().stream().map(Shape::toString).toList());
        out.writeNumberField("parameters", row.parameters());
        out.writeNumberField("multiplyAdds", row.multiplyAdds());
        out.writeNumberField("bytes", row.outputBytes());
        out.writeEndObject();
    }

    private void given(JsonGenerator out) throws IOException {
        Examples examples = plan.examples();
        if (examples != null) {
            texts(out, "classes", examples.classes());
            out.writeObjectFieldStart("examples");
            out.writeNumberField("count", examples.count());
            Shape picture = examples.picture();
            out.writeArrayFieldStart("shape");
            for (int axis = 0; axis < picture.rank(); axis++) {
                out.writeNumber(picture.dim(axis));
            }
            out.writeEndArray();
            out.writeEndObject();
        } else if (plan.sketchpad().isPresent()) {
            texts(out, "classes", plan.sketchpad().get().labels());
        }
        if (plan.sketchpad().isPresent()) {
            out.writeObjectFieldStart("sketchpad");
            out.writeNumberField("rows", plan.sketchpad().get().rows());
            out.writeNumberField("cols", plan.sketchpad().get().cols());
            out.writeEndObject();
        }
    }
}
