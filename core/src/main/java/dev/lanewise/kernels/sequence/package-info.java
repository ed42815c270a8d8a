/**
 * Drivers of what runs along a sequence: attention in strips of queries. They pack operands once for each head, call
 * tiles and the leaves of {@link dev.lanewise.kernels.AttentionKernels}, and share heads among threads. Decision and
 * numbers: ADR 21.
 */
@NullMarked
package dev.lanewise.kernels.sequence;

import org.jspecify.annotations.NullMarked;
