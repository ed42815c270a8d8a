/**
 * OpenCL 1.2 as objects: the library of the system, its platforms and devices, and a context with its queue, buffers
 * and kernels. The calls go through the JDK's foreign function interface; nothing native is ours. Must not know of
 * tensors, ops or programs.
 */
@NullMarked
package dev.lanewise.gpu.opencl;

import org.jspecify.annotations.NullMarked;
