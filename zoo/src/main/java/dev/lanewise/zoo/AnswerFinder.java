package dev.lanewise.zoo;

import dev.lanewise.text.Required;
import dev.lanewise.zoo.folder.ModelFolder;
import dev.lanewise.zoo.tokenizers.Encoding;
import dev.lanewise.zoo.tokenizers.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Finds the part of a text that answers a question: {@link QuestionAnswering} with its tokenizer.
 *
 * {@snippet :
 * AnswerFinder finder = AnswerFinder.open(Path.of("distilbert-squad"));
 * AnswerFinder.Answer answer = finder.find("Where did she live?", "Ada Lovelace lived in London.");
 * System.out.printf("%s %.2f%n", answer.text(), answer.score());                 // London 0.98
 * }
 *
 * <p>Scores are those of {@code transformers}' former pipeline for question answering: the softmax of all begins times
 * that of all ends, over the tokens of the text and the first special token, which stands for no answer. Texts that are
 * longer than the model takes are read in windows that overlap, each with the whole question; an answer that several
 * windows have counts with its highest score. Answers begin and end with tokens, which may be parts of words. Any
 * number of threads may use it at the same time.
 */
public final class AnswerFinder {
    private static final int USUAL_WINDOW = 384;
    private static final int USUAL_OVERLAP = 128;
    private static final int USUAL_ANSWER = 15;
    private static final Comparator<Answer> ORDER = Comparator.comparingDouble(Answer::score).reversed()
            .thenComparingInt(Answer::start).thenComparingInt(Answer::end);

    /**
     * A part of a text, or none.
     *
     * @param text as it stands in the text; empty where there is no answer
     * @param score the probability of its begin times that of its end
     * @param start where it begins in the text, as an index of {@code char}s
     * @param end where it ends, exclusive
     */
    public record Answer(String text, double score, int start, int end) {
        /** Whether this says that the text has no answer. */
        public boolean isNone() {
            return start == end;
        }
    }

    private final Tokenizer tokenizer;
    private final TextBatches batches;
    private final Settings settings;

    /** In tokens: the longest window, how many of the text's two windows share, the longest answer. */
    private record Settings(int longest, int window, int overlap, int answer, boolean orNone) {}

    private AnswerFinder(Tokenizer tokenizer, TextBatches batches, Settings settings) {
        this.tokenizer = tokenizer;
        this.batches = batches;
        this.settings = settings;
    }

    /**
     * Opens a folder.
     *
     * @throws dev.lanewise.io.FormatException if it is of no family of encoders, has no such head, or its files do not
     *     fit it
     * @throws java.io.UncheckedIOException if a file is missing or cannot be read
     */
    public static AnswerFinder open(Path folder) {
        return open(ModelFolder.open(folder));
    }

    /** The finder of a folder, likewise. */
    public static AnswerFinder open(ModelFolder folder) {
        Required.nonNull("AnswerFinder: the folder", folder);
        QuestionAnswering network = QuestionAnswering.load(folder);
        Tokenizer whole = Tokenizer.open(folder.path()).truncatedTo(Integer.MAX_VALUE);
        int longest = TextBatches.longest(folder, network.encoder().longest());
        int window = Math.min(longest, USUAL_WINDOW);
        return new AnswerFinder(whole,
                new TextBatches(whole, UnaryOperator.identity(), network.encoder(), network::forward),
                new Settings(longest, window, Math.min(window / 2, USUAL_OVERLAP), USUAL_ANSWER, false));
    }

    /**
     * A finder that reads so many tokens at once, of question and text with the special ones; else 384, or what the
     * model takes.
     *
     * @param overlap how many tokens of the text two windows share, else 128, or half a window; at most half of what a
     *     window has of the text
     * @throws IllegalArgumentException if the model does not take so many, or one is negative
     */
    public AnswerFinder windows(int tokens, int overlap) {
        if (tokens < 1 || tokens > settings.longest || overlap < 0) {
            throw new IllegalArgumentException(
                    "AnswerFinder: windows of " + tokens + " tokens that overlap by " + overlap
                            + ": expected 1 to " + settings.longest + " tokens, and 0 or more");
        }
        return with(new Settings(settings.longest, tokens, overlap, settings.answer, settings.orNone));
    }

    /**
     * A finder of answers of so many tokens at most; else 15.
     *
     * @throws IllegalArgumentException if the number is not positive
     */
    public AnswerFinder longestAnswer(int tokens) {
        if (tokens < 1) {
            throw new IllegalArgumentException("AnswerFinder: answers of " + tokens + " tokens: expected 1 or more");
        }
        return with(new Settings(settings.longest, settings.window, settings.overlap, tokens, settings.orNone));
    }

    /**
     * A finder that may say that there is no answer ({@link Answer#isNone}), for models that were trained with such
     * questions (SQuAD 2): its score is the lowest that a window gives it.
     */
    public AnswerFinder orNone() {
        return with(new Settings(settings.longest, settings.window, settings.overlap, settings.answer, true));
    }

    private AnswerFinder with(Settings other) {
        return new AnswerFinder(tokenizer, batches, other);
    }

    /** The best answer, likewise. */
    public Answer find(String question, String text) {
        return find(question, text, 1).getFirst();
    }

    /**
     * The best answers to a question, the best first; they may overlap.
     *
     * @param most how many at the most
     * @throws IllegalArgumentException if the text has no token, the question leaves it no room, or the number is not
     *     positive
     */
    public List<Answer> find(String question, String text, int most) {
        Required.nonNull("find: the question", question);
        Required.nonNull("find: the text", text);
        if (most < 1) {
            throw new IllegalArgumentException("find: " + most + " answers: expected a positive number");
        }
        Pair pair = Pair.of(tokenizer, question, text);
        List<Encoding> windows = pair.windows(settings.window, settings.overlap);
        Map<Long, Answer> best = new HashMap<>();
        double[] none = {1};
        batches.each(windows, (window, values, from) -> {
            Spans spans = Spans.of(windows.get(window), pair, values, from);
            none[0] = Math.min(none[0], spans.none());
            for (Answer answer : spans.best(text, settings.answer, most)) {
                best.merge((long) answer.start() << 32 | answer.end(), answer,
                        (a, b) -> a.score() >= b.score() ? a : b);
            }
        });
        if (settings.orNone || best.isEmpty()) { // tokens that stand for no character of the text
            best.put(-1L, new Answer("", none[0], 0, 0));
        }
        return best.values().stream().sorted(ORDER).limit(most).toList();
    }

    /**
     * The tokens of a question with a text.
     *
     * @param before how many tokens are before the text's own
     * @param after how many follow them
     */
    private record Pair(Encoding tokens, int before, int after) {
        static Pair of(Tokenizer tokenizer, String question, String text) {
            int own = 0;
            for (boolean special : tokenizer.encode(question).special()) {
                own += special ? 0 : 1;
            }
            Encoding tokens = tokenizer.encode(question, text);
            boolean[] special = tokens.special();
            int before = 0;
            for (int seen = 0; before < special.length && (special[before] || seen < own); before++) {
                seen += special[before] ? 0 : 1;
            }
            int after = 0;
            while (after < special.length - before && special[special.length - 1 - after]) {
                after++;
            }
            if (before + after >= special.length) {
                throw new IllegalArgumentException("find: the text has no tokens");
            }
            return new Pair(tokens, before, after);
        }

        List<Encoding> windows(int longest, int overlap) {
            int length = tokens.size() - before - after;
            int room = longest - before - after;
            if (room < 1) {
                throw new IllegalArgumentException("find: the question and the special tokens are " + (before + after)
                        + " tokens, and leave no room for the text in the " + longest + " that are read at once");
            }
            List<Encoding> windows = new ArrayList<>();
            int step = room - Math.min(overlap, room / 2);
            for (int from = 0; from == 0 || from - step + room < length; from += step) {
                windows.add(window(before + from, before + Math.min(length, from + room)));
            }
            return windows;
        }

        private Encoding window(int from, int to) {
            boolean[] all = tokens.special();
            boolean[] special = new boolean[before + to - from + after];
            System.arraycopy(all, 0, special, 0, before);
            System.arraycopy(all, from, special, before, to - from);
            System.arraycopy(all, all.length - after, special, special.length - after, after);
            return new Encoding(cut(tokens.ids(), from, to), cut(tokens.types(), from, to), special,
                    cut(tokens.begins(), from, to), cut(tokens.ends(), from, to));
        }

        private int[] cut(int[] all, int from, int to) {
            int[] window = new int[before + to - from + after];
            System.arraycopy(all, 0, window, 0, before);
            System.arraycopy(all, from, window, before, to - from);
            System.arraycopy(all, all.length - after, window, window.length - after, after);
            return window;
        }
    }

    /**
     * The probabilities of a window.
     *
     * @param begins of each token of the text
     * @param ends likewise
     * @param none that there is no answer in it
     */
    private record Spans(Encoding window, int before, double[] begins, double[] ends, double none) {
        static Spans of(Encoding window, Pair pair, float[] scores, int from) {
            int length = window.size() - pair.before - pair.after;
            boolean hasNone = pair.before > 0 && window.special()[0];
            double[] begins = new double[length + (hasNone ? 1 : 0)];
            double[] ends = new double[begins.length];
            for (int i = 0; i < begins.length; i++) {
                int at = from + 2 * (i < length ? pair.before + i : 0);
                begins[i] = scores[at];
                ends[i] = scores[at + 1];
            }
            softmax(begins);
            softmax(ends);
            return new Spans(window, pair.before, begins, ends, hasNone ? begins[length] * ends[length] : 0);
        }

        private static void softmax(double[] values) {
            double largest = Double.NEGATIVE_INFINITY;
            for (double value : values) {
                largest = Math.max(largest, value);
            }
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.exp(values[i] - largest);
                sum += values[i];
            }
            for (int i = 0; i < values.length; i++) {
                values[i] /= sum;
            }
        }

        List<Answer> best(String text, int longest, int most) {
            List<Answer> answers = new ArrayList<>();
            int[] starts = window.begins();
            int[] stops = window.ends();
            int last = window.size() - before; // what follows the text is special
            boolean[] special = window.special();
            for (int i = 0; i < last && !special[before + i]; i++) {
                for (int j = i; j < Math.min(last, i + longest) && !special[before + j]; j++) {
                    int start = starts[before + i];
                    int end = stops[before + j];
                    if (start < end) {
                        answers.add(new Answer(text.substring(start, end), begins[i] * ends[j], start, end));
                    }
                }
            }
            return answers.stream().sorted(ORDER).limit(most).toList();
        }
    }

    /** For example {@code AnswerFinder(windows of 384 tokens)}. */
    @Override
    public String toString() {
        return "AnswerFinder(windows of " + settings.window + " tokens)";
    }
}
