package dev.lanewise.io;

/**
 * The bytes of one or several tensors, as a pickle refers to them.
 *
 * @param key the name that the file has for it
 * @param type of the elements; those of an untyped one are bytes, {@link TorchType#UINT8}
 * @param isUntyped whether tensors say the type
 * @param count of the elements
 * @param at where the pickle refers to it
 */
record TorchStorage(String key, TorchType type, boolean isUntyped, long count, long at) {
    /** The size, at most {@code Long.MAX_VALUE}. */
    long bytes() {
        return count > Long.MAX_VALUE / type.bytes ? Long.MAX_VALUE : count * type.bytes;
    }
}
