package dev.lanewise.bench.peers;

import java.util.Set;

/**
 * How long a piece of work is done, in seconds.
 *
 * @param warmUp in a JVM, after the work has been prepared
 * @param peersWarmUp the same in other processes
 * @param figure for each figure
 * @param rounds for all rounds: those that have not begun by then are left out, but for the first
 */
record Pace(double warmUp, double peersWarmUp, double figure, double rounds) {
    /** Kinds of work that are made of many kernels. */
    private static final Set<String> STEP_KINDS = Set.of("mlp", "net", "block", "recurrent", "encoder", "gpt",
            "generation");

    private static final Pace USUAL = new Pace(1.5, 1.5, 0.1, Double.POSITIVE_INFINITY);

    /** A JVM compiles a training step for some 4 s. */
    private static final Pace STEPS = new Pace(5, 5, 0.1, Double.POSITIVE_INFINITY);

    /** Functions are many, and no JIT of the peers learns while they run. */
    private static final Pace FUNCTIONS = new Pace(1.5, 0.2, 0.06, 10);

    private static final Pace QUICK = new Pace(1, 0.05, 0.05, 0);
    private static final Pace QUICK_STEPS = new Pace(3, 0.05, 0.05, 0);

    static Pace of(Workload workload, boolean quick) {
        if (quick) {
            return isStep(workload.task()) ? QUICK_STEPS : QUICK;
        }
        return workload.name().startsWith(FunctionWorkloads.PREFIX)
                ? FUNCTIONS
                : isStep(workload.task()) ? STEPS : USUAL;
    }

    private static boolean isStep(String task) {
        return STEP_KINDS.contains(task.substring(0, task.indexOf(' ')));
    }

    double warmUp(Contender contender) {
        return contender.worker().isPython() ? peersWarmUp : warmUp;
    }
}
