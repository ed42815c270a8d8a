package dev.lanewise.kernels.scalar;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_float;

import dev.lanewise.kernels.loops.Functions;
import dev.lanewise.kernels.loops.LoopWriter;
import dev.lanewise.kernels.loops.Operation.Instruction;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.List;

/** Writes a loop on single floats, which also computes the elements that do not fill a vector. Masks are booleans. */
public final class ScalarLoopWriter extends LoopWriter {
    /** The functions that loops may call. */
    public static final Functions FUNCTIONS = new Functions(float.class,
            List.of(ScalarMath.class, ScalarErf.class, ScalarGeluTanh.class, ScalarRounding.class));

    private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
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
    protected Functions functions() {
        return FUNCTIONS;
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
    protected void compute(CodeBuilder code, Instruction instruction, int[] locals) {
        switch (instruction) {
            case AND, NOT -> Arrays.stream(locals).forEach(code::iload);
            case SELECT -> code.iload(locals[0]).fload(locals[1]).fload(locals[2]);
            default -> Arrays.stream(locals).forEach(code::fload);
        }
        switch (instruction) {
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
            case RELU -> code.invokestatic(STEPS, "relu", MAP);
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
