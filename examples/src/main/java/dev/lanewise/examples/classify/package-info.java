/** What pictures show, by a pretrained model. */
@NullMarked
package dev.lanewise.examples.classify;

import org.jspecify.annotations.NullMarked;
