/** Rows of a database, over JDBC, as a {@link dev.lanewise.data.tables.Table}. */
@NullMarked
package dev.lanewise.examples.database;

import org.jspecify.annotations.NullMarked;
