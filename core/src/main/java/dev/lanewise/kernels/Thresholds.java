package dev.lanewise.kernels;

/**
 * Every number that steers how work is cut, shared out and fused, with what it decides and how it was found. None of
 * them can change a bit of a result; all are constants to the JIT. Times are for one core of the machines named in
 * docs/adr. "No figure" means that the number was chosen without a recorded measurement: those are the first to try
 * when something is slower than it should be.
 *
 * <p>What is not here: sizes that are part of a definition and do change bits ({@link GemmKernels#CHAIN}, {@link
 * ReduceKernels#CHUNK}, {@link ReduceKernels#LANES}, and the rows that the reduction driver adds in one chain) are with
 * their contracts; sizes of tiles and blocks, which each set of kernels chooses for its registers, are in
 * {@link GemmBlocks} and {@link GemmUnpackedKernels}; how long threads wait for each other is in {@code parallel},
 * which knows no kernels; capacities of caches and pools are with these.
 */
public final class Thresholds {
    private Thresholds() {}

    // Splitting. Handing two parts to a team that is awake costs 0.6 to 0.8 µs, waking a worker 65 to 75 µs (ADR 3).

    /** Elements of streaming work that make a part worth handing over: a few microseconds. No figure. */
    public static final int GRAIN = 16 * 1024;

    /** The same for arithmetic and comparisons, which are memory-bound: some 3 to 10 µs with vectors. No figure. */
    public static final int GRAIN_LIGHT = 32 * 1024;

    /** The same for exponentials, logarithms and what is built from them: some 3 to 10 µs. No figure. */
    public static final int GRAIN_HEAVY = 16 * 1024;

    /** The same for powers and rare functions, which are computed in double precision. No figure. */
    public static final int GRAIN_POW = 1024;

    /**
     * Elements up to which one thread updates all parameters: some microseconds, less than it takes to wake a helper
     * (ADR 3). No figure.
     */
    public static final int UPDATES_ALONE = 2 * GRAIN;

    /** Columns of a strip are a multiple of this, so that strips end on whole vectors of every width. */
    public static final int STRIP = 64;

    /** Planes are transposed in bands of a multiple of so many rows: whole blocks in registers. */
    public static final int TRANSPOSED_ROWS = 16;

    // Products by tiles (ADR 2).

    /**
     * Multiply-adds below which one thread does everything: about 11 µs. A step of 784-32-10 at batch 32, whose
     * products are below this, took 32 to 37 µs when two threads shared them, and 28 on one (ADR 7).
     */
    public static final int PRODUCT_ALONE = 1 << 20;

    /** Multiply-adds that make a part of a product worth handing over: a quarter of the above. No figure. */
    public static final int PRODUCT_PART = 1 << 18;

    /** Parts per thread, so that a late one leaves less to wait for. No figure. */
    public static final int PRODUCT_PARTS_A_THREAD = 2;

    /**
     * Length up to which a last chain is computed in one pass with the one before. This way 1000 x 520 x 1000 takes 2
     * to 3 % longer than with one chain over all of k, and 7 to 12 % longer if the last 8 get a pass of their own (ADR
     * 2).
     */
    public static final int SHORT_CHAIN = 128;

    /**
     * Rows of C up to which a suitably stored B is read in place if A is too. With 64 rows that loses: 84 to 88 µs in
     * place, 75 to 81 packed (ADR 2). No figure for 24 itself.
     */
    public static final int IN_PLACE_ROWS = 24;

    /** The same if A is packed, so that B is read less often. No figure. */
    public static final int IN_PLACE_ROWS_PACKED = 40;

    /**
     * Rows of a block where A is read in place: with a chain of A and up to 256 columns of C it takes up three quarters
     * of a 1 MB L2. 10000 x 784 x 256 takes 21.4 ms, with 768 rows 23.4 (ADR 2).
     */
    public static final int BLOCK_ROWS = 256;

    /**
     * Floats of a panel of B that holds all of k, half of a 1 MB L2: 16 x 1536 x 384 with a B of which each is another
     * takes 150 instead of 199 µs, 64 x 1536 x 384 385 instead of 432 (ADR 2).
     */
    public static final int DEEP_PANEL = 1 << 17;

    /** Rows that follow one another from which on a stream reads them. No figure, but for 8 and more (ADR 2). */
    public static final int ROWS_A_STREAM = 4;

    /** Rows over which packing a panel of B once more is cheap compared to multiplying it. No figure. */
    public static final int ROWS_A_PART = 64;

    /** Fewest rows of a part when there are too few columns to share out. No figure. */
    public static final int FEWEST_ROWS_A_PART = 16;

    /**
     * Cost of packing a float where strips are transposed, relative to {@link #COST_COPIED}. Chosen for the first
     * version; in the table of ADR 2 the two are closer (strips of 150,000 floats 23 µs, 100,000 copied 9.4).
     */
    public static final int COST_TRANSPOSED = 5;

    /** Cost of packing a float where rows are copied. */
    public static final int COST_COPIED = 2;

    /**
     * Columns of C up to which a product with a transposed A, at least a chain deep, is computed transposed: 384 x 1728
     * x 128 then takes 1.87 instead of 2.01 ms, 384 x 1792 x 28 takes 0.54 instead of 0.95 (ADR 2).
     */
    public static final int NARROW_COLUMNS = 128;

    /** The same: how many times as many rows C has at least. With as many rows nothing is gained. */
    public static final int NARROW_TIMES = 2;

    /**
     * Rows of C of a block that is computed transposed. With all 512 rows of 512 x 1792 x 28 in a block it takes 0.56
     * ms, with 64 it takes 0.76, as rows of A are then read in pieces.
     */
    public static final int NARROW_BLOCK = 512;

    // Recurrences (ADR 20).

    /**
     * Most samples of a block: its sums, of four gates of 128 units, are 200 KB, and stay in L2. 32 to 192 take the
     * same time within 5 % for 192 samples (ADR 20).
     */
    public static final int RECURRENT_ROWS = 96;

    /** Fewest samples of a block: a lower tile takes as long as one of four rows. */
    public static final int RECURRENT_ROWS_LEAST = 4;

    /**
     * Rows of all steps up to which the weight is not packed. For 2 samples and 4 steps of 128 units packing saves two
     * fifths of 57 µs, for 8 samples and one step it changes nothing (ADR 20).
     */
    public static final int RECURRENT_ROWS_UNPACKED = 4;

    // Batches of products.

    /** Items from which on a batch is split by items only, however large each one is. No figure. */
    public static final int BATCH_BY_ITEMS = 16;

    /** Most parts of a batch. No figure. */
    public static final int BATCH_PARTS = 64;

    /**
     * Fixed cost of a product in a batch, in multiply-adds. No figure, except that half of the 0.3 µs of 17 x 17 x 17
     * is not arithmetic (ADR 2).
     */
    public static final int CALL_MULTIPLY_ADDS = 1 << 12;

    // Products with one row or one column, and chains that are shared (ADR 2).

    /** Floats of the matrix that make a part worth handing over: some 5 to 20 µs. No figure. */
    public static final int VECTOR_PART = 1 << 17;

    /**
     * Columns that make a part worth handing over, however deep they are; a part has a multiple of them, so that only
     * the last one has columns beside the eight vectors that are read together (ADR 2).
     */
    public static final int VECTOR_COLUMNS_A_PART = 128;

    /**
     * Columns from which on a row's chains are computed one after the other: with 64, eight at a time take 1.4 times as
     * long; with 10 and 24 they take 6.5 and 13.9 instead of 11.2 and 28.9 µs (1 x 8192 x n, ADR 2).
     */
    public static final int ENOUGH_COLUMNS = 32;

    /** Chains of an element computed together to hide latency: 1 x 100000 x 1 takes 41 µs instead of 116 (ADR 2). */
    public static final int CHAINS_TOGETHER = 8;

    /**
     * Chains from which on sharing them among threads pays: 64 x 2048 x 64 TN goes from 115 to 82 µs with four, where
     * NN and NT break even (ADR 2).
     */
    public static final int CHAINS_SHARED = 4;

    /**
     * Floats of scratch for sums of chains, 1 MB: with four blocks of C in it 256 x 8192 x 256 TN goes from 5.3 to 3.7
     * ms (ADR 2).
     */
    public static final int CHAINS_SCRATCH = 1 << 18;

    /** Elements of C that are worth a thread if C is shared out instead. No figure. */
    public static final int CHAINS_ELEMENTS_A_THREAD = 1 << 10;

    /** Parts per thread where chains are shared, so that a late one leaves less to wait for. No figure. */
    public static final int CHAINS_PARTS_A_THREAD = 4;

    /** Work of the busiest thread, in tenths of an even share, up to which chains count as evenly shared. No figure. */
    public static final int CHAINS_UNEVEN_TENTHS = 11;

    // Convolutions (ADR 17).

    /**
     * Columns of a source's row from which on each row is transposed by itself, not several together. 30 and 56 columns
     * take as long either way.
     */
    public static final int TRANSPOSED_ALONE = 48;

    /**
     * Distance of columns from which on they are gathered before they are transposed. For a 1x1 convolution with a
     * stride of 2 transposing all columns of 32x64x56x56 took 3.4 ms, gathering every second one 7.5.
     */
    public static final int COLUMNS_APART = 4;

    /**
     * Floats of what the taps of a chain read that tiles go through again and again, 256 KB. With a quarter of it or
     * one and a half times as much, 3x3 convolutions of 64 to 512 channels take 0 to 1 % longer.
     */
    public static final int CHAIN_NEAR = 64 * 1024;

    /** Floats of scratch for sums of chains of a weight's gradient, 2 MB. No figure. */
    public static final int CHAIN_SUMS = 1 << 19;

    /**
     * Cost of packing a float of the result's gradient for that of the weight, in hundredths of a multiplication of two
     * vectors: 0.16 to 0.27 ns, while 16 multiply-adds take 0.27.
     */
    public static final int COST_GRADIENT = 80;

    /** The same for copying a float of the images: 0.3 to 0.5 ns. */
    public static final int COST_IMAGE = 150;

    /** The same for adding one sum of a chain. No figure. */
    public static final int COST_SUM = 30;

    /** What it costs to copy an element of a neighbourhood once more, in multiply-adds. No figure. */
    public static final int COPY_COST = 8;

    /** Planes that a part copies together, if groups are small. No figure. */
    public static final int PLANES_TOGETHER = 16;

    /** Floats that the planes of a box of positions have together, 256 KB. No figure. */
    public static final int BOX = 1 << 16;

    /** Fewest positions of a box, if there are so many. No figure. */
    public static final int BOX_LEAST = 256;

    /** Most positions of a box. No figure. */
    public static final int BOX_MOST = 4096;

    /**
     * Floats of the cells of a band, 256 KB. For 64 channels of 56 x 56 the gradient of a depthwise weight takes 6.5 ms
     * with a quarter of it, as reading few rows at a time from each of 16 planes is slow; with twice as much 4.3, like
     * with this.
     */
    public static final int CELLS = 1 << 16;

    /** Fewest columns of a band, if threads would have too little to share. No figure. */
    public static final int CELLS_ACROSS = 64;

    /**
     * Groups are computed in cells if there are more than lanes divided by this: with 3 groups and 16 lanes a
     * convolution takes 2.8 instead of 1.3 ms, with 8 groups 0.43 instead of 0.74.
     */
    public static final int CELL_GROUPS = 3;

    /**
     * Most pairs of a channel and a filter of a group in cells: with 4 x 4 a convolution takes 2.3 instead of 2.7 ms,
     * with 8 x 8, and a quarter of the lanes idle, 4.6 instead of 3.4.
     */
    public static final int CELL_PAIRS = 32;

    /** Greatest stride of convolutions in cells. No figure. */
    public static final int CELL_STRIDE = 8;

    /** Most cells that are transposed for each tap at each position of a band, on average. No figure. */
    public static final int CELLS_A_TAP = 2;

    /** Most chains of a part in cells, 8192 positions: each part transposes its first rows anew. No figure. */
    public static final int CELL_CHAINS = 16;

    /** Fewest weights of a convolution that are packed where they are used, if there is one box: 256 KB. No figure. */
    public static final int WEIGHTS_AT_ONCE = 1 << 16;

    /** Fewest weights of a convolution of one image whose columns are the filters. No figure. */
    public static final int COLUMNS_WEIGHTS = 1 << 13;

    /**
     * Fewest multiply-adds for each float that is copied there. With 32, those of 1 x 1, 64x56x56 to 128 with stride 2,
     * the copy took that from 0.10 to 0.15 ms; with 288 it gains 15 % (ADR 17).
     */
    public static final int COLUMNS_WORK = 128;

    /** Most floats of a source that is copied channels last, 2 MB: 64 channels of 56 x 56, 860 KB, gain 8 %. */
    public static final int COLUMNS_COPY = 1 << 19;

    /** Boxes that are wanted for each of several threads, so that they can share even one image. No figure. */
    public static final int BOXES_A_THREAD = 4;

    // Attention (ADR 21).

    /** Queries of a head of keys that are computed row by row, as nothing would pay for packing keys. No figure. */
    public static final int ATTENTION_ROWS_ALONE = 4;

    /** Strips that share the packed keys of a part, so that packing costs 2 % of their products. */
    public static final int ATTENTION_STRIPS = 4;

    /** Parts that are wanted where heads are fewer. No figure. */
    public static final int ATTENTION_PARTS = 16;

    // Fusion (ADR 5).

    /**
     * Elements of a block below which it is not worth a class of its own: generating one takes 1 to 8 ms, the first 60
     * to 140 (ADR 5), and the steps fractions of a microsecond. No figure for the break-even point.
     */
    public static final int FUSED_SMALLEST = 1024;

    /**
     * Shortest row that is fused: shorter ones would be computed one element at a time, as they have less than a vector
     * or two. No figure.
     */
    public static final int FUSED_SHORTEST_ROW = 32;

    /** Most ops of a fused group. No figure. */
    public static final int FUSED_PARTS = 64;

    /** Most inputs of a fused group. No figure. */
    public static final int FUSED_INPUTS = 20;

    /** Steps that are looked at for one group: far more than a group ever has. No figure. */
    public static final int FUSED_WINDOW = 512;

    /**
     * Elements of a block that goes through all phases. A few scratch buffers of this length fit L1; and a loop that is
     * called often is compiled sooner than one that runs long: the first hundred runs of GELU took 1.0 s with 16,384,
     * 0.4 s with 2,048 (ADR 5).
     */
    public static final int FUSED_BLOCK = 2048;

    /**
     * Blocks after which a group that is a single loop is cut into parts of {@link #GRAIN}, which saves calls: C2
     * compiles a loop after some 600. A step of Lion on 100,000 elements then takes 8 % less time (ADR 5).
     */
    public static final int FUSED_WARM_UP = 10_000;

    /** Most operations of one loop: C2 compiles longer ones, but keeps ever more vectors live. No figure. */
    public static final int LOOP_OPERATIONS = 32;

    /**
     * Most operations before a polynomial, which is an ordinary method to C2: it inlines none into a method that has
     * grown beyond some 35 vector operations, and then boxes vectors. After eight, softplus was not inlined (ADR 5).
     */
    public static final int LOOP_OPERATIONS_BEFORE_HEAVY = 4;

    // Normalisation.

    /** Positions below which the planes of a block are so short that channels are normalised by rows. No figure. */
    public static final int SHORT_PLANE = 16;

    // Groups of rows.

    /** Groups below which their columns are shared out too. No figure. */
    public static final int FEW_ROW_GROUPS = 64;

    // Memory and start.

    /**
     * Floats from which on an array is enlarged to begin on a cache line, which takes 2 MB. Vectors that cross lines
     * cost the tiles 5 to 10 % (ADR 2); the size itself, 128 KB, is a matter of proportion.
     */
    public static final int PLACED_FROM = 1 << 15;

    /**
     * Random numbers that always come from the scalar kernels first: enough for a ResNet-18, in a tenth of a second,
     * while C2 takes 0.1 s and more to compile vector code for them, and the interpreter longer to run it before. 2.19
     * instead of 2.27 s for the whole MNIST program (ADR 6).
     */
    public static final int SCALAR_DRAWS = 1 << 24;
}
