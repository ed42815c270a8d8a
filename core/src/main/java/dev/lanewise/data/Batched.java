package dev.lanewise.data;

import dev.lanewise.tensor.Value;
import java.util.List;

/**
 * A batch of samples: a record of tensors, of any kinds and number, that a training step or an inference can take apart
 * and put together again. {@link Batch} is the usual one; others are written as they are needed:
 *
 * {@snippet :
 * record Pairs(Tensor left, Tensor right, IntTensor alike) implements Batched<Pairs> {
 *     @Override
 *     public List<Value> values() {
 *         return List.of(left, right, alike);
 *     }
 *
 *     @Override
 *     public Pairs with(List<Value> values) {
 *         return new Pairs((Tensor) values.get(0), (Tensor) values.get(1), (IntTensor) values.get(2));
 *     }
 * }
 * }
 *
 * <p>A batch is its values. A captured step sees nothing else of a later batch: a number that differs from batch to
 * batch has to be one of the tensors.
 *
 * @param <B> the batch itself
 */
public interface Batched<B extends Batched<B>> {
    /** The tensors, always in the same order. */
    List<Value> values();

    /**
     * A batch of the same kind that holds other tensors.
     *
     * @param values as many as {@link #values} gives, of the same types and in the same order; a batch on them gives
     *     these very objects back
     */
    B with(List<Value> values);

    /** How many samples there are: the size of the first axis of the first value. */
    default int size() {
        return values().getFirst().shape().dim(0);
    }
}
