package dev.lanewise.zoo;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** A text that is gone on with: its tokens so far, and where it ends. */
final class GrowingText {
    private final int[] text;
    private final GenerationOptions options;
    private final int mostTokens;
    private final RandomSource random;
    private final IntPredicate listener;
    private final Workplaces.Workplace place;
    private final List<Integer> added = new ArrayList<>();
    private int end;
    private Generation.@Nullable Finish finish;

    /** With a workplace of its own, for all tokens that it may have. */
    GrowingText(
            int[] prompt, GenerationOptions options, RandomSource random, IntPredicate listener,
            Workplaces workplaces) {
        this.options = options;
        this.mostTokens = options.mostTokensAfter(prompt.length);
        this.random = random;
        this.listener = listener;
        this.end = prompt.length;
        int most = (int) Math.min(workplaces.model().context() + 1L, (long) prompt.length + mostTokens);
        this.text = Arrays.copyOf(prompt, most);
        this.place = workplaces.take(most - 1);
    }

    Workplaces.Workplace place() {
        return place;
    }

    /** The tokens so far, {@code [1, L]}. */
    IntTensor tokens() {
        return IntTensor.of(Shape.of(1, end), Arrays.copyOf(text, end));
    }

    /** The latest token. */
    int last() {
        return text[end - 1];
    }

    /** Adds what follows by these logits, and says whether more will. */
    boolean add(float[] logits) {
        int token = options.sampling().choose(logits, Arrays.copyOf(text, end), random);
        added.add(token);
        text[end++] = token;
        boolean goesOn = listener.test(token);
        if (options.ends().contains(token)) {
            finish = Generation.Finish.END;
        } else if (!goesOn) {
            finish = Generation.Finish.STOPPED;
        } else if (end == text.length) {
            finish = added.size() == mostTokens ? Generation.Finish.MOST_TOKENS : Generation.Finish.CONTEXT;
        }
        return finish == null;
    }

    /** What was added, once no more will be. */
    Generation generation() {
        Generation.Finish why = finish;
        if (why == null) {
            throw new IllegalStateException("the text goes on");
        }
        return new Generation(added, why);
    }
}
