package dev.lanewise.reference;

import dev.lanewise.program.Program;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What the random programs call, read from their classes: no list of it can go stale. */
final class RandomPrograms {
    private static final Set<String> FUNCTIONS = new TreeSet<>();

    static {
        for (String name : new String[] {"RandomOps", "RandomTensors", "RandomProgram", "RandomPointwise",
            "RandomArrangements", "RandomOrders", "RandomInts", "RandomMatrices", "RandomLosses", "RandomPools"}) {
            try (InputStream in = Objects.requireNonNull(Program.class.getResourceAsStream(name + ".class"), name)) {
                for (PoolEntry entry : ClassFile.of().parse(in.readAllBytes()).constantPool()) {
                    if (entry instanceof MemberRefEntry member) {
                        String type = member.owner().name().stringValue().replaceFirst(".*/", "");
                        FUNCTIONS.add(PublicFunctions.nameOf(type, member.name().stringValue()));
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException(name, e);
            }
        }
    }

    private RandomPrograms() {}

    /** By the names of {@link PublicFunctions}. */
    static Set<String> functions() {
        return FUNCTIONS;
    }
}
