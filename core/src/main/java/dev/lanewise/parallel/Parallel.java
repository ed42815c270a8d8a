package dev.lanewise.parallel;

/** Splits independent pieces of work over a team of ForkJoin workers. */
public final class Parallel {
    private Parallel() {}

    /** A piece of work: does part {@code index} of a job. Parts are independent and run at most once each. */
    @FunctionalInterface
    public interface Part {
        void run(int index);
    }

    /**
     * Runs parts {@code 0 .. parts - 1}, each exactly once, and returns when all have ended. How many parts there are
     * must depend on shapes only. The caller takes part and needs no worker to make progress.
     */
    public static void forEach(int parts, Part part) {
        for (int i = 0; i < parts; i++) {
            part.run(i);
        }
    }
}
