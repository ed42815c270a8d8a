package dev.lanewise.kernels.choice;

/** Prints, twice, which kernels this JVM computes with, or what the lookup threw; run by {@link KernelLookupTest}. */
final class ActiveKernels {
    private ActiveKernels() {}

    public static void main(String[] args) {
        for (int i = 0; i < 2; i++) {
            try {
                System.out.println(KernelLookup.active().name());
            } catch (RuntimeException e) {
                System.out.println(e);
            }
        }
    }
}
