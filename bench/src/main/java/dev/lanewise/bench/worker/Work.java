package dev.lanewise.bench.worker;

/** A piece of work on data that lies ready, to be repeated and timed. */
public interface Work {
    /** Does it once, or a known share of it. */
    void run();

    /** How many runs make up the work: not 1 where the whole takes too long, or too short a time to see. */
    default double runs() {
        return 1;
    }

    /** Bytes that it needs, if those are compared and not its time; else NaN. */
    default double bytes() {
        return Double.NaN;
    }

    /** A figure on which all workers have to agree for the same work, or NaN where it has none. */
    double check();
}
