package dev.lanewise.kernels;

/**
 * Sizes that steer matrix multiplication; none of them can change a bit of the result.
 *
 * @param mr rows of the micro-kernel's tile
 * @param nr columns of the tile
 * @param kc depth of a packed block (one panel of B stays in L1)
 * @param mc rows of a packed block of A (stays in L2)
 * @param nc columns of a packed block of B
 */
public record GemmBlocks(int mr, int nr, int kc, int mc, int nc) {}
