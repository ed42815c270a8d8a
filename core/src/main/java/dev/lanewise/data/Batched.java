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
 * <p>What else a batch holds (its class, a number or a text, whether a tensor that may be absent is null) is a
 * constant to a captured step: batches that differ in it are captured each on its own. They are compared by
 * {@code equals} with the same tensors in both, as {@link #with} puts them together; in a class that is no record and
 * does not define it, only the class counts. So a number that differs from batch to batch has to be one of the tensors.
 *
 * @param <B> the batch itself
 */
public interface Batched<B extends Batched<B>> {
    /** The tensors that it holds, always the same objects in the same order. */
    List<Value> values();

    /**
     * A batch of the same kind that holds other tensors, and is equal in everything else. It is also called with
     * tensors that have a shape but no elements, so that it must not compute with them.
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
