package dev.lanewise.zoo;

import dev.lanewise.inference.Inference;
import dev.lanewise.nn.attention.KeyValueCache;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Places where texts are gone on with; some that nobody uses any more are kept for later texts. */
final class Workplaces {
    /** Workplaces that are kept for later generations. */
    static final int KEPT = 4;

    private static final int LEAST_CAPACITY = 64;

    private final CausalModel model;
    private final long keptBytes;

    /** Workplaces that nobody uses, the latest first. */
    private final Deque<Workplace> idle = new ArrayDeque<>();

    /** Keeps caches of so many bytes. */
    Workplaces(CausalModel model, long keptBytes) {
        this.model = Required.nonNull("Generator: the model", model);
        this.keptBytes = keptBytes;
    }

    CausalModel model() {
        return model;
    }

    /** Caches for one text, and the program that goes on with what they hold. */
    static final class Workplace {
        private final int capacity;
        private final List<KeyValueCache> caches;
        private final Inference<IntTensor, Tensor> step;

        Workplace(CausalModel model, int capacity) {
            this.capacity = capacity;
            this.caches = model.caches(1, capacity);
            this.step = Inference.of(token -> model.next(token, caches));
        }

        List<KeyValueCache> caches() {
            return caches;
        }

        /** Tokens {@code [1, 1]} to logits {@code [1, vocabulary]}. */
        Inference<IntTensor, Tensor> step() {
            return step;
        }

        private long bytes() {
            return caches.stream().mapToLong(cache -> (long) cache.keys().size() + cache.values().size()).sum()
                    * Float.BYTES;
        }
    }

    /** One for so many tokens, with empty caches. */
    Workplace take(int tokens) {
        int capacity = (int) Math.min(model.context(), Math.max(LEAST_CAPACITY, Long.highestOneBit(2L * tokens - 1)));
        Workplace left = left(capacity);
        if (left == null) {
            return new Workplace(model, capacity);
        }
        left.caches.forEach(KeyValueCache::reset);
        return left;
    }

    private @Nullable Workplace left(int capacity) {
        synchronized (idle) {
            for (Workplace each : idle) {
                if (each.capacity == capacity) {
                    idle.remove(each);
                    return each;
                }
            }
            return null;
        }
    }

    /** It is not used any more. */
    void leave(Workplace place) {
        synchronized (idle) {
            idle.addFirst(place);
            while (idle.size() > KEPT || idle.stream().mapToLong(Workplace::bytes).sum() > keptBytes) {
                idle.removeLast();
            }
        }
    }
}
