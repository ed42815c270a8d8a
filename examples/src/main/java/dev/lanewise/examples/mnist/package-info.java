/** The handwriting example: digits from files or drawn here, and one picture read into the same form. */
@NullMarked
package dev.lanewise.examples.mnist;

import org.jspecify.annotations.NullMarked;
