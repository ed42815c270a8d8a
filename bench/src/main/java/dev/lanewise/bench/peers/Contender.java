package dev.lanewise.bench.peers;

/**
 * A way to do a piece of work: an engine, and how it is used.
 *
 * @param name under which it is reported, such as {@code pytorch-fused}
 * @param family whose best member is reported too, such as {@code pytorch}
 * @param worker the kind of process that does it
 * @param variant what the worker is told
 */
record Contender(String name, String family, Worker worker, String variant) {
    static final String OURS = "lanewise";

    /** The kinds of processes. */
    enum Worker {
        LANEWISE, PYTORCH, JAX, NUMPY, NETLIB, MACHINE, NAIVE_IJK, NAIVE_IKJ, SCALAR_AUTODIFF;

        boolean isPython() {
            return this == PYTORCH || this == JAX || this == NUMPY;
        }
    }

    /** What torch.compile makes of PyTorch's code: a family of its own, as it costs seconds before the first step. */
    static final Contender COMPILED = new Contender("pytorch-compile", "pytorch-compile", Worker.PYTORCH, "compile");

    /** The only one of its family. */
    static Contender single(String name, Worker worker) {
        return new Contender(name, name, worker, name);
    }

    /** One of several: {@code pytorch-fused} of {@code pytorch}. */
    static Contender variant(String family, String variant, Worker worker) {
        return new Contender(family + "-" + variant, family, worker, variant);
    }

    /**
     * Whether what it computes can be compared: the machine's limits compute nothing of use and check themselves, and
     * the scalar autodiff does one sample of a batch.
     */
    boolean hasResult() {
        return worker != Worker.MACHINE && worker != Worker.SCALAR_AUTODIFF;
    }

    boolean isOurs() {
        return family.equals(OURS);
    }
}
