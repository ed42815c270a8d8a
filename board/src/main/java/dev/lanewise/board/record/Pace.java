package dev.lanewise.board.record;

/**
 * Which of the moments of a training are recorded: all multiples of a distance that doubles, the first time after 100
 * of them, so that a long run has some hundreds. It depends on the number of the moment alone, so that a run that is
 * resumed keeps the pace.
 *
 * @param distance of the first moments
 * @param most until it doubles
 */
record Pace(long distance, int most) {
    static final int MOST = 100;

    /** Whether a moment is recorded. */
    boolean takes(long moment) {
        long now = distance;
        while ((moment - 1) / now >= most) { // moments up to 100 distances have this one
            now *= 2;
        }
        return moment % now == 0;
    }
}
