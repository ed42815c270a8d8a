package dev.lanewise.kernels.loops;

import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the bytecode of one {@link Loop} as a static method: rows, elements of a row, loads, code, stores. Subclasses
 * write loads, operations and stores, for scalars or vectors.
 *
 * <pre>
 *   static void name(float[][] arrays, int[] at, int from, int end, int rows, int cols) {
 *       loads of extent ONE
 *       for each row:
 *           loads of extent COLUMN
 *           for (int i = from; i &lt; end; i += step)
 *               loads of extent FULL and ROW, code, stores
 *   }
 * </pre>
 */
public abstract class LoopWriter {
    /** {@code float[]}. */
    protected static final ClassDesc FLOATS = CD_float.arrayType();

    /** Type of the method that is written. */
    public static final MethodTypeDesc TYPE = MethodTypeDesc.of(
            CD_void, FLOATS.arrayType(), CD_int.arrayType(), CD_int, CD_int, CD_int, CD_int);

    private static final int ARRAYS = 0;
    private static final int AT = 1;
    private static final int FROM = 2;
    private static final int END = 3;
    private static final int ROWS = 4;
    private static final int COLS = 5;

    /** Local variables for a buffer: its array, and where its current row begins. */
    private record Place(int array, int offset, Extent extent) {}

    /** How many elements one iteration of the loop computes. */
    protected abstract int step();

    /** Loads the elements of one iteration from an array and an index, which {@code place} puts on the stack. */
    protected abstract void load(CodeBuilder code, Runnable place);

    /** Loads one element, broadcast to all elements of an iteration. */
    protected abstract void loadOne(CodeBuilder code, Runnable place);

    /** Computes an instruction on values in local variables, and leaves the result on the stack. */
    protected abstract void compute(CodeBuilder code, Operation.Instruction instruction, int[] locals);

    /** The functions that loops may call, for the type of values they compute with. */
    protected abstract Functions functions();

    /** Stores the value of a local variable at an array and an index, which {@code place} puts on the stack. */
    protected abstract void store(CodeBuilder code, int local, Runnable place);

    /**
     * Writes the body of a method that computes a function of fewer elements than a step, in one masked step: one by
     * one they would take longer than some hundred in vectors. The arguments are its local variables; if a step is one
     * element, there is nothing to write.
     */
    protected void rest(CodeBuilder code, String function, int x, int xo, int y, int yo, int n) {
        throw new UnsupportedOperationException("a step of " + step() + " leaves no rest");
    }

    /** The kind of local variable for values other than masks. */
    protected abstract TypeKind kind();

    /** The kind of local variable for masks. */
    protected abstract TypeKind maskKind();

    /** Writes the body of the method. */
    public final void write(CodeBuilder code, Loop loop) {
        Map<Integer, Place> places = places(code, loop);
        int[] locals = locals(code, loop);
        loads(code, loop, places, locals, Extent.ONE, -1);
        int row = code.allocateLocal(TypeKind.INT);
        code.iconst_0().istore(row);
        Label nextRow = code.newBoundLabel();
        Label done = code.newLabel();
        code.iload(row).iload(ROWS).if_icmpge(done);
        loads(code, loop, places, locals, Extent.COLUMN, -1);
        int i = code.allocateLocal(TypeKind.INT);
        code.iload(FROM).istore(i);
        Label nextElement = code.newBoundLabel();
        Label rowDone = code.newLabel();
        code.iload(i).iload(END).if_icmpge(rowDone);
        loads(code, loop, places, locals, Extent.FULL, i);
        loads(code, loop, places, locals, Extent.ROW, i);
        for (int c = 0; c < loop.code().size(); c++) {
            Loop.Apply step = loop.code().get(c);
            int[] arguments = step.arguments().stream().mapToInt(v -> locals[v]).toArray();
            switch (step.op()) {
                case Operation.Instruction instruction -> compute(code, instruction, arguments);
                case Operation.Function function -> {
                    if (arguments.length != 1) {
                        throw new IllegalArgumentException("loop: " + function.name() + " of " + arguments.length
                                + " arguments; functions have one");
                    }
                    code.loadLocal(kind(), arguments[0]);
                    call(code, function.name());
                }
            }
            code.storeLocal(step.op().isMask() ? maskKind() : kind(), locals[loop.loads().size() + c]);
        }
        for (Loop.Store store : loop.stores()) {
            store(code, locals[store.value()], () -> address(code, place(places, store.buffer()), i));
        }
        code.iinc(i, step()).goto_(nextElement);
        code.labelBinding(rowDone);
        places.values().forEach(place -> advance(code, place));
        code.iinc(row, 1).goto_(nextRow);
        code.labelBinding(done).return_();
    }

    /** Replaces the value on the stack by a function of it. */
    protected final void call(CodeBuilder code, String function) {
        ClassDesc value = functions().value().describeConstable().orElseThrow();
        ClassDesc home = functions().home(function).describeConstable().orElseThrow();
        code.invokestatic(home, function, MethodTypeDesc.of(value, value));
    }

    /** Loads arrays and offsets of all buffers into local variables. */
    private static Map<Integer, Place> places(CodeBuilder code, Loop loop) {
        Map<Integer, Place> places = new LinkedHashMap<>();
        loop.loads().forEach(load -> places.computeIfAbsent(load.buffer(), b -> place(code, b, load.extent())));
        loop.stores().forEach(store -> places.computeIfAbsent(store.buffer(), b -> place(code, b, Extent.FULL)));
        return places;
    }

    private static Place place(CodeBuilder code, int buffer, Extent extent) {
        Place place = new Place(code.allocateLocal(TypeKind.REFERENCE), code.allocateLocal(TypeKind.INT), extent);
        code.aload(ARRAYS).loadConstant(buffer).aaload().astore(place.array);
        code.aload(AT).loadConstant(buffer).iaload().istore(place.offset);
        return place;
    }

    private static Place place(Map<Integer, Place> places, int buffer) {
        Place place = places.get(buffer);
        if (place == null) {
            throw new IllegalArgumentException("loop: no place for buffer " + buffer);
        }
        return place;
    }

    private int[] locals(CodeBuilder code, Loop loop) {
        int[] locals = new int[loop.loads().size() + loop.code().size()];
        for (int v = 0; v < locals.length; v++) {
            int c = v - loop.loads().size();
            locals[v] = code.allocateLocal(c >= 0 && loop.code().get(c).op().isMask() ? maskKind() : kind());
        }
        return locals;
    }

    /**
     * Loads of one extent; {@code i} is the variable that counts elements, -1 for values that are constant along the
     * row.
     */
    private void loads(
            CodeBuilder code, Loop loop, Map<Integer, Place> places, int[] locals, Extent extent, int i) {
        List<Loop.Load> loads = loop.loads();
        for (int v = 0; v < loads.size(); v++) {
            if (loads.get(v).extent() == extent) {
                Place place = place(places, loads.get(v).buffer());
                if (i < 0) {
                    loadOne(code, () -> address(code, place, i));
                } else {
                    load(code, () -> address(code, place, i));
                }
                code.storeLocal(kind(), locals[v]);
            }
        }
    }

    private static void address(CodeBuilder code, Place place, int i) {
        code.aload(place.array).iload(place.offset);
        if (i >= 0) {
            code.iload(i).iadd();
        }
    }

    private static void advance(CodeBuilder code, Place place) {
        switch (place.extent) {
            case FULL -> code.iload(place.offset).iload(COLS).iadd().istore(place.offset);
            case COLUMN -> code.iinc(place.offset, 1);
            case ROW, ONE -> {
                // stays
            }
        }
    }
}
