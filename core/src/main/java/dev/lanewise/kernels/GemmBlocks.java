package dev.lanewise.kernels;

/**
 * Sizes that steer matrix multiplication; none of them can change a bit of the result.
 *
 * <p>The loops are those of BLIS (Van Zee and van de Geijn 2015), with the roles of A and B as row-major storage wants
 * them: a panel of B, {@code kc x nr}, stays in L1 while panels of A stream past it from L2.
 *
 * <table>
 * <caption>Sizes in use, and why</caption>
 * <tr><th>kernels</th><th>mr x nr</th><th>kc</th><th>mc</th><th>nc</th><th>why</th></tr>
 * <tr><td>512 bit</td><td>12 x 32</td><td>256</td><td>480</td><td>3072</td><td>24 accumulators of 32 registers; a B
 * panel is 32 KB of a 48 KB L1, a block of A 480 KB of a 2 MB L2, a block of B 3 MB of L3</td></tr>
 * <tr><td>128 bit, 32 registers (NEON)</td><td>12 x 8</td><td>512</td><td>240</td><td>3072</td><td>24 accumulators; a B
 * panel is 16 KB, a block of A 480 KB</td></tr>
 * <tr><td>256 bit</td><td>5 x 16</td><td>256</td><td>240</td><td>3072</td><td>10 accumulators of 16 registers (C2
 * spills with the 12 of a 6 x 16 tile); a B panel is 16 KB of a 32 KB L1, a block of A 240 KB</td></tr>
 * <tr><td>128 bit, 16 registers</td><td>5 x 8</td><td>512</td><td>240</td><td>3072</td><td>as above with half the
 * width and twice the depth</td></tr>
 * <tr><td>scalar</td><td>4 x 128</td><td>128</td><td>240</td><td>3072</td><td>C2 vectorises long column loops only; tile
 * and rows of B are 4 KB</td></tr>
 * </table>
 *
 * @param mr rows of the largest tile, and of a packed panel of A
 * @param nr columns of a tile, and of a packed panel of B
 * @param kc greatest depth of a packed block
 * @param mc rows of a packed block of A of depth {@code kc} (shallower blocks get more rows)
 * @param nc columns of a packed block of B of depth {@code kc}
 * @param work scratch a tile needs, in floats
 */
public record GemmBlocks(int mr, int nr, int kc, int mc, int nc, int work) {}
