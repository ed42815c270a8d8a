package dev.lanewise.io;

/**
 * How tensors are saved: the type of their elements, and whether in one file or in several.
 *
 * {@snippet :
 * // model-00001-of-00003.safetensors and so on, and model.safetensors.index.json, which is what is opened
 * Path index = Safetensors.save(Path.of("model.safetensors"), model.stateDict(), Map.of("format", "pt"),
 *         SaveOptions.bf16().shards(5_000_000_000L));
 * }
 *
 * <p>Immutable: {@link #shards} returns new ones. Ints are I64 always.
 */
public final class SaveOptions {
    private final Dtype floats;
    private final long shardBytes;

    private SaveOptions(Dtype floats, long shardBytes) {
        this.floats = floats;
        this.shardBytes = shardBytes;
    }

    /** Floats as they are, in one file. */
    public static SaveOptions f32() {
        return new SaveOptions(Dtype.F32, Long.MAX_VALUE);
    }

    /**
     * Floats as IEEE 754 halves ({@index half}), rounded to the nearest, ties to even, as PyTorch does: from 65520 on
     * they are infinite.
     */
    public static SaveOptions f16() {
        return new SaveOptions(Dtype.F16, Long.MAX_VALUE);
    }

    /**
     * Floats as the upper halves of singles ({@index bfloat16}), rounded to the nearest, ties to even, as PyTorch
     * does: the same range, and 8 bits of precision.
     */
    public static SaveOptions bf16() {
        return new SaveOptions(Dtype.BF16, Long.MAX_VALUE);
    }

    /**
     * In several files ({@index save_pretrained}) if they do not fit into one of this size, divided as Hugging Face's
     * libraries do: in the order of the map, a new file where the next tensor does not fit, a file of its own for a
     * tensor that is larger. The headers do not count.
     *
     * @param mostBytes of the tensors in a file
     * @throws IllegalArgumentException if there is less than one
     */
    public SaveOptions shards(long mostBytes) {
        if (mostBytes < 1) {
            throw new IllegalArgumentException("shards: a file of at most " + mostBytes + " bytes holds nothing");
        }
        return new SaveOptions(floats, mostBytes);
    }

    Dtype floats() {
        return floats;
    }

    long shardBytes() {
        return shardBytes;
    }

    boolean isSharded() {
        return shardBytes < Long.MAX_VALUE;
    }

    /** For example {@code SaveOptions(BF16, shards of 5000000000 bytes)}. */
    @Override
    public String toString() {
        return "SaveOptions(" + floats + (isSharded() ? ", shards of " + shardBytes + " bytes" : "") + ")";
    }
}
