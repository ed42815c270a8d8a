package dev.lanewise.examples.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is slow, by the facts alone; what matters most comes first. */
final class Findings {
    /** The JDK that Lanewise is tested on, and the update from which on its figures are. */
    static final int TESTED = 25;
    static final int TESTED_UPDATE = 3;

    private static final String MODULE = "--add-modules jdk.incubator.vector";
    private static final long GIGABYTE = 1L << 30;

    /** Two threads that are worth it multiply at least this much faster than one. */
    private static final double WORTH_IT = 1.25;

    private final Facts facts;
    private final List<Finding> found = new ArrayList<>();

    private Findings(Facts facts) {
        this.facts = facts;
    }

    static List<Finding> of(Facts facts) {
        Findings findings = new Findings(facts);
        findings.compiler();
        findings.kernels();
        findings.tools();
        findings.jdk();
        findings.threads();
        findings.memory();
        return List.copyOf(findings.found);
    }

    private void add(String what, String remedy) {
        found.add(new Finding(what, remedy));
    }

    private boolean interprets() {
        return facts.java().mode().contains("interpreted");
    }

    private Optional<String> withoutC2() {
        return facts.flag("TieredStopAtLevel").filter(level -> !level.equals("4"));
    }

    private void compiler() {
        if (interprets()) {
            add("the JVM interprets and compiles nothing", "remove -Xint (or -Djava.compiler=NONE)");
        } else {
            withoutC2().ifPresent(level -> add(
                    "the JVM's optimising compiler C2 is off (TieredStopAtLevel is " + level + ")",
                    "remove -XX:TieredStopAtLevel=" + level + "; IDEs add it to start faster"));
        }
    }

    private void kernels() {
        Facts.Engine engine = facts.engine();
        if (engine.kernels().isEmpty()) {
            add("Lanewise cannot compute: " + engine.description(), "remove -Dlanewise.simd, or mend what it says");
        } else if (engine.bits() > 0) {
            narrow(engine.bits());
        } else if (engine.settings().contains("lanewise.simd=off")) {
            add("SIMD is off", "remove -Dlanewise.simd=off");
        } else if (!facts.java().vectorModule()) {
            add("SIMD is off: the module jdk.incubator.vector is missing",
                    "add " + MODULE + " (or set JDK_JAVA_OPTIONS=\"" + MODULE + "\")");
        } else if (!interprets() && withoutC2().isEmpty()) { // else the reason has been told
            add("SIMD is off: " + engine.description(), "run on a HotSpot JDK 25 with its C2 compiler");
        }
    }

    private void narrow(int bits) {
        int widest = facts.machine().vectorBits();
        if (widest <= bits) {
            return;
        }
        String what = "vectors have " + bits + " bits, and this processor's have " + widest;
        Optional<String> set = facts.option("-XX:MaxVectorSize=").or(() -> facts.option("-XX:UseAVX="));
        if (facts.engine().settings().contains("lanewise.simd=" + bits)) {
            add(what, "remove -Dlanewise.simd=" + bits);
        } else if (set.isPresent()) {
            add(what, "remove " + set.get());
        } else {
            add(what + "; the JVM avoids them", "try -XX:UseAVX=3, and measure");
        }
    }

    private void tools() {
        facts.option("-agentlib:jdwp").or(() -> facts.option("-Xrunjdwp")).ifPresent(option -> add(
                "a debugger may be attached; breakpoints keep methods from being compiled",
                "run without a debugger to measure (remove " + word(option) + ")"));
        facts.option("-javaagent:").ifPresent(option -> add(
                "an agent may change classes; kernels that it lengthens are not inlined, which is slow",
                "run without it to measure, or keep dev.lanewise.kernels.simd out of it (" + word(option) + ")"));
    }

    private static String word(String option) {
        return option.length() <= 60 ? option : option.substring(0, 57) + "...";
    }

    private void jdk() {
        Facts.Java java = facts.java();
        if (java.feature() > TESTED) {
            add("JDK " + java.feature() + " is newer than those that Lanewise is tested on",
                    "if something fails or is slow, compare with JDK " + TESTED);
        } else if (java.feature() == TESTED && java.update() < TESTED_UPDATE) {
            add("JDK " + java.version() + " is old; JDK 25.0.2 has run at half speed, by luck",
                    "update to JDK " + TESTED + ".0." + TESTED_UPDATE + " or newer");
        }
    }

    private void threads() {
        int threads = facts.engine().threads();
        Facts.Machine machine = facts.machine();
        boolean limited = machine.quota() > 0 && machine.quota() < threads;
        if (threads > machine.available()) {
            add(threads + " threads compute on " + counted(machine.available(), "processor"),
                    "set -Dlanewise.threads=" + machine.available() + ", or leave it away");
        } else if (limited) {
            add(String.format(Locale.ROOT, "the container may use the time of %.1f processors, and %s compute: all are "
                    + "stopped when it is used up", machine.quota(), counted(threads, "thread")),
                    "set -Dlanewise.threads=" + Math.max(1, (int) machine.quota())
                            + ", or give the container whole processors");
        } else if (threads < machine.available()) {
            add(counted(threads, "thread") + " of " + machine.available() + " compute",
                    "set -Dlanewise.threads=" + machine.available() + ", or leave it away, unless others need them");
        }
        if (machine.load() > machine.processors()) {
            add(String.format(Locale.ROOT, "other programs are at work: in the last minute %.1f threads wanted to "
                    + "run on %s", machine.load(), counted(machine.processors(), "processor")),
                    "measure when the machine is quiet");
        } else if (facts.speeds() != null && threads > 1 && !limited && threads <= machine.available()
                && facts.speeds().all() < WORTH_IT * facts.speeds().one()) {
            add(String.format(Locale.ROOT, "%d threads multiply no more than %.2f times as fast as one", threads,
                    facts.speeds().all() / facts.speeds().one()),
                    "look for other programs, or for processors that share a core: compare -Dlanewise.threads="
                            + threads / 2);
        }
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private void memory() {
        long most = facts.memory().most();
        long usable = facts.machine().usableMemory();
        if (usable > 0 && most > usable) {
            add("the heap may grow to " + Report.gigabytes(most) + ", and there are " + Report.gigabytes(usable)
                    + " of memory: the machine would swap, or end the program",
                    "set -Xmx" + Math.max(1, usable * 3 / 4 / GIGABYTE) + "g");
        } else if (most < GIGABYTE && usable >= 2 * GIGABYTE) {
            add("the heap may take " + Report.gigabytes(most) + " of " + Report.gigabytes(usable)
                    + "; collecting garbage takes long when it is nearly full",
                    "set -Xmx" + Math.max(1, usable / 2 / GIGABYTE) + "g");
        }
        if (facts.flag("UseCompressedOops").filter(value -> value.equals("false")).isPresent()
                && most < 32 * GIGABYTE && facts.option("-XX:-UseCompressedOops").isPresent()) {
            add("references take eight bytes, not four", "remove -XX:-UseCompressedOops");
        }
        if (facts.isOn("UseEpsilonGC")) {
            add("nothing collects garbage (Epsilon)", "remove -XX:+UseEpsilonGC");
        }
        pages();
    }

    private void pages() {
        switch (facts.machine().hugePages()) {
            case "never" -> add("the kernel gives no huge pages, so that large tensors take longer to make and to walk",
                    "as root: echo madvise > /sys/kernel/mm/transparent_hugepage/enabled; then add "
                            + "-XX:+UseTransparentHugePages");
            case "madvise" -> {
                if (!facts.isOn("UseTransparentHugePages")) {
                    add("memory comes in small pages, so that large tensors take longer to make and to walk",
                            "add -XX:+UseTransparentHugePages");
                }
            }
            default -> {
                // always, or a system that does not say
            }
        }
    }
}
