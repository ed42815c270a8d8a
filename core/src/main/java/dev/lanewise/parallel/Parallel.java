package dev.lanewise.parallel;

/**
 * Splits independent pieces of work over the calling thread's {@link Team}.
 *
 * <p>How many threads work on an operation is decided, in this order, by the innermost open {@link Team.Scope} of the
 * calling thread, by {@link #setThreads}, by {@code -Dlanewise.threads=N}, and by the number of available processors.
 * It never changes a result: wherever the split of a job could affect one, it follows the shapes alone, so any number
 * of threads computes the same bits.
 */
public final class Parallel {
    private Parallel() {}

    /** A piece of work: does part {@code index} of a job. Parts are independent and each runs exactly once. */
    @FunctionalInterface
    public interface Part {
        /** Does part {@code index}; may run on any thread of the team, at the same time as other parts. */
        void run(int index);
    }

    /**
     * Runs parts {@code 0 .. parts - 1}, each exactly once, and returns when all have ended. The number of parts must
     * depend on shapes only, unless the split cannot affect a result.
     *
     * <p>What the caller wrote before is visible to every part, and what the parts wrote is visible to the caller
     * afterwards. The caller takes part and needs no worker to make progress. Called from inside a part, it runs all
     * parts on the calling thread.
     *
     * <p>Parts are for kernels, on arrays. Thread state, such as an open {@code GradMode} scope or a recorder, is that
     * of the thread that happens to run the part and not the caller's, so parts must not compute with tensors unless
     * they open such scopes themselves.
     *
     * <p>If parts throw, the exception of the lowest failing part is thrown here, as it is, with any exceptions of
     * later parts added as suppressed; by then no part is running. Whether parts after a failing one have run is
     * unspecified.
     *
     * @throws IllegalArgumentException if {@code parts} is negative, or {@code -Dlanewise.threads} was needed and is
     *     not a valid number
     */
    public static void forEach(int parts, Part part) {
        if (parts > 1) {
            Team.share(parts, part);
        } else if (parts == 1) {
            part.run(0);
        } else if (parts < 0) {
            throw new IllegalArgumentException("forEach: the number of parts is negative: " + parts);
        }
    }

    /**
     * How many threads ({@index get_num_threads}), the caller among them, may work on a job of the calling thread; see
     * {@link Team#threads}.
     */
    public static int threads() {
        return Team.current().threads();
    }

    /**
     * How many threads may work on a job that the calling thread submits now: 1 inside a part of a shared job, where
     * jobs run inline, else {@link #threads}. For splits that cannot affect a result.
     */
    public static int available() {
        return Team.available();
    }

    /**
     * Sets how many threads ({@index set_num_threads}), the caller among them, work on a job wherever no
     * {@link Team.Scope} is open. Jobs that are running are not affected.
     *
     * @throws IllegalArgumentException if {@code threads} is less than 1 or more than {@value Team#MAX_THREADS}
     */
    public static void setThreads(int threads) {
        Team.setDefault(threads);
    }
}
