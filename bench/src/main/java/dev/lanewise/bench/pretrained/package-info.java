/** Pretrained models beside PyTorch and ONNX Runtime: {@code bench/run pretrained}. */
@NullMarked
package dev.lanewise.bench.pretrained;

import org.jspecify.annotations.NullMarked;
