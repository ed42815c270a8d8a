package dev.lanewise.kernels.scalar;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_float;

import dev.lanewise.kernels.loops.LoopOp;
import dev.lanewise.kernels.loops.LoopWriter;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;

/** Writes a loop on single floats; also the elements that fill no vector are computed so. Masks are booleans. */
public final class ScalarLoopWriter extends LoopWriter {
    private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
    private static final ClassDesc OUR_MATH = ClassDesc.of("dev.lanewise.kernels.scalar.ScalarMath");
    private static final ClassDesc OUR_ERF = ClassDesc.of("dev.lanewise.kernels.scalar.ScalarErf");
    private static final ClassDesc OUR_GELU_TANH = ClassDesc.of("dev.lanewise.kernels.scalar.ScalarGeluTanh");
    private static final ClassDesc STEPS = ClassDesc.of("dev.lanewise.kernels.scalar.ScalarSteps");
    private static final MethodTypeDesc MAP = MethodTypeDesc.of(CD_float, CD_float);
    private static final MethodTypeDesc ZIP = MethodTypeDesc.of(CD_float, CD_float, CD_float);
    private static final MethodTypeDesc COMPARE = MethodTypeDesc.of(CD_boolean, CD_float, CD_float);
    private static final MethodTypeDesc SELECT = MethodTypeDesc.of(CD_float, CD_boolean, CD_float, CD_float);

    @Override
    protected int step() {
        return 1;
    }

    @Override
    protected TypeKind kind() {
        return TypeKind.FLOAT;
    }

    @Override
    protected TypeKind maskKind() {
        return TypeKind.INT;
    }

    @Override
    protected void load(CodeBuilder code, Runnable place) {
        place.run();
        code.faload();
    }

    @Override
    protected void loadOne(CodeBuilder code, Runnable place) {
        load(code, place);
    }

    @Override
    protected void store(CodeBuilder code, int local, Runnable place) {
        place.run();
        code.fload(local).fastore();
    }

    @Override
    protected void compute(CodeBuilder code, LoopOp op, int[] locals) {
        switch (op) {
            case AND, NOT -> Arrays.stream(locals).forEach(code::iload);
            case SELECT -> code.iload(locals[0]).fload(locals[1]).fload(locals[2]);
            default -> Arrays.stream(locals).forEach(code::fload);
        }
        switch (op) {
            case COPY -> {
                // it is there
            }
            case NEG -> code.fneg();
            case ABS -> code.invokestatic(MATH, "abs", MAP);
            case SIGN -> code.invokestatic(STEPS, "sign", MAP);
            case SQUARE -> code.dup().fmul();
            case SQRT -> code.invokestatic(STEPS, "sqrt", MAP);
            case RSQRT -> code.invokestatic(STEPS, "rsqrt", MAP);
            case RECIPROCAL -> code.invokestatic(STEPS, "reciprocal", MAP);
            case EXP -> code.invokestatic(OUR_MATH, "exp", MAP);
            case EXPM1 -> code.invokestatic(OUR_MATH, "expm1", MAP);
            case LOG -> code.invokestatic(OUR_MATH, "log", MAP);
            case LOG1P -> code.invokestatic(OUR_MATH, "log1p", MAP);
            case TANH -> code.invokestatic(OUR_MATH, "tanh", MAP);
            case ERF -> code.invokestatic(OUR_ERF, "erf", MAP);
            case SIGMOID -> code.invokestatic(OUR_MATH, "sigmoid", MAP);
            case SOFTPLUS -> code.invokestatic(OUR_MATH, "softplus", MAP);
            case RELU -> code.invokestatic(STEPS, "relu", MAP);
            case GELU -> code.invokestatic(OUR_ERF, "gelu", MAP);
            case GELU_TANH -> code.invokestatic(OUR_GELU_TANH, "geluTanh", MAP);
            case SILU -> code.invokestatic(OUR_MATH, "silu", MAP);
            case ADD -> code.fadd();
            case SUB -> code.fsub();
            case MUL -> code.fmul();
            case DIV -> code.fdiv();
            case MAX -> code.invokestatic(MATH, "max", ZIP);
            case MIN -> code.invokestatic(MATH, "min", ZIP);
            case EQ -> code.invokestatic(STEPS, "eq", COMPARE);
            case NE -> code.invokestatic(STEPS, "ne", COMPARE);
            case LT -> code.invokestatic(STEPS, "lt", COMPARE);
            case LE -> code.invokestatic(STEPS, "le", COMPARE);
            case GT -> code.invokestatic(STEPS, "gt", COMPARE);
            case GE -> code.invokestatic(STEPS, "ge", COMPARE);
            case AND -> code.iand();
            case NOT -> code.iconst_1().ixor();
            case SELECT -> code.invokestatic(STEPS, "select", SELECT);
        }
    }
}
