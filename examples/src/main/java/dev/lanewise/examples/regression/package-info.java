/** The regression example: a network learns a column of a table from the others. */
@NullMarked
package dev.lanewise.examples.regression;

import org.jspecify.annotations.NullMarked;
