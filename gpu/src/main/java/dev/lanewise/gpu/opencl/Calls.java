package dev.lanewise.gpu.opencl;

/** How calls of handles end that throw what no handle of a C function throws. */
final class Calls {
    private Calls() {}

    /** What a call has thrown, to be thrown on. */
    static RuntimeException failed(Throwable e) {
        return switch (e) {
            case RuntimeException expected -> expected;
            case Error error -> throw error;
            default -> new IllegalStateException("OpenCL: a call has thrown " + e, e);
        };
    }
}
