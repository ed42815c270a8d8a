package dev.lanewise.random;

import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Live;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A stream of counter-based random numbers: the number at (seed, stream, index) is a function of the three
 * (Philox4x32-10). So draws have the same bits for any number of threads, and three longs save and restore a source.
 *
 * <p>A source has an index, which advances with each draw. Use it from one thread; give each thread a {@link #split}.
 */
public final class RandomSource implements Stateful {
    /** The magnitude of SELU's limit at minus infinity: its scale times its alpha. */
    private static final double SELU_LIMIT = 1.7580993408473766;

    private long seed;
    private long stream;
    private long index;

    private RandomSource(long seed) {
        this.seed = seed;
    }

    /** The source at the start of stream 0 of a seed ({@index manual_seed}). */
    public static RandomSource seed(long seed) {
        return at(seed, 0, 0);
    }

    /** The source at a given address. */
    public static RandomSource at(long seed, long stream, long index) {
        RandomSource source = new RandomSource(seed);
        new RandomOp.Place(source, stream, index).apply();
        return source;
    }

    /** The seed. */
    public long seed() {
        return seed;
    }

    /**
     * The stream.
     *
     * @throws IllegalStateException as {@link #index()}: the stream of a source split off within would differ from run
     *        to run
     */
    public long stream() {
        Recorder.refuseWithin("stream() reads which stream a random source is on in the middle of the captured "
                + "computation; read it between runs");
        return stream;
    }

    /**
     * Index of the next number ({@index get_rng_state}).
     *
     * @throws IllegalStateException within a computation that is being captured, as Java code would not see its value
     *        in replays
     */
    public long index() {
        Recorder.refuseWithin("index() reads where a random source stands in the middle of the captured computation; "
                + "read it between runs");
        return index;
    }

    /**
     * A source on a stream of its own, determined by the position of this source; this source advances by one, as if a
     * number had been drawn. The same draws and splits in the same order give the same streams.
     */
    public RandomSource split() {
        RandomSource child = new RandomSource(seed);
        new RandomOp.Split(this, child).apply();
        return child;
    }

    /** Moves a split-off source to the start of the stream determined by the position of this one. */
    void placeSplit(RandomSource child) {
        child.seed = seed;
        child.place(mix(mix(stream + 0x9E3779B97F4A7C15L) + advance(1)), 0);
    }

    /** Moves this source to an address. */
    void place(long newStream, long newIndex) {
        stream = newStream;
        index = newIndex;
    }

    /** Stafford's variant 13 of the murmur finalizer: adjacent inputs give unrelated streams. */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    /** The three numbers that make up its address. */
    @Override
    public void state(State state) {
        Required.nonNull("state: the state", state);
        seed = state.number("seed", seed);
        stream = state.number("stream", stream);
        index = state.number("index", index);
    }

    /** Uniform numbers on [0, 1) ({@index rand}), multiples of 2<sup>-24</sup>. */
    public Tensor uniform(int... dims) {
        Shape shape = Shape.of(dims);
        return draw(() -> new RandomOp.Uniform(shape, seed, stream, advance(shape.size())));
    }

    /**
     * Uniform numbers between low and high, {@code low + (high - low) u} with u on [0, 1). Rounding may give high
     * itself.
     *
     * @param low rounded to a float, as is {@code high}
     * @throws IllegalArgumentException unless {@code low <= high} and both are finite, as is their difference
     */
    public Tensor uniform(double low, double high, int... dims) {
        float from = (float) low;
        float width = (float) high - from;
        if (!(low <= high && width < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("uniform: bounds " + low + " and " + high
                    + " are not finite numbers in ascending order with a finite difference");
        }
        return uniform(dims).mul(width).add(from);
    }

    /** Normal numbers with mean 0 and standard deviation 1 ({@index randn}). */
    public Tensor normal(int... dims) {
        Shape shape = Shape.of(dims);
        return draw(() -> new RandomOp.Normal(shape, seed, stream, advance(shape.size())));
    }

    /**
     * Ints from low up to high - 1, each as likely as any other. An int takes three addresses.
     *
     * @throws IllegalArgumentException unless {@code low < high}, or if there are more than 2<sup>31</sup> / 3 ints
     */
    public IntTensor randint(int low, int high, int... dims) {
        Shape shape = Shape.of(dims);
        if (low >= high) {
            throw new IllegalArgumentException("randint: no int from " + low + " up to " + high + ", exclusive");
        }
        if (shape.size() > Integer.MAX_VALUE / 3) {
            throw new IllegalArgumentException(
                    "randint: " + shape + " has more than " + Integer.MAX_VALUE / 3 + " ints");
        }
        long count = (long) high - low;
        return (IntTensor) Op.applyLive(new Live(
                this, () -> new RandomOp.Randint(shape, low, count, seed, stream, advance(3 * shape.size()))))[0];
    }

    /**
     * Exponential numbers with a rate, {@code -log(1 - u) / rate}: multiples of about 2<sup>-24</sup> near 0, and at
     * most 16.7 / rate.
     *
     * @throws IllegalArgumentException unless the rate is positive and finite as a float
     */
    public Tensor exponential(double rate, int... dims) {
        if (!((float) rate > 0 && (float) rate < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("exponential: rate " + rate + " is not a positive, finite float");
        }
        return Pointwise.log1p(uniform(dims).neg()).neg().div(rate);
    }

    /** Standard Gumbel numbers, {@code -log(E)} with exponential E of at least 2<sup>-25</sup>. */
    public Tensor gumbel(int... dims) {
        return exponential(1, dims).maximum(0x1p-25).log().neg();
    }

    /**
     * Normal numbers with a mean and a standard deviation each, {@code mean + std z} with standard normal z; the shapes
     * broadcast. Gradients flow to both. The sign of a deviation changes no distribution.
     *
     * @throws IllegalArgumentException if a tensor is null, or the shapes do not broadcast
     */
    public Tensor normal(Tensor mean, Tensor std) {
        Shape shape = Shape.broadcast("normal", Required.nonNull("normal: the tensor of means", mean).shape(),
                Required.nonNull("normal: the tensor of deviations", std).shape());
        return normal(shape.dims()).mul(std).add(mean);
    }

    /**
     * Poisson numbers, whole floats, each with the rate at its place. They are found by inversion in double precision:
     * from a number of 48 random bits the probabilities of the counts are taken, from the most likely one outwards. So
     * a count takes two addresses and some {@code sqrt(rate)} steps, and counts less likely than about 2<sup>-48</sup>
     * are not drawn. There is no gradient.
     *
     * @throws IllegalArgumentException if the tensor is null, or a rate is not within 0 and 2<sup>24</sup>, beyond
     *     which floats do not hold every count
     */
    public Tensor poisson(Tensor rates) {
        int count = addresses("poisson", Required.nonNull("poisson: the tensor of rates", rates).shape());
        return (Tensor) Op.applyLive(
                new Live(this, () -> new RandomOp.Poisson(seed, stream, advance(count))), rates)[0];
    }

    /**
     * Positions along the last axis, each as likely as its weight says: {@code w / sum of w} of its row. Without
     * replacement a position is drawn once at most, each time by the weights that are left. The weights are summed in
     * double precision and a draw takes two addresses, 48 random bits. <b>Shape</b>: {@code [R..., N] -> [R...,
     * samples]}. There is no gradient.
     *
     * {@snippet :
     * Tensor next = logits.div(temperature).softmax(-1);
     * IntTensor token = random.multinomial(next, 1, true);
     * }
     *
     * @throws IllegalArgumentException if the tensor is null; if a weight is negative or not finite, or a row of them
     *     all 0; if {@code samples} is not positive, or without replacement more than the weights above 0 of a row
     */
    public IntTensor multinomial(Tensor weights, int samples, boolean replacement) {
        Shape drawn = RandomOp.Multinomial.shape(
                Required.nonNull("multinomial: the tensor of weights", weights).shape(), samples, replacement);
        int count = addresses("multinomial", drawn);
        return (IntTensor) Op.applyLive(
                new Live(
                        this, () -> new RandomOp.Multinomial(samples, replacement, seed, stream, advance(count))),
                weights)[0];
    }

    private static int addresses(String function, Shape shape) {
        if (shape.size() > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException(
                    function + ": " + shape + " has more than " + Integer.MAX_VALUE / 2 + " numbers");
        }
        return 2 * shape.size();
    }

    private Tensor draw(Supplier<RandomOp.Draw> next) {
        return (Tensor) Op.applyLive(new Live(this, next))[0];
    }

    /**
     * True with the given probability, independently for each element.
     *
     * @throws IllegalArgumentException if the probability is not within 0 and 1
     */
    public BoolTensor bernoulli(double probability, int... dims) {
        Finite.share("bernoulli: probability", probability);
        return uniform(dims).lt(probability);
    }

    /**
     * Zeroes each element with the given probability, independently, and divides the others by one minus the
     * probability ({@index dropout}); with probability 1 all are zero. The gradient is that of the chosen elements.
     *
     * @throws IllegalArgumentException if the tensor is null, or the probability is not within 0 and 1
     */
    public Tensor dropout(Tensor x, double probability) {
        float p = Finite.share("dropout: probability", probability);
        int n = Required.nonNull("dropout: the tensor", x).size(); // the op's source outlives x
        return (Tensor) Op.applyLive(
                new Live(this, () -> new RandomOp.Dropout(p, seed, stream, advance(n))), x)[0];
    }

    /**
     * Zeroes whole channels with the given probability, independently, and divides the others by one minus the
     * probability ({@index feature_dropout}, {@index dropout1d}, {@index dropout2d}, {@index dropout3d}); with
     * probability 1 all are zero. Channel c of sample n takes the number {@code n C + c} of those drawn, and what is
     * dropped counts for nothing, whatever it was. <b>Shape</b>: {@code [N, C, ...] -> [N, C, ...]}.
     *
     * @throws IllegalArgumentException if the tensor is null or has fewer than two axes, or the probability is not
     *     within 0 and 1
     */
    public Tensor channelDropout(Tensor x, double probability) {
        float p = Finite.share("channelDropout: probability", probability);
        BoolTensor dropped = bernoulli(p, channels("channelDropout", x));
        return Indexing.where(dropped, Tensor.scalar(0), x).mul(p == 1 ? 1 : 1f / (1 - p));
    }

    /**
     * Replaces each element with the given probability, independently, by the value that {@code selu} tends to at
     * minus infinity, and scales and shifts all so that mean 0 and variance 1 stay ({@index alpha_dropout}; Klambauer
     * et al. 2017); with probability 1 all are zero.
     *
     * @throws IllegalArgumentException if the tensor is null, or the probability is not within 0 and 1
     */
    public Tensor alphaDropout(Tensor x, double probability) {
        Finite.share("alphaDropout: probability", probability);
        return alpha(x, probability, Required.nonNull("alphaDropout: the tensor", x).shape().dims());
    }

    /**
     * As {@link #alphaDropout}, of whole channels ({@index feature_alpha_dropout}). <b>Shape</b>: {@code [N, C, ...] ->
     * [N, C, ...]}.
     *
     * @throws IllegalArgumentException if the tensor is null or has fewer than two axes, or the probability is not
     *     within 0 and 1
     */
    public Tensor channelAlphaDropout(Tensor x, double probability) {
        Finite.share("channelAlphaDropout: probability", probability);
        return alpha(x, probability, channels("channelAlphaDropout", x));
    }

    private Tensor alpha(Tensor x, double probability, int... dims) {
        float p = (float) probability;
        BoolTensor dropped = bernoulli(p, dims);
        if (p == 1) {
            return Indexing.where(dropped, Tensor.scalar(0), x);
        }
        double scale = 1 / Math.sqrt((SELU_LIMIT * SELU_LIMIT * p + 1) * (1 - p));
        return Indexing.where(dropped, Tensor.scalar(-SELU_LIMIT), x).mul(scale).add(SELU_LIMIT * scale * p);
    }

    /** One for each channel of each sample. */
    private static int[] channels(String function, Tensor x) {
        int[] dims = Required.nonNull(function + ": the tensor", x).shape().dims();
        if (dims.length < 2) {
            throw new IllegalArgumentException(function + ": " + x.shape() + ": expected [N, C, ...]");
        }
        Arrays.fill(dims, 2, dims.length, 1);
        return dims;
    }

    /** The ints {@code 0 .. n - 1} in random order ({@index randperm}; Fisher-Yates, 48 random bits per swap). */
    public int[] permutation(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("permutation: " + n + " elements");
        }
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        float[] coarse = uniform(n).toArray();
        float[] fine = uniform(n).toArray();
        for (int i = n - 1; i > 0; i--) {
            double u = coarse[i] + fine[i] * 0x1p-24;
            int j = (int) (u * (i + 1));
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    /** For example {@code RandomSource(seed 1, stream 0, index 128)}; as {@link #index()} within a capture. */
    @Override
    public String toString() {
        return "RandomSource(seed " + seed + ", stream " + stream() + ", index " + index() + ")";
    }

    private long advance(int count) {
        long start = index;
        index += count;
        return start;
    }
}
