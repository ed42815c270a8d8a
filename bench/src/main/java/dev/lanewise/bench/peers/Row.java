package dev.lanewise.bench.peers;

/**
 * A comparison: what the same work takes here and there.
 *
 * @param workload the work, such as {@code sgemm 64x784x128 TN}
 * @param threads how many threads each side had
 * @param peer who is compared with
 * @param oursUs microseconds that Lanewise takes
 * @param peerUs microseconds that the peer takes
 */
public record Row(String workload, int threads, String peer, double oursUs, double peerUs) {
    /** How many times faster Lanewise is. */
    public double ratio() {
        return peerUs / oursUs;
    }
}
