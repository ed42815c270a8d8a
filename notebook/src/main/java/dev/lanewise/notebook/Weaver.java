package dev.lanewise.notebook;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts into the classes of cells what makes them stoppable: a call of {@link StopSwitch} at the start of each method
 * and before each jump back. {@link System#exit} and its like become an error. A loop of others over a method of others
 * ({@code loader.forEach(step::run)}) is in no cell; so such references go by way of a method in the cell's class
 * ({@link References}).
 */
final class Weaver {
    private static final ClassDesc SWITCH = ClassDesc.of(StopSwitch.class.getName());
    private static final DynamicCallSiteDesc CHECK = DynamicCallSiteDesc.of(
            ConstantDescs.ofCallsiteBootstrap(SWITCH, "link", ConstantDescs.CD_CallSite),
            "check",
            ConstantDescs.MTD_void);
    private static final ClassDesc SYSTEM = ClassDesc.of(System.class.getName());
    private static final ClassDesc RUNTIME = ClassDesc.of(Runtime.class.getName());

    private final ClassFile classFile;

    /** {@code bytes} gives the class file of a cell's class by its binary name, or null if that is none. */
    Weaver(ClassLoader parent, Function<String, byte @Nullable []> bytes) {
        ClassHierarchyResolver cells = ClassHierarchyResolver
                .ofResourceParsing((ClassDesc desc) -> stream(desc, bytes));
        classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(cells
                .orElse(ClassHierarchyResolver.ofClassLoading(parent))
                .orElse(ClassHierarchyResolver.defaultResolver())));
    }

    private static @Nullable InputStream stream(ClassDesc desc, Function<String, byte @Nullable []> bytes) {
        String descriptor = desc.descriptorString(); // LREPL/$JShell$1;
        byte[] found = desc.isClassOrInterface()
                ? bytes.apply(descriptor.substring(1, descriptor.length() - 1).replace('/', '.'))
                : null;
        return found == null ? null : new ByteArrayInputStream(found);
    }

    /** The class file with the checks. */
    byte[] weave(byte[] bytes) {
        var model = classFile.parse(bytes);
        References references = new References(model);
        ClassTransform bodies = ClassTransform
                .transformingMethodBodies(CodeTransform.ofStateful(() -> new Checks(references)));
        return classFile.transformClass(model, bodies.andThen(ClassTransform.endHandler(references::write)));
    }

    /** Emits a check: it takes nothing from the stack and leaves nothing there. */
    static void check(CodeBuilder code) {
        code.invokedynamic(CHECK);
    }

    /** Emits the call of a method, unless it ends the JVM. */
    static boolean replacesExit(CodeBuilder code, ClassDesc owner, String name) {
        if (owner.equals(SYSTEM) && name.equals("exit")) {
            code.invokestatic(SWITCH, "exit", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int));
            return true;
        }
        if (owner.equals(RUNTIME) && (name.equals("exit") || name.equals("halt"))) {
            code.invokestatic(SWITCH, "exit", MethodTypeDesc.of(ConstantDescs.CD_void, RUNTIME, ConstantDescs.CD_int));
            return true;
        }
        return false;
    }

    /** The checks of one method. */
    private static final class Checks implements CodeTransform {
        private final References references;
        private final Set<Label> passed = new HashSet<>();

        Checks(References references) {
            this.references = references;
        }

        @Override
        public void atStart(CodeBuilder code) {
            check(code);
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            switch (element) {
                case LabelTarget target -> passed.add(target.label());
                case BranchInstruction branch when passed.contains(branch.target()) -> check(code);
                case TableSwitchInstruction table when jumpsBack(table.defaultTarget(), table.cases()) -> check(code);
                case LookupSwitchInstruction table when jumpsBack(table.defaultTarget(), table.cases()) -> check(code);
                case InvokeInstruction call when replacesExit(code, call.owner().asSymbol(),
                        call.name().stringValue()) -> {
                    return;
                }
                case InvokeDynamicInstruction site -> {
                    DynamicCallSiteDesc own = references.own(site);
                    if (own != null) {
                        code.invokedynamic(own);
                        return;
                    }
                }
                default -> {
                }
            }
            code.with(element);
        }

        private boolean jumpsBack(Label otherwise, Iterable<SwitchCase> cases) {
            boolean back = passed.contains(otherwise);
            for (SwitchCase label : cases) {
                back |= passed.contains(label.target());
            }
            return back;
        }
    }
}
