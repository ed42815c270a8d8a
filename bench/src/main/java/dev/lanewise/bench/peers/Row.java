package dev.lanewise.bench.peers;

/**
 * A comparison: what the same work takes here and there.
 *
 * @param workload the work, such as {@code sgemm 64x784x128 TN}
 * @param threads how many threads each side had
 * @param peer who is compared with
 * @param ours what Lanewise takes, in {@link #unit}
 * @param theirs what the peer takes
 */
public record Row(String workload, int threads, String peer, double ours, double theirs) {
    /** What both figures count. */
    public Unit unit() {
        return Unit.of(workload);
    }

    /** How many times less Lanewise takes. */
    public double ratio() {
        return theirs / ours;
    }
}
