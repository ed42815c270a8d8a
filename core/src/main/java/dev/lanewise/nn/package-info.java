/**
 * Networks. A {@link dev.lanewise.nn.Block} is a tree of parameters, buffers and children, whatever it computes; a
 * {@link dev.lanewise.nn.Layer} is one that maps a tensor to a tensor, and {@link dev.lanewise.nn.Sequential} a chain
 * of these. {@link dev.lanewise.nn.BlockList} and {@link dev.lanewise.nn.BlockMap} hold blocks for others,
 * {@link dev.lanewise.nn.LoadRules} say how stored values fit, {@link dev.lanewise.nn.Summary} shows shapes and costs,
 * and {@link dev.lanewise.nn.Init} has initial values.
 *
 * <p>Layers call functions of {@code tensor}, {@code ops} and {@code random} and do no arithmetic of their own.
 */
@NullMarked
package dev.lanewise.nn;

import org.jspecify.annotations.NullMarked;
