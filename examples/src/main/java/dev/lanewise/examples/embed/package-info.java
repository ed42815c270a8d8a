/** Sentences become vectors, and which are alike is told. */
@NullMarked
package dev.lanewise.examples.embed;

import org.jspecify.annotations.NullMarked;
