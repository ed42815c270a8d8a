/** Grey pictures, their files and how a terminal shows them; and the random numbers that pictures are drawn with. */
@NullMarked
package dev.lanewise.examples.pictures;

import org.jspecify.annotations.NullMarked;
