package dev.lanewise.board.record;

import dev.lanewise.board.control.Answer;
import dev.lanewise.board.control.Sketchpad;
import dev.lanewise.data.Batch;
import dev.lanewise.data.Dataset;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.train.Fit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is to be recorded of a training. */
public final class Plan {
    private final String name;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<Sample> samples = new ArrayList<>();
    private int everySteps = 10;
    private int histogramSteps;
    private boolean hasHistograms = true;
    private @Nullable Examples examples;
    private @Nullable Sketchpad sketchpad;
    private @Nullable Function<float[], Answer> answer;

    /**
     * A plan for runs of a name.
     *
     * @throws IllegalArgumentException if it is blank
     */
    public Plan(String name) {
        this.name = requireText("the name", name);
    }

    private static String requireText(String what, String text) {
        if (Required.nonNull("RunRecorder: " + what, text).isBlank()) {
            throw new IllegalArgumentException("RunRecorder: " + what + " is blank: " + Printable.quoted(text));
        }
        return text;
    }

    /** The name of the run, any text. */
    public String name() {
        return name;
    }

    /** As {@code RunRecorder.setting}. */
    public void setting(String setting, Object value) {
        String named = "RunRecorder: the setting " + Printable.quoted(requireText("the name of the setting", setting));
        String text = Required.nonNull(named, value).toString();
        settings.put(setting, Required.nonNull(named + " as text", text)); // a user's class need not be null-checked
    }

    /** As {@code RunRecorder.everySteps}. */
    public void everySteps(int steps) {
        everySteps = requirePositive("everySteps", steps);
    }

    /** As {@code RunRecorder.histogramsEvery}. */
    public void histogramsEvery(int steps) {
        histogramSteps = requirePositive("histogramsEvery", steps);
        hasHistograms = true;
    }

    private static int requirePositive(String what, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("RunRecorder: " + what + ": every " + steps + " steps");
        }
        return steps;
    }

    /** As {@code RunRecorder.withoutHistograms}. */
    public void withoutHistograms() {
        hasHistograms = false;
    }

    /** As {@code RunRecorder.examples}. */
    public void examples(
            Dataset<Batch<Tensor, IntTensor>> dataset, Function<Tensor, Tensor> logits, List<String> classes) {
        Required.nonNull("examples: the dataset", dataset);
        Required.nonNull("examples: the function", logits);
        Required.nonNull("examples: the list of classes", classes);
        for (int i = 0; i < classes.size(); i++) {
            Required.nonNull("examples: class " + i, classes.get(i));
        }
        examples = Examples.of(dataset, logits, classes);
    }

    /** As {@code RunRecorder.sketchpad}. */
    public void sketchpad(Sketchpad pad, Function<float[], Answer> by) {
        Required.nonNull("sketchpad: the sketchpad", pad);
        answer = Required.nonNull("sketchpad: the function", by);
        sketchpad = pad;
    }

    /** As {@code RunRecorder.text}. */
    public void text(String sample, Function<Fit, String> by) {
        add(new Sample.Text(requireText("the name of the text", sample), Required.nonNull(
                "text: the function", by)));
    }

    /** As {@code RunRecorder.pictures}. */
    public void pictures(String sample, Function<Fit, Tensor> by) {
        add(new Sample.Pictures(requireText("the name of the pictures", sample), Required.nonNull(
                "pictures: the function", by)));
    }

    /** What is made under one name is shown as one. */
    private void add(Sample sample) {
        if (samples.stream().anyMatch(each -> each.name().equals(sample.name()))) {
            throw new IllegalArgumentException(
                    "RunRecorder: there are texts or pictures called " + Printable.quoted(sample.name()) + " already");
        }
        samples.add(sample);
    }

    /**
     * Asks what can be asked before anything is learned.
     *
     * @throws IllegalArgumentException if the function of the examples does not give what it should
     */
    public void check() {
        if (examples != null) {
            Quietly.run(examples::probe);
        }
    }

    Map<String, String> settings() {
        return settings;
    }

    int everySteps() {
        return everySteps;
    }

    /** The histograms of a fit; empty for none. */
    Optional<Histograms> histograms(Fit fit) {
        return hasHistograms ? Optional.of(Histograms.of(fit, histogramSteps)) : Optional.empty();
    }

    @Nullable
    Examples examples() {
        return examples;
    }

    List<Sample> samples() {
        return samples;
    }

    /** What can be drawn; empty for nothing. */
    Optional<Sketchpad> sketchpad() {
        return Optional.ofNullable(sketchpad);
    }

    @Nullable
    Function<float[], Answer> answer() {
        return answer;
    }
}
