/**
 * Pretrained models: families of networks that read what Hugging Face's {@code transformers} stores, each a program to
 * read. {@link dev.lanewise.zoo.folder.ModelFolder} opens a folder, {@link dev.lanewise.zoo.Weights} gives a family its
 * parameters.
 */
@NullMarked
package dev.lanewise.zoo;

import org.jspecify.annotations.NullMarked;
