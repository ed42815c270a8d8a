package dev.lanewise.kernels.simd;

import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.lanewise.kernels.loops.Functions;
import dev.lanewise.kernels.loops.LoopWriter;
import dev.lanewise.kernels.loops.Operation.Instruction;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * Writes a loop on vectors: the operations that {@code SimdMapKernels}, {@code SimdZipKernels} and
 * {@code SimdCompareKernels} write by hand, one after the other with vectors in local variables.
 */
final class SimdLoopWriter extends LoopWriter {
    /** The functions that loops may call: the same as those on floats. */
    static final Functions FUNCTIONS = new Functions(FloatVector.class,
            List.of(SimdMath.class, SimdErf.class, SimdGeluTanh.class, SimdRounding.class));

    private static final String API = "jdk.incubator.vector";
    private static final ClassDesc VECTOR = ClassDesc.of(API, "FloatVector");
    private static final ClassDesc ANY_VECTOR = ClassDesc.of(API, "Vector");
    private static final ClassDesc MASK = ClassDesc.of(API, "VectorMask");
    private static final ClassDesc SPECIES = ClassDesc.of(API, "VectorSpecies");
    private static final ClassDesc OPERATORS = ClassDesc.of(API, "VectorOperators");
    private static final ClassDesc UNARY = OPERATORS.nested("Unary");
    private static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
    private static final ClassDesc LANES = ClassDesc.of("dev.lanewise.kernels.simd.Lanes");

    private static final MethodTypeDesc FROM_ARRAY = MethodTypeDesc.of(VECTOR, SPECIES, FLOATS, CD_int);
    private static final MethodTypeDesc INTO_ARRAY = MethodTypeDesc.of(CD_void, FLOATS, CD_int);
    private static final MethodTypeDesc IN_RANGE = MethodTypeDesc.of(MASK, CD_int, CD_int);
    private static final MethodTypeDesc FROM_ARRAY_MASKED = MethodTypeDesc.of(VECTOR, SPECIES, FLOATS, CD_int, MASK);
    private static final MethodTypeDesc INTO_ARRAY_MASKED = MethodTypeDesc.of(CD_void, FLOATS, CD_int, MASK);
    private static final MethodTypeDesc BROADCAST = MethodTypeDesc.of(VECTOR, SPECIES, CD_float);
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
    protected Functions functions() {
        return FUNCTIONS;
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
    protected void rest(CodeBuilder code, String function, int x, int xo, int y, int yo, int n) {
        int mask = code.allocateLocal(TypeKind.REFERENCE);
        species(code).iconst_0().iload(n).invokeinterface(SPECIES, "indexInRange", IN_RANGE).astore(mask);
        species(code).aload(x).iload(xo).aload(mask).invokestatic(VECTOR, "fromArray", FROM_ARRAY_MASKED);
        call(code, function);
        code.aload(y).iload(yo).aload(mask).invokevirtual(VECTOR, "intoArray", INTO_ARRAY_MASKED).return_();
    }

    @Override
    protected void compute(CodeBuilder code, Instruction instruction, int[] locals) {
        int x = locals[0];
        switch (instruction) {
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
            case RELU -> {
                code.aload(x);
                blend(code, 0, x, "LE");
            }
            case ADD -> zip(code, "add", x, locals[1]);
            case SUB -> zip(code, "sub", x, locals[1]);
            case MUL -> zip(code, "mul", x, locals[1]);
            case DIV -> zip(code, "div", x, locals[1]);
            case MAX -> zip(code, "max", x, locals[1]);
            case MIN -> zip(code, "min", x, locals[1]);
            case EQ, NE, LT, LE, GT, GE -> compare(code, instruction.name(), x, locals[1]);
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

    /** Replaces lanes of the vector on the stack by a value where {@code x} compares in the given way with 0. */
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
