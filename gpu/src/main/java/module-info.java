/** Captured programs on graphics cards and other OpenCL devices, with the bits of the CPU. */
module dev.lanewise.gpu {
    requires dev.lanewise;
    requires static org.jspecify;

    exports dev.lanewise.gpu;
}
