package dev.lanewise.board.record;

import dev.lanewise.board.runs.JsonText;
import dev.lanewise.board.runs.RunFolder;
import dev.lanewise.board.runs.RunWriter;
import dev.lanewise.io.Safetensors;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.train.Fit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts and pictures that generators make after an epoch. */
final class Generated {
    private Generated() {}

    /** For example {@code the text "sample"}. */
    static String describe(Sample sample) {
        return switch (sample) {
            case Sample.Text text -> "the text " + Printable.quoted(text.name());
            case Sample.Pictures pictures -> "the pictures " + Printable.quoted(pictures.name());
        };
    }

    /**
     * Has one made.
     *
     * @param index from 1, of all samples
     * @throws IllegalArgumentException if it gives null or no pictures
     */
    static void write(Fit fit, Sample sample, int index, RunWriter writer) {
        switch (sample) {
            case Sample.Text text -> line(fit, text.name(), "text", required(text.by().apply(fit)), writer);
            case Sample.Pictures pictures -> {
                Tensor made = required(pictures.by().apply(fit));
                if (!Pictures.isSeveral(made)) {
                    throw new IllegalArgumentException(
                            made.shape() + ", expected [n, rows, cols] or [n, 3, rows, cols]");
                }
                String file = RunFolder.samples(fit.epoch(), index);
                if (writer.save(file, new Safetensors(Map.of("pictures", made.detach()), Map.of(), Map.of()))) {
                    line(fit, pictures.name(), "file", file, writer);
                }
            }
        }
    }

    private static <T> T required(@Nullable T made) {
        if (made == null) {
            throw new IllegalArgumentException("the function gives null");
        }
        return made;
    }

    private static void line(Fit fit, String name, String member, String content, RunWriter writer) {
        writer.line(RunFolder.SAMPLES, JsonText.object(out -> {
            out.writeNumberField("step", fit.step());
            out.writeNumberField("epoch", fit.epoch());
            out.writeStringField("name", name);
            out.writeStringField(member, content);
        }));
    }
}
