package dev.lanewise.kernels.simd;

import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.lanewise.kernels.loops.LoopOp;
import dev.lanewise.kernels.loops.LoopWriter;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Writes a loop on vectors: what {@code SimdMapKernels}, {@code SimdZipKernels} and {@code SimdCompareKernels} have
 * written out, one operation after the other with vectors in local variables.
 */
final class SimdLoopWriter extends LoopWriter {
    private static final String API = "jdk.incubator.vector";
    private static final ClassDesc VECTOR = ClassDesc.of(API, "FloatVector");
    private static final ClassDesc ANY_VECTOR = ClassDesc.of(API, "Vector");
    private static final ClassDesc MASK = ClassDesc.of(API, "VectorMask");
    private static final ClassDesc SPECIES = ClassDesc.of(API, "VectorSpecies");
    private static final ClassDesc OPERATORS = ClassDesc.of(API, "VectorOperators");
    private static final ClassDesc UNARY = OPERATORS.nested("Unary");
    private static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
    private static final ClassDesc LANES = ClassDesc.of("dev.lanewise.kernels.simd.Lanes");
    private static final ClassDesc OUR_MATH = ClassDesc.of("dev.lanewise.kernels.simd.SimdMath");
    private static final ClassDesc OUR_ERF = ClassDesc.of("dev.lanewise.kernels.simd.SimdErf");
    private static final ClassDesc OUR_GELU_TANH = ClassDesc.of("dev.lanewise.kernels.simd.SimdGeluTanh");

    private static final MethodTypeDesc FROM_ARRAY = MethodTypeDesc.of(VECTOR, SPECIES, FLOATS, CD_int);
    private static final MethodTypeDesc INTO_ARRAY = MethodTypeDesc.of(CD_void, FLOATS, CD_int);
    private static final MethodTypeDesc BROADCAST = MethodTypeDesc.of(VECTOR, SPECIES, CD_float);
    private static final MethodTypeDesc MAP = MethodTypeDesc.of(VECTOR, VECTOR);
    private static final MethodTypeDesc LANEWISE = MethodTypeDesc.of(VECTOR, UNARY);
    private static final MethodTypeDesc ZIP = MethodTypeDesc.of(VECTOR, ANY_VECTOR);
    private static final MethodTypeDesc COMPARE = MethodTypeDesc.of(MASK, COMPARISON, ANY_VECTOR);
    private static final MethodTypeDesc COMPARE_ONE = MethodTypeDesc.of(MASK, COMPARISON, CD_float);
    private static final MethodTypeDesc BLEND = MethodTypeDesc.of(VECTOR, ANY_VECTOR, MASK);
    private static final MethodTypeDesc BLEND_ONE = MethodTypeDesc.of(VECTOR, CD_float, MASK);
    private static final MethodTypeDesc AND = MethodTypeDesc.of(MASK, MASK);
    private static final MethodTypeDesc NOT = MethodTypeDesc.of(MASK);

    @Override
    protected int step() {
        return Lanes.LENGTH;
    }

    @Override
    protected TypeKind kind() {
        return TypeKind.REFERENCE;
    }

    @Override
    protected TypeKind maskKind() {
        return TypeKind.REFERENCE;
    }

    @Override
    protected void load(CodeBuilder code, Runnable place) {
        species(code);
        place.run();
        code.invokestatic(VECTOR, "fromArray", FROM_ARRAY);
    }

    @Override
    protected void loadOne(CodeBuilder code, Runnable place) {
        broadcast(code, () -> {
            place.run();
            code.faload();
        });
    }

    @Override
    protected void store(CodeBuilder code, int local, Runnable place) {
        code.aload(local);
        place.run();
        code.invokevirtual(VECTOR, "intoArray", INTO_ARRAY);
    }

    @Override
    protected void compute(CodeBuilder code, LoopOp op, int[] locals) {
        int x = locals[0];
        switch (op) {
            case COPY -> code.aload(x);
            case NEG -> lanewise(code, x, "NEG");
            case ABS -> lanewise(code, x, "ABS");
            case SIGN -> {
                code.aload(x);
                blend(code, 1, x, "GT");
                blend(code, -1, x, "LT");
            }
            case SQUARE -> zip(code, "mul", x, x);
            case SQRT -> lanewise(code, x, "SQRT");
            case RSQRT -> {
                broadcast(code, code::fconst_1);
                lanewise(code, x, "SQRT");
                code.invokevirtual(VECTOR, "div", ZIP);
            }
            case RECIPROCAL -> {
                broadcast(code, code::fconst_1);
                code.aload(x).invokevirtual(VECTOR, "div", ZIP);
            }
            case EXP -> code.aload(x).invokestatic(OUR_MATH, "exp", MAP);
            case EXPM1 -> code.aload(x).invokestatic(OUR_MATH, "expm1", MAP);
            case LOG -> code.aload(x).invokestatic(OUR_MATH, "log", MAP);
            case LOG1P -> code.aload(x).invokestatic(OUR_MATH, "log1p", MAP);
            case TANH -> code.aload(x).invokestatic(OUR_MATH, "tanh", MAP);
            case ERF -> code.aload(x).invokestatic(OUR_ERF, "erf", MAP);
            case SIGMOID -> code.aload(x).invokestatic(OUR_MATH, "sigmoid", MAP);
            case SOFTPLUS -> code.aload(x).invokestatic(OUR_MATH, "softplus", MAP);
            case RELU -> {
                code.aload(x);
                blend(code, 0, x, "LE");
            }
            case GELU -> code.aload(x).invokestatic(OUR_ERF, "gelu", MAP);
            case GELU_TANH -> code.aload(x).invokestatic(OUR_GELU_TANH, "geluTanh", MAP);
            case SILU -> code.aload(x).invokestatic(OUR_MATH, "silu", MAP);
            case ADD -> zip(code, "add", x, locals[1]);
            case SUB -> zip(code, "sub", x, locals[1]);
            case MUL -> zip(code, "mul", x, locals[1]);
            case DIV -> zip(code, "div", x, locals[1]);
            case MAX -> zip(code, "max", x, locals[1]);
            case MIN -> zip(code, "min", x, locals[1]);
            case EQ, NE, LT, LE, GT, GE -> compare(code, op.name(), x, locals[1]);
            case AND -> code.aload(x).aload(locals[1]).invokevirtual(MASK, "and", AND);
            case NOT -> code.aload(x).invokevirtual(MASK, "not", NOT);
            case SELECT -> code.aload(locals[2]).aload(locals[1]).aload(x).invokevirtual(VECTOR, "blend", BLEND);
        }
    }

    private static CodeBuilder species(CodeBuilder code) {
        return code.getstatic(LANES, "F", SPECIES);
    }

    private static void broadcast(CodeBuilder code, Runnable value) {
        species(code);
        value.run();
        code.invokestatic(VECTOR, "broadcast", BROADCAST);
    }

    private static void lanewise(CodeBuilder code, int x, String operator) {
        code.aload(x).getstatic(OPERATORS, operator, UNARY).invokevirtual(VECTOR, "lanewise", LANEWISE);
    }

    private static void zip(CodeBuilder code, String method, int a, int b) {
        code.aload(a).aload(b).invokevirtual(VECTOR, method, ZIP);
    }

    /** Replaces lanes of the vector on the stack by a value where {@code x} compares so with 0. */
    private static void blend(CodeBuilder code, float value, int x, String comparison) {
        code.loadConstant(value).aload(x).getstatic(OPERATORS, comparison, COMPARISON).fconst_0()
                .invokevirtual(VECTOR, "compare", COMPARE_ONE)
                .invokevirtual(VECTOR, "blend", BLEND_ONE);
    }

    private static void compare(CodeBuilder code, String comparison, int a, int b) {
        code.aload(a).getstatic(OPERATORS, comparison, COMPARISON).aload(b)
                .invokevirtual(VECTOR, "compare", COMPARE);
    }
}
