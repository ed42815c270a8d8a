/** What JMH measures for {@code workshop/run measure}: the products of chapter 15 beside Lanewise's. */
@NullMarked
package dev.lanewise.workshop.measure;

import org.jspecify.annotations.NullMarked;
