package dev.lanewise.io;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** PyTorch's element types, as its files name them. */
enum TorchType {
    FLOAT64("DoubleStorage", Dtype.F64, 8),
    FLOAT32("FloatStorage", Dtype.F32, 4),
    FLOAT16("HalfStorage", Dtype.F16, 2),
    BFLOAT16("BFloat16Storage", Dtype.BF16, 2),
    INT64("LongStorage", Dtype.I64, 8),
    INT32("IntStorage", Dtype.I32, 4),
    INT16("ShortStorage", Dtype.I16, 2),
    INT8("CharStorage", Dtype.I8, 1),
    UINT8("ByteStorage", Dtype.U8, 1),
    BOOL("BoolStorage", Dtype.BOOL, 1),
    UINT16(null, Dtype.U16, 2),
    UINT32(null, Dtype.U32, 4),
    UINT64(null, Dtype.U64, 8),
    FLOAT8_E4M3FN(null, Dtype.F8_E4M3, 1),
    FLOAT8_E5M2(null, Dtype.F8_E5M2, 1),
    FLOAT8_E4M3FNUZ(null, Dtype.F8_E4M3FNUZ, 1),
    FLOAT8_E5M2FNUZ(null, Dtype.F8_E5M2FNUZ, 1),
    FLOAT8_E8M0FNU(null, Dtype.F8_E8M0, 1),
    FLOAT4_E2M1FN_X2(null, null, 1),
    COMPLEX32(null, null, 4),
    COMPLEX64("ComplexFloatStorage", null, 8),
    COMPLEX128("ComplexDoubleStorage", null, 16),
    QINT8("QInt8Storage", null, 1),
    QUINT8("QUInt8Storage", null, 1),
    QINT32("QInt32Storage", null, 4),
    QUINT4X2("QUInt4x2Storage", null, 1),
    QUINT2X4("QUInt2x4Storage", null, 1);

    private static final Map<String, TorchType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(TorchType::toString, Function.identity()));

    private static final Map<String, TorchType> BY_STORAGE = Arrays.stream(values())
            .filter(type -> type.storage != null)
            .collect(Collectors.toMap(type -> String.valueOf(type.storage), Function.identity()));

    private final @Nullable String storage;

    /** The type that elements are decoded as; null if they are not read. */
    final @Nullable Dtype dtype;

    /** Size of an element. */
    final int bytes;

    TorchType(@Nullable String storage, @Nullable Dtype dtype, int bytes) {
        this.storage = storage;
        this.dtype = dtype;
        this.bytes = bytes;
    }

    /** The type of that name, such as {@code float32}; null if unknown. */
    static @Nullable TorchType named(String name) {
        return BY_NAME.get(name);
    }

    /** The type of the elements of a class of storages, such as {@code FloatStorage}; null if unknown. */
    static @Nullable TorchType ofStorage(String name) {
        return BY_STORAGE.get(name);
    }

    /** PyTorch's name, such as {@code float32}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
