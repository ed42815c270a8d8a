package dev.lanewise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * No string of the library or the examples is put together from a path as it is, without Printable. The compiler makes
 * a string of each operand first, by {@code String.valueOf(Object)}, and hands the strings to an invokedynamic; what
 * the operand was is told by the instruction before.
 */
class PathsInMessagesTest {
    private static final ClassDesc PATH = ClassDesc.of("java.nio.file.Path");
    private static final Path CORE = Path.of("../core/target/classes");

    /** What was seen: how many strings are made of objects, and the methods that make one of a path. */
    private static final class Findings {
        private final Set<String> paths = new TreeSet<>();
        private int conversions;

        void add(Path file) throws IOException {
            ClassModel type = ClassFile.of().parse(file);
            for (MethodModel method : type.methods()) {
                method.code().ifPresent(code -> add(type, method, (CodeAttribute) code));
            }
        }

        private void add(ClassModel type, MethodModel method, CodeAttribute code) {
            int at = 0;
            Instruction before = null;
            int beforeAt = 0;
            for (CodeElement element : code.elementList()) {
                if (!(element instanceof Instruction instruction)) {
                    continue;
                }
                boolean isShown = instruction instanceof InvokeDynamicInstruction join
                        && join.name().equalsString("makeConcatWithConstants")
                        && join.typeSymbol().parameterList().contains(PATH);
                if (makesAString(instruction)) {
                    conversions++;
                    isShown = before != null && PATH.equals(result(before, beforeAt, method, code));
                }
                if (isShown) {
                    paths.add(type.thisClass().asInternalName() + "." + method.methodName().stringValue());
                }
                before = instruction;
                beforeAt = at;
                at += instruction.sizeInBytes();
            }
        }

        private static boolean makesAString(Instruction instruction) {
            return instruction instanceof InvokeInstruction call
                    && (call.name().equalsString("valueOf") && call.owner().asInternalName().equals("java/lang/String")
                            || call.name().equalsString("append")
                                    && call.owner().asInternalName().equals("java/lang/StringBuilder"))
                    && call.typeSymbol().parameterList().equals(List.of(ClassDesc.of("java.lang.Object")));
        }

        /** The type of what an instruction leaves on the stack, as far as it tells. */
        private static @Nullable ClassDesc result(
                Instruction instruction, int at, MethodModel method, CodeAttribute code) {
            return switch (instruction) {
                case InvokeInstruction call -> call.typeSymbol().returnType();
                case FieldInstruction field -> field.typeSymbol();
                case TypeCheckInstruction check when check.opcode() == Opcode.CHECKCAST -> check.type().asSymbol();
                case LoadInstruction load -> variable(load.slot(), at, method, code);
                default -> null;
            };
        }

        private static @Nullable ClassDesc variable(int slot, int at, MethodModel method, CodeAttribute code) {
            for (CodeElement element : code.elementList()) {
                if (element instanceof LocalVariable variable && variable.slot() == slot
                        && code.labelToBci(variable.startScope()) <= at
                        && at < code.labelToBci(variable.endScope())) {
                    return variable.typeSymbol();
                }
            }
            int next = method.flags().has(AccessFlag.STATIC) ? 0 : 1; // a lambda's captured ones are in no table
            for (ClassDesc parameter : method.methodTypeSymbol().parameterList()) {
                if (next == slot) {
                    return parameter;
                }
                next += TypeKind.from(parameter).slotSize();
            }
            return null;
        }
    }

    private static Findings findings(Path classes) throws IOException {
        Findings findings = new Findings();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                findings.add(file);
            }
        }
        return findings;
    }

    private static Path classes(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Test
    void noMessageShowsAPathAsItIs() throws IOException, URISyntaxException {
        Findings core = findings(CORE);
        assertThat(core.conversions).isGreaterThan(100);
        assertThat(core.paths).isEmpty();
        Findings examples = findings(classes(Main.class));
        assertThat(examples.conversions).isGreaterThan(5);
        assertThat(examples.paths).isEmpty();
    }

    /** What the check is for, in each way that a path may come; and strings of other things. */
    static final class Control {
        private final Path field;

        Control(Path field) {
            this.field = field;
        }

        String ofAField() {
            return "in " + field + " yet";
        }

        static String ofAParameter(long number, Path file) {
            return number + " in " + file;
        }

        String ofAVariable() {
            Path local = field.getFileName();
            return "in " + local;
        }

        String ofACall() {
            return "in " + field.toAbsolutePath();
        }

        static String ofACast(Object object) {
            return "in " + (Path) object;
        }

        static String ofAPattern(Object object) {
            return object instanceof Path file ? "in " + file : "";
        }

        static Supplier<String> ofACapture(Path file) {
            return () -> "in " + file;
        }

        static StringBuilder ofABuilder(StringBuilder text, Path file) {
            return text.append(file);
        }

        static String other(Object object, List<Path> paths, Path file) {
            return "in " + object + paths.size() + file.getNameCount() + file.toString().length();
        }
    }

    @Test
    void theCheckSeesPathsHoweverTheyCome() throws IOException, URISyntaxException {
        Findings control = new Findings();
        String name = Control.class.getName();
        control.add(classes(Control.class).resolve(name.replace('.', '/') + ".class"));
        String type = name.replace('.', '/');
        assertThat(control.paths).containsExactlyInAnyOrder(
                type + ".ofAField", type + ".ofAParameter", type + ".ofAVariable", type + ".ofACall",
                type + ".ofACast", type + ".ofAPattern", type + ".lambda$ofACapture$0", type + ".ofABuilder");
    }
}
