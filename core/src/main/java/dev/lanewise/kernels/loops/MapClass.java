package dev.lanewise.kernels.loops;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;

/**
 * Makes the hidden class of a loop over one function of one argument, in the form of the hand-written ones:
 *
 * <pre>
 *   public void run(float[] x, int xo, float[] y, int yo, int n) {
 *       int i = 0;
 *       for (int end = n &amp; -step; i &lt; end; i += step)
 *           load of x at xo + i, function, store to y at yo + i
 *       if (i &lt; n)
 *           rest(x, xo + i, y, yo + i, n - i);
 *   }
 * </pre>
 */
public final class MapClass {
    private static final MethodTypeDesc RUN = MethodTypeDesc.of(CD_void, LoopWriter.FLOATS, CD_int, LoopWriter.FLOATS,
            CD_int, CD_int);

    /**
     * HotSpot inlines no method with more bytecode than this (-XX:FreqInlineSize). So many nops keep a loop out of its
     * callers: two loops inlined at one call exhaust the budget, and their functions are then called with boxed
     * vectors.
     */
    private static final int LARGEST_INLINED = 325;

    private final ClassDesc name;
    private final ClassDesc type;
    private final String function;
    private final LoopWriter writer;

    private MapClass(ClassDesc name, ClassDesc type, String function, LoopWriter writer) {
        this.name = name;
        this.type = type;
        this.function = function;
        this.writer = writer;
    }

    /**
     * Generates the class, defines it beside {@code home}'s class, and creates its only instance.
     *
     * @param type the interface whose only method is {@code run}
     */
    public static <T> T define(MethodHandles.Lookup home, Class<T> type, String function, LoopWriter writer) {
        ClassDesc name = LoopClass.name(home);
        MapClass loop = new MapClass(name, type.describeConstable().orElseThrow(), function, writer);
        return type.cast(LoopClass.define(home, ClassFile.of().build(name, loop::write)));
    }

    private void write(ClassBuilder to) {
        LoopClass.begin(to, type);
        to.withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, code -> run(code, 1, 2, 3, 4, 5));
        if (writer.step() > 1) {
            to.withMethodBody("rest", RUN, ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC,
                    code -> writer.rest(code, function, 0, 1, 2, 3, 4));
        }
    }

    private void run(CodeBuilder code, int x, int xo, int y, int yo, int n) {
        for (int padding = 0; padding <= LARGEST_INLINED; padding++) {
            code.nop();
        }
        int step = writer.step();
        int end = code.allocateLocal(TypeKind.INT);
        code.iload(n).loadConstant(-step).iand().istore(end); // steps are powers of two
        int value = code.allocateLocal(writer.kind());
        int i = code.allocateLocal(TypeKind.INT);
        code.iconst_0().istore(i);
        Label next = code.newBoundLabel();
        Label done = code.newLabel();
        code.iload(i).iload(end).if_icmpge(done);
        writer.load(code, () -> code.aload(x).iload(xo).iload(i).iadd());
        writer.call(code, function);
        code.storeLocal(writer.kind(), value);
        writer.store(code, value, () -> code.aload(y).iload(yo).iload(i).iadd());
        code.iinc(i, step).goto_(next).labelBinding(done);
        if (step > 1) {
            Label none = code.newLabel();
            code.iload(i).iload(n).if_icmpge(none);
            code.aload(x).iload(xo).iload(i).iadd().aload(y).iload(yo).iload(i).iadd().iload(n).iload(i).isub()
                    .invokestatic(name, "rest", RUN).labelBinding(none);
        }
        code.return_();
    }
}
