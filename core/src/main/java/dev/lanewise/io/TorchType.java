package dev.lanewise.io;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** PyTorch's element types, as its files name them. */
enum TorchType {
    FLOAT64("DoubleStorage", Dtype.F64, 8), // IEEE 754 double
    FLOAT32("FloatStorage", Dtype.F32, 4), // IEEE 754 single
    FLOAT16("HalfStorage", Dtype.F16, 2), // IEEE 754 half
    BFLOAT16("BFloat16Storage", Dtype.BF16, 2), // the upper half of a single
    INT64("LongStorage", Dtype.I64, 8), // signed
    INT32("IntStorage", Dtype.I32, 4), // signed
    INT16("ShortStorage", Dtype.I16, 2), // signed
    INT8("CharStorage", Dtype.I8, 1), // signed
    UINT8("ByteStorage", Dtype.U8, 1), // unsigned
    BOOL("BoolStorage", Dtype.BOOL, 1), // a byte, 0 or 1
    UINT16(null, Dtype.U16, 2), // unsigned; this one and those below have storages without a type
    UINT32(null, Dtype.U32, 4), // unsigned
    UINT64(null, Dtype.U64, 8), // unsigned
    FLOAT8_E4M3FN(null, Dtype.F8_E4M3, 1), // a sign, 4 bits of exponent, 3 of mantissa; no infinities
    FLOAT8_E5M2(null, Dtype.F8_E5M2, 1), // a sign, 5 and 2
    FLOAT8_E4M3FNUZ(null, Dtype.F8_E4M3FNUZ, 1), // as before, without -0
    FLOAT8_E5M2FNUZ(null, Dtype.F8_E5M2FNUZ, 1), // as before, without infinities and -0
    FLOAT8_E8M0FNU(null, Dtype.F8_E8M0, 1), // a power of two
    FLOAT4_E2M1FN_X2(null, null, 1), // two of 4 bits
    COMPLEX32(null, null, 4), // two halves
    COMPLEX64("ComplexFloatStorage", null, 8), // two singles
    COMPLEX128("ComplexDoubleStorage", null, 16), // two doubles
    QINT8("QInt8Storage", null, 1), // quantised, here and below
    QUINT8("QUInt8Storage", null, 1), // unsigned
    QINT32("QInt32Storage", null, 4), // signed
    QUINT4X2("QUInt4x2Storage", null, 1), // two of 4 bits
    QUINT2X4("QUInt2x4Storage", null, 1); // four of 2 bits

    private static final Map<String, TorchType> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toMap(TorchType::toString, Function.identity()));

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
