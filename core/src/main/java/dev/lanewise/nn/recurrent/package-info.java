/**
 * Recurrent layers with PyTorch's shapes, parameters and initial values: {@link dev.lanewise.nn.recurrent.LSTM}, {@link
 * dev.lanewise.nn.recurrent.GRU} and {@link dev.lanewise.nn.recurrent.RNN} read whole sequences, by the functions of
 * {@link dev.lanewise.ops.Recurrence}; cells take one step at a time, for loops of one's own.
 *
 * {@snippet :
 * final class Reader extends Block { // an image as a sequence of rows, and which digit it is
 *     private final LSTM rows;
 *     private final Linear digit;
 *
 *     Reader(RandomSource random) {
 *         this.rows = child("rows", new LSTM(28, 128, RecurrentOptions.defaults().batchFirst(), random));
 *         this.digit = child("digit", new Linear(128, 10, random));
 *     }
 *
 *     Tensor forward(Tensor images) { // [N, 28, 28]
 *         return call(() -> digit.forward(rows.forward(images).last().h().squeeze(0)), images);
 *     }
 * }
 * }
 */
@NullMarked
package dev.lanewise.nn.recurrent;

import org.jspecify.annotations.NullMarked;
