package dev.lanewise.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.inference.Inference;
import dev.lanewise.tensor.Tensor;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A capture needs the memory of the computation, not that of all values that it computes on the way. */
class CaptureMemoryTest {
    private static final int TRIES = 100;

    private static boolean isGone(WeakReference<Tensor> value) throws InterruptedException {
        for (int i = 0; i < TRIES && value.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        return value.get() == null;
    }

    private static WeakReference<Tensor> between(Tensor x, Tensor[] result) {
        Tensor inner = x.exp();
        result[0] = inner.reshape(3, 2).sum(0);
        return new WeakReference<>(inner);
    }

    @Test
    void aValueThatNobodyUsesAnyMoreIsNotKeptByTheCapture() {
        AtomicBoolean gone = new AtomicBoolean();
        Inference<Tensor, Tensor> inference = Inference.of(x -> {
            Tensor[] result = new Tensor[1];
            WeakReference<Tensor> inner = between(x, result);
            try {
                gone.set(isGone(inner));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return result[0].mul(2);
        });
        Tensor first = inference.run(Tensor.of(1, 2, 3, 4, 5, 6));

        assertThat(gone).isTrue();
        assertThat(inference.run(Tensor.of(1, 2, 3, 4, 5, 6)).toArray()).isEqualTo(first.toArray());
    }
}
