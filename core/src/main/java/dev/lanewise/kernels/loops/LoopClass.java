package dev.lanewise.kernels.loops;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the hidden class of some {@link Loop}s: for each, a static method for whole steps and one for the rest of its
 * rows; and {@link CompiledLoops#run}, which calls them.
 */
public final class LoopClass {
    private static final ClassDesc LOOPS = ClassDesc.of("dev.lanewise.kernels.loops.CompiledLoops");
    private static final MethodTypeDesc RUN = MethodTypeDesc.of(
            CD_void, CD_int, LoopWriter.FLOATS.arrayType(), CD_int.arrayType(), CD_int, CD_int);

    private static final int LOOP = 1;
    private static final int ARRAYS = 2;
    private static final int AT = 3;
    private static final int ROWS = 4;
    private static final int COLS = 5;

    private final ClassDesc name;
    private final List<Loop> loops;
    private final LoopWriter main;
    private final LoopWriter rest;

    private LoopClass(ClassDesc name, List<Loop> loops, LoopWriter main, LoopWriter rest) {
        this.name = name;
        this.loops = loops;
        this.main = main;
        this.rest = rest;
    }

    /**
     * Generates the class, defines it beside {@code home}'s class, and creates its only instance.
     *
     * @param main writes the code for whole steps
     * @param rest writes the code for the elements after them; its step is 1
     */
    public static CompiledLoops define(
            MethodHandles.Lookup home, List<Loop> loops, LoopWriter main, LoopWriter rest) {
        ClassDesc name = name(home);
        return (CompiledLoops) define(
                home, ClassFile.of().build(name, new LoopClass(name, loops, main, rest)::write));
    }

    /** The name of generated classes, to which the JVM adds a distinguishing suffix. */
    static ClassDesc name(MethodHandles.Lookup home) {
        return ClassDesc.of(home.lookupClass().getPackageName(), "GeneratedLoops");
    }

    /** Defines a class, and creates an instance. */
    static Object define(MethodHandles.Lookup home, byte[] bytes) {
        try {
            MethodHandles.Lookup made = home.defineHiddenClass(bytes, true);
            return made.findConstructor(made.lookupClass(), MethodType.methodType(void.class)).invoke();
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("a generated loop cannot be loaded", e);
        }
    }

    /** Begins a final class that implements an interface, with its constructor. */
    static void begin(ClassBuilder to, ClassDesc type) {
        to.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withInterfaceSymbols(type);
        to.withMethodBody(INIT_NAME, MTD_void, ClassFile.ACC_PUBLIC,
                code -> code.aload(0).invokespecial(CD_Object, INIT_NAME, MTD_void).return_());
    }

    private void write(ClassBuilder to) {
        begin(to, LOOPS);
        for (int k = 0; k < loops.size(); k++) {
            Loop loop = loops.get(k);
            int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC;
            if (main.step() > 1) {
                to.withMethodBody("main" + k, LoopWriter.TYPE, flags, code -> main.write(code, loop));
            }
            to.withMethodBody("rest" + k, LoopWriter.TYPE, flags, code -> rest.write(code, loop));
        }
        to.withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, this::dispatch);
    }

    /** {@code switch (loop)}: the whole steps, and the rest if there is one. */
    private void dispatch(CodeBuilder code) {
        int end = code.allocateLocal(TypeKind.INT);
        code.iconst_0().istore(end);
        if (main.step() > 1) {
            code.iload(COLS).loadConstant(-main.step()).iand().istore(end); // steps are powers of two
        }
        Label none = code.newLabel();
        List<SwitchCase> cases = new ArrayList<>();
        for (int k = 0; k < loops.size(); k++) {
            cases.add(SwitchCase.of(k, code.newLabel()));
        }
        code.iload(LOOP).tableswitch(none, cases);
        for (int k = 0; k < loops.size(); k++) {
            code.labelBinding(cases.get(k).target());
            if (main.step() > 1) {
                code.aload(ARRAYS).aload(AT).iconst_0().iload(end).iload(ROWS).iload(COLS)
                        .invokestatic(name, "main" + k, LoopWriter.TYPE);
            }
            code.iload(end).iload(COLS).if_icmpge(none);
            code.aload(ARRAYS).aload(AT).iload(end).iload(COLS).iload(ROWS).iload(COLS)
                    .invokestatic(name, "rest" + k, LoopWriter.TYPE).return_();
        }
        code.labelBinding(none).return_();
    }
}
