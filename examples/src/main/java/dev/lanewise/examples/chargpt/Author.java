package dev.lanewise.examples.chargpt;

import dev.lanewise.inference.Inference;
import dev.lanewise.nn.attention.KeyValueCache;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Goes on with a text, one character after the other. Caches keep what the network has made of those before, so that
 * only the last is computed; without them the whole context is computed for each character, and the same bits come out.
 *
 * <p>When a text becomes longer than the context, the network forgets all but the second half of it: positions are
 * learned for the context only, so what is kept is read again from position 0.
 */
final class Author {
    private final int context;
    private final Taste taste;

    /** Empty if nothing is to be kept. */
    private final List<KeyValueCache> caches;

    private final Inference<IntTensor, Tensor> network;

    /** An author with a network, whose present parameters count whenever it writes. */
    Author(CharGpt model, int context, Taste taste, boolean cached) {
        this.context = context;
        this.taste = taste;
        this.caches = cached ? model.caches() : List.of();
        this.network = Inference.of(cached ? text -> model.forward(text, caches) : model::forward);
    }

    /**
     * Writes so many characters.
     *
     * @param beginning at least one character to go on from
     * @return the numbers of all characters, with those of the beginning
     */
    int[] write(int[] beginning, int count, RandomSource random) {
        int[] text = Arrays.copyOf(beginning, Math.addExact(beginning.length, count));
        caches.forEach(KeyValueCache::reset);
        int from = 0; // of what the network sees
        int read = 0; // what the caches hold ends here
        for (int end = beginning.length; end < text.length; end++) {
            if (end - from > context) {
                from = end - Math.max(1, context / 2);
                read = from;
                caches.forEach(KeyValueCache::reset);
            }
            float[] logits = caches.isEmpty() ? whole(text, from, end) : next(text, read, end);
            text[end] = taste.choose(logits, random);
            read = end;
        }
        return text;
    }

    /** The logits after the last of some characters that follow those in the caches. */
    private float[] next(int[] text, int from, int end) {
        Tensor logits = network.run(IntTensor.of(Shape.of(1, end - from), Arrays.copyOfRange(text, from, end)));
        return logits.select(1, end - from - 1).toArray();
    }

    /** The same of characters of which none has been read; the context is filled up behind them, where none looks. */
    private float[] whole(int[] text, int from, int end) {
        int[] filled = Arrays.copyOf(Arrays.copyOfRange(text, from, end), context);
        return network.run(IntTensor.of(Shape.of(1, context), filled)).select(1, end - from - 1).toArray();
    }
}
