/**
 * Embeddings as layers, with PyTorch's shapes, parameters and initial values: rows of a table by index, alone and in
 * bags. Each applies the function of {@link dev.lanewise.ops.Embeddings} that its name says.
 */
@NullMarked
package dev.lanewise.nn.embedding;

import org.jspecify.annotations.NullMarked;
