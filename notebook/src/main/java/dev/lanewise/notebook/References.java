package dev.lanewise.notebook;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DirectMethodHandleDesc.Kind;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.LambdaMetafactory;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the method references of one class into references to methods of its own, which check whether to stop and then
 * do what the reference names. What javac has made of a lambda is a method of the class already.
 */
final class References {
    private static final ClassDesc METAFACTORY = ClassDesc.of(LambdaMetafactory.class.getName());

    private record Added(String name, MethodTypeDesc type, DirectMethodHandleDesc target) {}

    private final ClassDesc owner;
    private final boolean isInterface;
    private final List<Added> added = new ArrayList<>();

    References(ClassModel model) {
        owner = model.thisClass().asSymbol();
        isInterface = model.flags().has(AccessFlag.INTERFACE);
    }

    /** The same site with a method of this class, or null if it has one or is no plain method reference. */
    @Nullable
    DynamicCallSiteDesc own(InvokeDynamicInstruction site) {
        DirectMethodHandleDesc bootstrap = site.bootstrapMethod();
        if (!bootstrap.owner().equals(METAFACTORY) || !bootstrap.methodName().equals("metafactory")) {
            return null;
        }
        List<ConstantDesc> arguments = site.bootstrapArgs();
        if (!(arguments.get(1) instanceof DirectMethodHandleDesc target) || target.owner().equals(owner)) {
            return null;
        }
        MethodTypeDesc type = target.invocationType();
        switch (target.kind()) {
            case STATIC, INTERFACE_STATIC, CONSTRUCTOR -> {
            }
            case VIRTUAL, INTERFACE_VIRTUAL -> {
                if (site.typeSymbol().parameterCount() > 0) { // a bound receiver: its class may be a narrower one
                    type = type.changeParameterType(0, site.typeSymbol().parameterType(0));
                }
            }
            default -> {
                return null;
            }
        }
        Added method = new Added("lambda$reference$" + added.size(), type, target);
        added.add(method);
        return DynamicCallSiteDesc.of(bootstrap, site.name().stringValue(), site.typeSymbol(), arguments.get(0),
                MethodHandleDesc.ofMethod(isInterface ? Kind.INTERFACE_STATIC : Kind.STATIC, owner, method.name, type),
                arguments.get(2));
    }

    /** Adds the methods that {@link #own} has named. */
    void write(ClassBuilder builder) {
        for (Added method : added) {
            builder.withMethodBody(method.name, method.type,
                    ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
                    code -> body(code, method));
        }
    }

    private static void body(CodeBuilder code, Added method) {
        DirectMethodHandleDesc target = method.target;
        MethodTypeDesc declared = MethodTypeDesc.ofDescriptor(target.lookupDescriptor());
        Weaver.check(code);
        if (target.kind() == Kind.CONSTRUCTOR) {
            code.new_(target.owner()).dup();
        }
        int slot = 0;
        for (ClassDesc parameter : method.type.parameterArray()) {
            TypeKind kind = TypeKind.from(parameter);
            code.loadLocal(kind, slot);
            slot += kind.slotSize();
        }
        if (!Weaver.replacesExit(code, target.owner(), target.methodName())) {
            switch (target.kind()) {
                case CONSTRUCTOR -> code.invokespecial(target.owner(), ConstantDescs.INIT_NAME, declared);
                case STATIC, INTERFACE_STATIC -> code.invokestatic(target.owner(), target.methodName(), declared,
                        target.isOwnerInterface());
                case INTERFACE_VIRTUAL -> code.invokeinterface(target.owner(), target.methodName(), declared);
                default -> code.invokevirtual(target.owner(), target.methodName(), declared);
            }
        }
        code.return_(TypeKind.from(method.type.returnType()));
    }
}
