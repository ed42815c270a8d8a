/**
 * The pages of the repository are true: their Java runs, their commands and links exist. Every {@code ```java} block of
 * every page is run; a {@code ```text} block right after one is what it prints.
 */
@NullMarked
package dev.lanewise.docs;

import org.jspecify.annotations.NullMarked;
