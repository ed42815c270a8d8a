package consumer;

import dev.lanewise.parallel.Parallel;
import java.util.concurrent.atomic.AtomicInteger;

/** Computes something with the installed jar and prints it; verify.groovy knows the answer. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        AtomicInteger sum = new AtomicInteger();
        Parallel.forEach(8, sum::addAndGet);
        System.out.println("result: " + sum);
        System.out.println("named module: " + Parallel.class.getModule().isNamed());
        System.out.println("incubator module: " + ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    }
}
