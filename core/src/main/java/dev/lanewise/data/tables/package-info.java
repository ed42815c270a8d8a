/**
 * Tables of numbers and texts. {@link dev.lanewise.data.tables.Csv} reads one from a file, a
 * {@link dev.lanewise.data.tables.Table} has named columns, and an {@link dev.lanewise.data.tables.Encoder} that was
 * fitted to the training rows turns columns into tensors: {@link dev.lanewise.data.tables.Standardizer} for numbers,
 * {@link dev.lanewise.data.tables.Vocabulary} for texts, {@link dev.lanewise.data.tables.Features} for both together.
 * Encoders are saved with the model, so that a program that predicts encodes as the training did.
 */
@NullMarked
package dev.lanewise.data.tables;

import org.jspecify.annotations.NullMarked;
