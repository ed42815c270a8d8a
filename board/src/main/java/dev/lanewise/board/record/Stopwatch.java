package dev.lanewise.board.record;

/** The seconds of a training, over all its runs, without those in which it was held. */
final class Stopwatch {
    private double before;
    private long since;
    private boolean runs;

    /** Goes on from a number of seconds. */
    void start(double seconds) {
        before = seconds;
        since = System.nanoTime();
        runs = true;
    }

    void stop() {
        before = seconds();
        runs = false;
    }

    /** Goes on where it was stopped. */
    void goOn() {
        start(before);
    }

    double seconds() {
        return runs ? before + (System.nanoTime() - since) * 1e-9 : before;
    }

    /** To a tenth of a millisecond. */
    static double rounded(double seconds) {
        return Math.round(seconds * 1e4) / 1e4;
    }
}
