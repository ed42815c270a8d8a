/** What the programs for pretrained models share. */
@NullMarked
package dev.lanewise.examples.pretrained;

import org.jspecify.annotations.NullMarked;
