/**
 * Pictures: folders of them whose sub-folders are the classes ({@link dev.lanewise.data.images.ImageFolder}), and what
 * changes them before they are learned from, one by one ({@link dev.lanewise.data.images.Transform}) or whole batches
 * ({@link dev.lanewise.data.images.MixUp}, {@link dev.lanewise.data.images.CutMix}).
 *
 * <p>Files are decoded by {@code javax.imageio}, which the module {@code java.desktop} has: a run-time image without it
 * can do everything but that. The bits of a decoded PNG, GIF or BMP are determined by their formats; those of a JPEG
 * are the decoder's, and may differ between JDKs. All else is computed here, with the same bits on every machine.
 */
@NullMarked
package dev.lanewise.data.images;

import org.jspecify.annotations.NullMarked;
