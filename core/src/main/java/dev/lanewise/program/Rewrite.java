package dev.lanewise.program;

import java.util.List;

/**
 * Replaces steps of a draft by fewer or faster ones that compute the same bits. A step keeps the numbers of those of
 * its values that others read; values that are no longer read are dropped.
 */
interface Rewrite {
    /** All rewrites, in the order in which they are tried. */
    List<Rewrite> ALL = List.of(
            new FoldOperands(), new MaskBeforeScatter(), new MaskByDropped(), new FuseEnds(), new FuseSums(),
            new Fusion());

    /** Changes {@link Draft#steps} where it applies. */
    void apply(Draft draft);
}
