package dev.lanewise.zoo;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import java.util.Arrays;

/**
 * How a token is chosen by the logits of all: the likeliest one, or a random one by the softmax of what these steps
 * leave, in the order of {@code transformers}: penalty for repetitions, temperature, top-k, top-p, min-p. Immutable:
 * each setter returns new ones.
 *
 * {@snippet :
 * Sampling usual = Sampling.random().temperature(0.8).topK(50).topP(0.95);
 * }
 */
public final class Sampling {
    private static final Sampling GREEDY = new Sampling(true, 1, 0, 1, 0, 1);
    private static final Sampling RANDOM = new Sampling(false, 1, 0, 1, 0, 1);

    private final boolean greedy;
    private final float temperature;
    private final int topK;
    private final double topP;
    private final float minP;
    private final float penalty;

    private Sampling(boolean greedy, float temperature, int topK, double topP, float minP, float penalty) {
        this.greedy = greedy;
        this.temperature = temperature;
        this.topK = topK;
        this.topP = topP;
        this.minP = minP;
        this.penalty = penalty;
    }

    /** Always the likeliest token, of equal ones the first; no random number is drawn. */
    public static Sampling greedy() {
        return GREEDY;
    }

    /** Any token, by its share. */
    public static Sampling random() {
        return RANDOM;
    }

    /**
     * Logits are divided by this: below 1 the likely tokens become likelier.
     *
     * @throws IllegalArgumentException unless it is a finite number above 0
     */
    public Sampling temperature(double temperature) {
        return new Sampling(greedy, Finite.aboveZero("Sampling: the temperature", temperature), topK, topP, minP,
                penalty);
    }

    /**
     * So many of the likeliest tokens are left, and those that are as likely as the last of them.
     *
     * @param topK 0 for all
     * @throws IllegalArgumentException if it is negative
     */
    public Sampling topK(int topK) {
        if (topK < 0) {
            throw new IllegalArgumentException("Sampling: top-k " + topK + " is negative");
        }
        return new Sampling(greedy, temperature, topK, topP, minP, penalty);
    }

    /**
     * The likeliest tokens are left whose shares together reach this, but at least one (Holtzman et al. 2020). Of equal
     * ones the first are.
     *
     * @throws IllegalArgumentException unless it is a share, {@code 0 <= p <= 1}; 1 leaves all
     */
    public Sampling topP(double topP) {
        Finite.share("Sampling: top-p", topP);
        return new Sampling(greedy, temperature, topK, topP, minP, penalty);
    }

    /**
     * Tokens are left whose share is at least this part of the largest.
     *
     * @throws IllegalArgumentException unless it is a share, {@code 0 <= p <= 1}; 0 leaves all
     */
    public Sampling minP(double minP) {
        return new Sampling(greedy, temperature, topK, topP, Finite.share("Sampling: min-p", minP), penalty);
    }

    /**
     * The logits of tokens that the text has already are divided by this, negative ones multiplied (Keskar et al.
     * 2019): above 1 they become less likely. Holds for greedy choice too.
     *
     * @throws IllegalArgumentException unless it is a finite number above 0
     */
    public Sampling repetitionPenalty(double penalty) {
        return new Sampling(greedy, temperature, topK, topP, minP,
                Finite.aboveZero("Sampling: the penalty for repetitions", penalty));
    }

    /** What {@link #repetitionPenalty(double)} has set. */
    public double repetitionPenalty() {
        return penalty;
    }

    /** Whether the likeliest token is chosen. */
    public boolean isGreedy() {
        return greedy;
    }

    /**
     * Chooses a token.
     *
     * @param logits one for each token; minus infinity for one that cannot follow
     * @param text the tokens so far
     * @param random draws one number, if the choice is not greedy
     * @throws IllegalArgumentException if a logit is NaN, or none is finite
     */
    public int choose(float[] logits, int[] text, RandomSource random) {
        Required.nonNull("Sampling: the random source", random);
        int likeliest = likeliest(Required.nonNull("Sampling: the array of logits", logits));
        if (greedy && penalty == 1) {
            return likeliest;
        }
        float[] values = processed(logits, text);
        if (greedy) {
            return likeliest(values);
        }
        float[] shares = softmax(values);
        double drawn = random.uniform(1).item(); // of 1, which the shares add up to but for rounding
        double sum = 0;
        for (float share : shares) {
            sum += share;
        }
        drawn *= sum;
        for (int token = 0; token < shares.length; token++) {
            drawn -= shares[token];
            if (drawn < 0 && shares[token] > 0) {
                return token;
            }
        }
        return likeliest(values); // the last shares were rounded away
    }

    /**
     * The logits as the steps leave them, minus infinity for tokens that are left out. Greedy choice only takes the
     * penalty.
     *
     * @param logits one for each token
     * @param text the tokens so far
     */
    public float[] processed(float[] logits, int... text) {
        float[] values = Required.nonNull("Sampling: the array of logits", logits).clone();
        Required.nonNull("Sampling: the text", text);
        if (penalty != 1) {
            Arrays.stream(text).distinct()
                    .forEach(token -> values[token] = values[token] < 0
                            ? values[token] * penalty
                            : values[token] / penalty);
        }
        if (greedy) {
            return values;
        }
        if (temperature != 1) {
            for (int i = 0; i < values.length; i++) {
                values[i] /= temperature;
            }
        }
        if (topK > 0 && topK < values.length) {
            leaveTopK(values);
        }
        if (topP < 1) {
            leaveTopP(values);
        }
        if (minP > 0) {
            float[] shares = softmax(values);
            float least = minP * shares[likeliest(shares)];
            leaveOut(values, shares, least);
        }
        return values;
    }

    private void leaveTopK(float[] values) {
        float[] largest = new float[topK]; // a heap: none is less than the one at half its number, the least is first
        Arrays.fill(largest, Float.NEGATIVE_INFINITY);
        for (float value : values) {
            if (value > largest[0]) {
                replaceLeast(largest, value);
            }
        }
        leaveOut(values, values, largest[0]);
    }

    private static void replaceLeast(float[] heap, float value) {
        int place = 0;
        for (int child = 1; child < heap.length; child = 2 * place + 1) {
            if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= value) {
                break;
            }
            heap[place] = heap[child];
            place = child;
        }
        heap[place] = value;
    }

    /** Leaves out the values whose measure is less than this. */
    private static void leaveOut(float[] values, float[] measures, float least) {
        for (int i = 0; i < values.length; i++) {
            if (measures[i] < least) {
                values[i] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    private void leaveTopP(float[] values) {
        float[] shares = softmax(values);
        long[] order = new long[values.length]; // by share, of equal ones the last first
        for (int i = 0; i < order.length; i++) {
            order[i] = (long) Float.floatToIntBits(shares[i]) << 32 | ~i & 0xFFFF_FFFFL;
        }
        Arrays.sort(order);
        float most = (float) (1 - topP);
        double sum = 0;
        for (int i = 0; i < order.length - 1; i++) {
            int token = ~(int) order[i];
            sum += shares[token];
            if ((float) sum > most) {
                break;
            }
            values[token] = Float.NEGATIVE_INFINITY;
        }
    }

    private static float[] softmax(float[] values) {
        try (GradMode.Scope _ = GradMode.noGrad()) {
            return Tensor.wrap(values.clone(), Shape.of(values.length)).softmax(0).toArray();
        }
    }

    private static int likeliest(float[] values) {
        int best = -1;
        for (int i = 0; i < values.length; i++) {
            if (Float.isNaN(values[i])) {
                throw new IllegalArgumentException("Sampling: the logit of token " + i + " is NaN");
            }
            if (values[i] > (best < 0 ? Float.NEGATIVE_INFINITY : values[best])) {
                best = i;
            }
        }
        if (best < 0 || values[best] == Float.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("Sampling: "
                    + (best < 0 ? "no logit is finite" : "the logit of token " + best + " is infinite"));
        }
        return best;
    }

    /** For example {@code Sampling(temperature 0.8, top-k 50)}. */
    @Override
    public String toString() {
        return "Sampling(" + (greedy ? "greedy" : "temperature " + temperature) + (topK == 0 ? "" : ", top-k " + topK)
                + (topP == 1 ? "" : ", top-p " + topP) + (minP == 0 ? "" : ", min-p " + minP)
                + (penalty == 1 ? "" : ", penalty " + penalty) + ")";
    }
}
