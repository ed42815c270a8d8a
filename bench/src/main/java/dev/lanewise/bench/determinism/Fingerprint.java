package dev.lanewise.bench.determinism;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A hash of everything that is added to it: the bits of tensors, with any NaN equal to any other. */
final class Fingerprint {
    private static final int SHOWN_BYTES = 8;

    private final MessageDigest digest;

    Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    Fingerprint add(byte[] bytes) {
        digest.update(bytes);
        return this;
    }

    Fingerprint add(Value... values) {
        for (Value value : values) {
            add(value);
        }
        return this;
    }

    private void add(Value value) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (value.shape().rank() + value.shape().size()));
        for (int dim : value.shape().dims()) {
            bytes.putInt(dim);
        }
        switch (value) {
            case Tensor x -> {
                for (float element : x.toArray()) {
                    bytes.putInt(Float.floatToIntBits(element));
                }
            }
            case IntTensor x -> {
                for (int element : x.toArray()) {
                    bytes.putInt(element);
                }
            }
            case BoolTensor x -> {
                for (boolean element : x.toArray()) {
                    bytes.putInt(element ? 1 : 0);
                }
            }
        }
        digest.update(bytes.array());
    }

    /** The hash, shortened; it begins afresh. */
    String take() {
        return HexFormat.of().formatHex(digest.digest(), 0, SHOWN_BYTES);
    }
}
