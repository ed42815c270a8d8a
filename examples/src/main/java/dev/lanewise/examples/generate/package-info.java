/** A program that has a pretrained language model write. */
@NullMarked
package dev.lanewise.examples.generate;

import org.jspecify.annotations.NullMarked;
