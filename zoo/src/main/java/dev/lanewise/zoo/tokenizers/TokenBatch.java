package dev.lanewise.zoo.tokenizers;

import dev.lanewise.data.Batched;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import java.util.List;

/**
 * Texts as tokens, padded to one length L: a batch that an {@code Inference} or a {@code Trainer} takes.
 *
 * @param ids {@code [N, L]} the numbers of the tokens
 * @param types {@code [N, L]} the number of the text that each belongs to in a pair, 0 or 1
 * @param mask {@code [N, L]} 1 where a token is, 0 where it was padded
 */
public record TokenBatch(IntTensor ids, IntTensor types, IntTensor mask) implements Batched<TokenBatch> {
    /**
     * Of these tensors.
     *
     * @throws IllegalArgumentException if one is null, or they are not of one shape {@code [N, L]}
     */
    public TokenBatch {
        Required.nonNull("TokenBatch: the ids", ids);
        Required.nonNull("TokenBatch: the types", types);
        Required.nonNull("TokenBatch: the mask", mask);
        if (ids.shape().rank() != 2 || !ids.shape().equals(types.shape()) || !ids.shape().equals(mask.shape())) {
            throw new IllegalArgumentException("TokenBatch: ids, types and mask of one shape [N, L] are required, but "
                    + ids.shape() + ", " + types.shape() + " and " + mask.shape() + " were given");
        }
    }

    @Override
    public List<Value> values() {
        return List.of(ids, types, mask);
    }

    @Override
    public TokenBatch with(List<Value> values) {
        return new TokenBatch((IntTensor) values.get(0), (IntTensor) values.get(1), (IntTensor) values.get(2));
    }
}
