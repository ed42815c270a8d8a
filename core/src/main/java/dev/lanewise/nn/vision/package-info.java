/** Layers for images: other resolutions, by the functions of {@link dev.lanewise.ops.Resampling}. */
@NullMarked
package dev.lanewise.nn.vision;

import org.jspecify.annotations.NullMarked;
