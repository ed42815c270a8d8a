/** The digits that the exercises learn from. */
@NullMarked
package dev.lanewise.workshop.data;

import org.jspecify.annotations.NullMarked;
