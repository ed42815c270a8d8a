package dev.lanewise.kernels;

/**
 * Sizes that steer matrix multiplication; none of them can change a bit of the result.
 *
 * <p>The loops are those of BLIS (Van Zee and van de Geijn 2015), with the roles of A and B adapted to row-major
 * storage: a panel of A, one chain ({@link GemmKernels#CHAIN}) deep and {@code mr} high, stays in L1 while the panels
 * of a group of B, equally deep, stream past it from L2.
 *
 * <table>
 * <caption>Sizes in use, and why</caption>
 * <tr><th>kernels</th><th>mr x nr</th><th>group</th><th>why</th></tr>
 * <tr><td>512 bit</td><td>12 x 32</td><td>8</td><td>24 accumulators of 32 registers; a panel of A is 24 KB
 * of a 48 KB L1, a group of B 512 KB and a block of A 1 MB of a 2 MB L2</td></tr>
 * <tr><td>256 bit, 32 registers (SVE)</td><td>12 x 16</td><td>16</td><td>as above; never
 * measured</td></tr>
 * <tr><td>128 bit, 32 registers (NEON)</td><td>12 x 8</td><td>32</td><td>as above; never measured</td></tr>
 * <tr><td>256 bit</td><td>5 x 16</td><td>8</td><td>10 accumulators of 16 registers (C2 spills with the 12 of a
 * 6 x 16 tile); a panel of A is 10 KB of a 32 KB L1, a group of B 256 KB</td></tr>
 * <tr><td>128 bit, 16 registers</td><td>5 x 8</td><td>16</td><td>as above</td></tr>
 * <tr><td>scalar</td><td>4 x 128</td><td>1</td><td>C2 vectorises only long loops over columns; the tile and two
 * rows of B are 3 KB</td></tr>
 * </table>
 *
 * @param mr rows of the largest tile, and of a packed panel of A, where B is packed too
 * @param mrInPlace the same where rows of B are read in place, at any distance: an address with a variable step costs
 *     the 12-row tile 5 %, and the 8-row tile is as fast there
 * @param nr columns of a tile, and of a packed panel of B
 * @param block floats of A that a thread packs at a time: all of k deep, or one chain if A is larger
 * @param group panels of B that a thread packs at a time
 * @param work scratch that a tile needs, in floats
 */
public record GemmBlocks(
        int mr, int mrInPlace, int nr, int block, int group, int work) {}
