package dev.lanewise.kernels.sequence;

import org.jspecify.annotations.Nullable;

/**
 * Which keys a query attends to.
 *
 * @param causal whether query i attends to keys up to {@code start + i} only
 * @param lengths keys of a sample or a head that take part, from the first on; null for all
 * @param lengthAt where the length of a sample and head lies; its row and key are not used
 * @param allowed true where a query attends to a key; null for everywhere
 * @param bias added to the scores; null for nothing
 */
public record AttentionMasks(
        boolean causal, int start, int @Nullable [] lengths, Place lengthAt, boolean @Nullable [] allowed,
        Place allowedAt, float @Nullable [] bias, Place biasAt) {

    /**
     * Where elements lie that may be broadcast: distances are 0 along axes that are.
     *
     * @param key 1 or 0
     */
    public record Place(int offset, int sample, int head, int row, int key) {
        /** Of what is not there. */
        public static final Place NONE = new Place(0, 0, 0, 0, 0);

        int at(int b, int h, int i) {
            return offset + b * sample + h * head + i * row;
        }
    }

    /** Whether a query may be left without keys. */
    boolean any() {
        return causal || lengths != null || allowed != null || bias != null;
    }

    /** How many keys of a head may take part for query i, as far as lengths and order tell. */
    int count(int b, int h, int i, int keys) {
        int limit = lengths == null ? keys : lengths[lengthAt.at(b, h, 0)];
        return causal ? Math.min(limit, start + i + 1) : limit;
    }
}
